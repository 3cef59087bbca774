// Writing and sending for the screen and the command line: drafts, files, pre-flight, and the way into
// the outbox and out of it again.
import { randomUUID } from 'node:crypto';
import { hashOfBytes, readMessage } from '#main/archive/message';
import { safeName } from '#main/outbox/check-attachments';
import { dispatchIdOf } from '#main/ingest/dispatches';
import { prepareFile } from '#main/outbox/eml-file';
import { blocking } from '#main/outbox/finding';
import { finishDraft } from '#main/outbox/finish-draft';
import { submissionOf } from '#main/store/submission';
import type { Outbox } from '#main/outbox/outbox';
import { againDraft, forwardDraft, replyDraft, type ReplyWords } from '#main/outbox/reply';
import { plainText, simpleHtml } from '#main/outbox/simple-html';
import { draftOf, dropUnusedFiles, listDrafts, putDraftFile, removeDraft, saveDraft } from '#main/store/draft';
import { outboxItemOf, outboxItemOfDraft } from '#main/store/outbox-item';
import { MOST_UPLOAD_BYTES } from '#shared/contract/assets';
import type { SaveResult, SendResult } from '#shared/contract/compose';
import { AppError } from '#shared/model/app-error';
import {
  asDraftId,
  type Draft,
  type DraftAttachment,
  type DraftCheck,
  type DraftContent,
  type DraftId,
  type DraftSummary,
  type Finding,
} from '#shared/model/compose';
import { asInstant, type AccountId, type BlobHash, type DispatchId, type Instant, type MailAddress } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';
import { datesFor } from '#shared/text/dates';
import { answeredMessage, type Answered } from './answered-message.ts';
import { checkContent } from './compose-facts.ts';
import { screenSettings } from './screen-settings.ts';
import type { CoreServices } from './services.ts';
import { signatures, signed } from './signatures.ts';

export type ComposeService = {
  drafts(): readonly DraftSummary[];
  open(id: DraftId): Draft;
  create(content: DraftContent): Draft;
  save(id: DraftId, revision: number, content: DraftContent): SaveResult;
  remove(id: DraftId): void;
  /** Keeps the bytes of a file for a draft; a file that no draft names is dropped after a day. */
  addFile(bytes: Uint8Array): { readonly file: BlobHash; readonly sizeBytes: number };
  check(content: DraftContent, scheduledFor: Instant | null): DraftCheck;
  send(id: DraftId, revision: number, when: { readonly delayMs: number; readonly scheduledFor: Instant | null }): SendResult;
  /** A finished message, byte for byte as it is in the file. */
  sendFile(account: AccountId, file: Uint8Array, delayMs: number): SendFileResult;
  undo(dispatch: DispatchId): Draft | null;
  /** `only`: of a message that is repeated, to these of its recipients alone; empty: to all. */
  answer(
    account: AccountId,
    hash: BlobHash,
    mode: 'reply' | 'replyAll' | 'forward' | 'again',
    only?: readonly MailAddress[],
  ): Promise<Draft>;
};

export type SendFileResult =
  | { readonly state: 'queued'; readonly dispatch: DispatchId; readonly findings: readonly Finding[] }
  | { readonly state: 'blocked'; readonly findings: readonly Finding[] };

const MOST_DRAFTS = 1_000;
const DAY_MS = 86_400_000;

export function createComposeService(services: CoreServices, outbox: Outbox): ComposeService {
  const { store, clock, accounts, events } = services;
  store.write((tx) => dropUnusedFiles(tx, asInstant(clock.now() - DAY_MS)));

  function open(id: DraftId): Draft {
    const draft = store.read((tx) => draftOf(tx, id));
    if (draft === null) throw new AppError('notFound', { values: { what: 'draft' } });
    return draft;
  }

  function save(id: DraftId, revision: number | null, content: DraftContent): SaveResult {
    const kept = keptContent(content);
    accounts.byId(content.account);
    const saved = store.write((tx) => (outboxItemOfDraft(tx, id) === null ? saveDraft(tx, id, revision, kept, clock.now()) : null), {
      durable: true,
    });
    if (saved === null) return { state: 'conflict', draft: store.read((tx) => draftOf(tx, id)) };
    events.drafts();
    return { state: 'saved', draft: saved };
  }

  function create(content: DraftContent): Draft {
    const result = save(asDraftId(randomUUID()), null, content);
    if (result.state === 'conflict') throw new Error('a random id was taken');
    return result.draft;
  }

  function check(content: DraftContent, scheduledFor: Instant | null): DraftCheck {
    const boxes = accounts.all();
    return store.read((tx) => checkContent(tx, keptContent(content), boxes, { now: clock.now(), scheduledFor }));
  }

  function send(id: DraftId, revision: number, when: { readonly delayMs: number; readonly scheduledFor: Instant | null }): SendResult {
    const waiting = store.read((tx) => outboxItemOfDraft(tx, id));
    if (waiting !== null) return { state: 'queued', dispatch: waiting.dispatch, leavesAt: waiting.item.dueAt ?? clock.now() };
    const draft = store.read((tx) => draftOf(tx, id));
    if (draft?.revision !== revision) return { state: 'conflict', draft };
    const found = check(draft.content, when.scheduledFor);
    if (found.findings.some(({ level }) => level === 'blocking')) return { state: 'blocked', check: found };
    const now = clock.now();
    const account = accounts.byId(draft.content.account);
    const sender = { address: account.address, name: senderName(account.label, account.address) };
    const finished = store.read((tx) => finishDraft(tx, draft.content, sender, when.scheduledFor ?? now));
    const leavesAt = when.scheduledFor ?? asInstant(now + when.delayMs);
    const dispatch = outbox.add({
      account: account.id,
      from: account.address,
      ...finished,
      subject: draft.content.subject,
      draft: id,
      answers: answersOf(draft.content.origin),
      dueAt: leavesAt,
      scheduledAt: when.scheduledFor,
    });
    events.drafts();
    return { state: 'queued', dispatch, leavesAt };
  }

  function sendFile(id: AccountId, file: Uint8Array, delayMs: number): SendFileResult {
    const account = accounts.byId(id);
    const { findings, ...message } = prepareFile(file, account.address);
    const known = store.read((tx) => submissionOf(tx, dispatchIdOf(id, message.messageId)) !== null);
    const all = known ? [...findings, blocking('file.known', 'message')] : findings;
    if (all.some(({ level }) => level === 'blocking')) return { state: 'blocked', findings: all };
    const dueAt = asInstant(clock.now() + delayMs);
    const dispatch = outbox.add({ account: id, from: account.address, ...message, draft: null, dueAt, scheduledAt: null });
    return { state: 'queued', dispatch, findings: all };
  }

  function undo(dispatch: DispatchId): Draft | null {
    const draft = store.read((tx) => outboxItemOf(tx, dispatch))?.item.draft ?? null;
    if (draft === null || !outbox.withdraw(dispatch)) return null;
    events.drafts();
    return open(draft);
  }

  function addFile(bytes: Uint8Array): { readonly file: BlobHash; readonly sizeBytes: number } {
    if (bytes.byteLength > MOST_UPLOAD_BYTES) throw new AppError('input.invalid', { retry: 'afterUser', values: { field: 'attachments' } });
    const file = hashOfBytes(bytes);
    store.write((tx) => putDraftFile(tx, file, bytes, clock.now()), { durable: true });
    return { file, sizeBytes: bytes.byteLength };
  }

  async function answer(
    account: AccountId,
    hash: BlobHash,
    mode: 'reply' | 'replyAll' | 'forward' | 'again',
    only: readonly MailAddress[] = [],
  ): Promise<Draft> {
    const answered = await answeredMessage(services, account, hash);
    const words = replyWords(screenSettings(store).language);
    const withSignature = (content: DraftContent): Draft => create(signed(content, signatures(store)));
    if (mode === 'reply' || mode === 'replyAll') return withSignature(replyDraft(answered.message, mode, words));
    if (mode === 'again') return create(againDraft(answered.message, await filesOf(answered), only));
    const bytes = store.read((tx) => readMessage(tx, hash));
    const name = `${safeName(answered.message.subject || 'messaggio').slice(0, 80)}.eml`;
    return withSignature(forwardDraft(answered.message, { ...addFile(bytes), name, type: 'message/rfc822' }, words));
  }

  async function filesOf({ view }: Answered): Promise<readonly DraftAttachment[]> {
    const bytes = store.read((tx) => readMessage(tx, view.hash));
    const files: DraftAttachment[] = [];
    for (const { part, name, type, role } of view.attachments) {
      if (role !== 'ordinary') continue;
      const content = await services.pool.part({ bytes, part });
      if (content.state === 'done' && content.value !== null) files.push({ ...addFile(content.value.bytes), name, type });
    }
    return files;
  }

  return {
    drafts: () => store.read((tx) => listDrafts(tx, MOST_DRAFTS)),
    open,
    create,
    save,
    remove(id) {
      store.write((tx) => outboxItemOfDraft(tx, id) === null && removeDraft(tx, id), { durable: true });
      events.drafts();
    },
    addFile,
    check,
    send,
    sendFile,
    undo,
    answer,
  };
}

/** Formatting reduced to simple tags, and the words beside it made from it: both parts of the message say the same. */
function keptContent(content: DraftContent): DraftContent {
  if (content.html === null) return content;
  const html = simpleHtml(content.html);
  return { ...content, html, text: plainText(html) };
}

function answersOf(origin: DraftContent['origin']): NonNullable<Parameters<Outbox['add']>[0]['answers']> | null {
  if (origin.kind === 'new' || origin.kind === 'again') return null;
  return { event: origin.kind === 'forward' ? 'message.forwarded' : 'message.replied', account: origin.account, blob: origin.hash };
}

/** A label somebody chose is a name; the local part, which stands in for a missing one, is not. */
export function senderName(label: string, address: string): string {
  return label === address.split('@')[0] || label.includes('@') ? '' : label.slice(0, 100);
}

function replyWords(language: 'it' | 'en'): ReplyWords {
  const { compose } = textFor(language);
  const dates = datesFor(language, 'Europe/Rome');
  return { ...compose, quoteHead: (date, who) => compose.quoteHead(date === null ? '' : dates.long(date), who) };
}
