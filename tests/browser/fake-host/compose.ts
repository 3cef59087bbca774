// Drafts and an outbox in memory, for screens: a draft is kept, a send is queued, an undo gives it back.
import { ORPCError, type implement } from '@orpc/server';
import type { FileHead } from '#main/outbox/check-attachments';
import { checkDraft } from '#main/outbox/check-draft';
import { providerLimits } from '#main/outbox/provider-limits';
import type { contract } from '#shared/contract/contract';
import {
  asDraftId,
  emptyDraft,
  type Correspondent,
  type Draft,
  type DraftCheck,
  type DraftContent,
  type OutboxEntry,
} from '#shared/model/compose';
import { asDispatchId, asInstant } from '#shared/model/ids';
import { asTemplateId, type MessageTemplate } from '#shared/model/message-template';
import { readRecipient } from '#shared/model/sendable-address';
import { NOW, STUDIO, threeBoxes } from './people.ts';

/** Files that were sent here to be attached, by digest. */
export const uploaded = new Map<string, FileHead>();

type Handle = ReturnType<ReturnType<typeof implement<typeof contract>>['use']>;

const ENTRY: Omit<OutboxEntry, 'dispatch' | 'submission'> = {
  account: STUDIO,
  subject: 'Diffida ad adempiere',
  to: ['comune@pec-due.example'],
  sizeBytes: 48_000,
  queuedAt: asInstant(NOW - 300_000),
  undoable: false,
  scheduledFor: null,
};

/** One of each state of ARCHITECTURE §6, for the pictures. */
export const everyOutboxState: readonly OutboxEntry[] = [
  {
    ...ENTRY,
    dispatch: asDispatchId('o1'),
    subject: 'Sollecito di pagamento',
    undoable: true,
    scheduledFor: asInstant(NOW + 90_000_000),
    submission: { state: 'queued', nextAt: asInstant(NOW + 90_000_000), attempts: 0, reason: null },
  },
  {
    ...ENTRY,
    dispatch: asDispatchId('o2'),
    submission: {
      state: 'queued',
      nextAt: asInstant(NOW + 120_000),
      attempts: 2,
      reason: { code: 'smtp.refused', values: { serverSays: '451 4.3.2 riprovare più tardi' } },
    },
  },
  { ...ENTRY, dispatch: asDispatchId('o3'), submission: { state: 'submitting', startedAt: asInstant(NOW) } },
  { ...ENTRY, dispatch: asDispatchId('o4'), submission: { state: 'submitted', at: asInstant(NOW), reply: '250 2.0.0 preso in carico' } },
  { ...ENTRY, dispatch: asDispatchId('o5'), submission: { state: 'refused', at: asInstant(NOW), reply: '552 messaggio troppo grande' } },
  { ...ENTRY, dispatch: asDispatchId('o6'), submission: { state: 'unknown', at: asInstant(NOW) } },
];

const PEOPLE: readonly Correspondent[] = [
  { address: 'comune@pec-due.example', name: 'Comune di Valdoro', certified: true, lastSeen: asInstant(NOW), accounts: [] },
  { address: 'mario.rossi@posta.example', name: 'Mario Rossi', certified: false, lastSeen: asInstant(NOW), accounts: [] },
];

export function composeFake(handle: Handle, changed: (kind: 'drafts' | 'outbox') => void, outbox: readonly OutboxEntry[] = []) {
  const drafts = new Map<string, Draft>();
  const waiting = new Map<string, { readonly draft: Draft; readonly entry: OutboxEntry }>();
  let count = 0;
  let signatures: Readonly<Record<string, string>> = {};
  const templates = new Map<string, MessageTemplate>();
  const create = (content: DraftContent): Draft => {
    count += 1;
    const id = asDraftId(`00000000-0000-4000-8000-${String(count).padStart(12, '0')}`);
    const draft: Draft = { id, revision: 1, content, changedAt: asInstant(NOW) };
    drafts.set(id, draft);
    changed('drafts');
    return draft;
  };
  const open = (id: string): Draft => drafts.get(id) ?? notFound();
  return {
    compose: {
      drafts: handle.compose.drafts.handler(() => [...drafts.values()].map(summary)),
      open: handle.compose.open.handler(({ input }) => open(input.id)),
      create: handle.compose.create.handler(({ input }) => create(emptyDraft(input.account))),
      save: handle.compose.save.handler(({ input }) => {
        const known = open(input.id);
        if (known.revision !== input.revision) return { state: 'conflict' as const, draft: known };
        const draft = { ...known, revision: known.revision + 1, content: input.content };
        drafts.set(input.id, draft);
        return { state: 'saved' as const, draft };
      }),
      remove: handle.compose.remove.handler(({ input }) => {
        drafts.delete(input.id);
        changed('drafts');
        return null;
      }),
      reply: handle.compose.reply.handler(({ input }) =>
        create({
          ...emptyDraft(input.account),
          to: ['Comune di Valdoro <comune@pec-due.example>'],
          subject: 'Re: Prova',
          text: '\n\nIl 22 nov 2026 Comune di Valdoro ha scritto:\n> Testo.\n',
          origin: { kind: input.mode, account: input.account, hash: input.hash },
        }),
      ),
      check: handle.compose.check.handler(({ input }) => checked(input.content)),
      send: handle.compose.send.handler(({ input }) => {
        const draft = open(input.id);
        const check = checked(draft.content);
        if (check.findings.some(({ level }) => level === 'blocking')) return { state: 'blocked' as const, check };
        const dispatch = asDispatchId(`sent-${input.id}`);
        const leavesAt = input.scheduledFor ?? asInstant(NOW + 10_000);
        waiting.set(dispatch, { draft, entry: entryOf(draft, dispatch, leavesAt) });
        drafts.delete(input.id);
        changed('outbox');
        return { state: 'queued' as const, dispatch, leavesAt };
      }),
      undo: handle.compose.undo.handler(({ input }) => {
        const found = waiting.get(input.dispatch);
        if (found === undefined) return null;
        waiting.delete(input.dispatch);
        drafts.set(found.draft.id, found.draft);
        changed('outbox');
        return found.draft;
      }),
      signatures: handle.compose.signatures.handler(() => signatures),
      setSignature: handle.compose.setSignature.handler(({ input }) => {
        signatures = { ...signatures, [input.account]: input.text };
        return null;
      }),
      people: handle.compose.people.handler(() => ({ learned: 214, imported: 3 })),
      importPeople: handle.compose.importPeople.handler(() => ({ state: 'read' as const, added: 12, known: 3, refused: 1 })),
      forgetImported: handle.compose.forgetImported.handler(() => null),
      suggest: handle.compose.suggest.handler(({ input }) =>
        PEOPLE.filter(({ name, address }) => `${name} ${address}`.toLowerCase().includes(input.text.toLowerCase())).slice(0, input.take),
      ),
    },
    templates: {
      list: handle.templates.list.handler(() => [...templates.values()]),
      save: handle.templates.save.handler(({ input: { id, content } }) => {
        const own = id ?? asTemplateId(`00000000-0000-4000-9000-${String(templates.size).padStart(12, '0')}`);
        const template: MessageTemplate = { ...content, id: own, changedAt: asInstant(NOW) };
        templates.set(own, template);
        changed('drafts');
        return template;
      }),
      remove: handle.templates.remove.handler(({ input: { id } }) => {
        templates.delete(id);
        changed('drafts');
        return null;
      }),
    },
    outbox: {
      list: handle.outbox.list.handler(() => [...waiting.values()].map(({ entry }) => entry).concat(outbox)),
      retry: handle.outbox.retry.handler(() => null),
      giveUp: handle.outbox.giveUp.handler(() => false),
    },
  };
}

/** The real pre-flight, over what little is known here. */
function checked(content: DraftContent): DraftCheck {
  const sizeBytes = content.text.length + content.attachments.reduce((sum, file) => sum + file.sizeBytes, 0);
  const box = (account: DraftContent['account']) => ({ account, address: threeBoxes.find(({ id }) => id === account)?.address ?? '' });
  const limits = providerLimits(box(content.account).address, '');
  const findings = checkDraft(content, {
    from: { ...box(content.account), canSend: true },
    boxes: threeBoxes.map(({ id }) => box(id)),
    limits,
    correspondents: new Map(PEOPLE.map((one) => [one.address, one])),
    files: content.attachments.map(({ file }) => uploaded.get(file) ?? null),
    sizeBytes,
    quota: null,
    scheduledFor: null,
    now: asInstant(NOW),
  });
  const recipients = [...content.to, ...content.cc].filter((entry) => readRecipient(entry).state === 'valid').length;
  return { findings, sizeBytes, recipients, limitBytes: limits.totalBytes };
}

function entryOf(draft: Draft, dispatch: OutboxEntry['dispatch'], leavesAt: OutboxEntry['queuedAt']): OutboxEntry {
  return {
    dispatch,
    account: draft.content.account,
    subject: draft.content.subject,
    to: draft.content.to,
    sizeBytes: 1_000,
    queuedAt: asInstant(NOW),
    undoable: true,
    scheduledFor: leavesAt > NOW + 10_000 ? leavesAt : null,
    submission: { state: 'queued', nextAt: leavesAt, attempts: 0, reason: null },
  };
}

function summary({ id, content, changedAt }: Draft) {
  const { account, to, subject, text, attachments } = content;
  return { id, account, to, subject, preview: text.slice(0, 100), attachments: attachments.length, changedAt };
}

function notFound(): never {
  throw new ORPCError('NOT_FOUND', { data: { code: 'notFound', values: {} } });
}
