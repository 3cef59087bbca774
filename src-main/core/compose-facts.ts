// What pre-flight has to know about boxes, people and files, looked up at the moment of asking.
import { estimatedSize } from '#main/outbox/estimate-size';
import { checkDraft, type DraftFacts } from '#main/outbox/check-draft';
import { providerLimits } from '#main/outbox/provider-limits';

import { healthOf, type Account } from '#main/store/account';
import { draftFileHead } from '#main/store/draft';
import type { ReadTx } from '#main/store/transactions';
import type { Correspondent, DraftCheck, DraftContent } from '#shared/model/compose';
import type { Instant } from '#shared/model/ids';
import { personOf, suggestPeople } from './people.ts';
import { readRecipient } from '#shared/model/sendable-address';

/** Enough to notice a slip of the finger. */
const KNOWN_PEOPLE = 500;
const HEAD_BYTES = 16;

export function checkContent(
  tx: ReadTx,
  content: DraftContent,
  boxes: readonly Account[],
  when: { readonly now: Instant; readonly scheduledFor: Instant | null },
): DraftCheck {
  const facts = draftFacts(tx, content, boxes, when);
  const recipients = [...content.to, ...content.cc].filter((entry) => readRecipient(entry).state === 'valid').length;
  return { findings: checkDraft(content, facts), sizeBytes: facts.sizeBytes, recipients, limitBytes: facts.limits.totalBytes };
}

export function draftFacts(
  tx: ReadTx,
  content: DraftContent,
  boxes: readonly Account[],
  when: { readonly now: Instant; readonly scheduledFor: Instant | null },
): DraftFacts {
  const from = boxes.find(({ id }) => id === content.account);
  return {
    from: { account: content.account, address: from?.address ?? '', canSend: from !== undefined && canSend(from) },
    boxes: boxes.filter(canSend).map(({ id, address }) => ({ account: id, address })),
    limits: limitsOf(from),
    correspondents: people(tx, content),
    files: content.attachments.map(({ file }) => draftFileHead(tx, file, HEAD_BYTES)),
    sizeBytes: estimatedSize(content),
    quota: from === undefined ? null : (healthOf(tx, from.id)?.quota ?? null),
    scheduledFor: when.scheduledFor,
    now: when.now,
  };
}

export function limitsOf(account: Account | undefined): ReturnType<typeof providerLimits> {
  return providerLimits(account?.address ?? '', account?.settings.smtp?.host ?? account?.settings.imap?.host ?? '');
}

function canSend(account: Account): boolean {
  return !account.offline && account.settings.smtp !== null;
}

function people(tx: ReadTx, content: DraftContent): ReadonlyMap<string, Correspondent> {
  const known = new Map(suggestPeople(tx, '', KNOWN_PEOPLE).map((one) => [one.address, one]));
  for (const entry of [...content.to, ...content.cc]) {
    const read = readRecipient(entry);
    if (read.state === 'invalid') continue;
    const found = personOf(tx, read.mailbox.address);
    if (found !== null) known.set(found.address, found);
  }
  return known;
}
