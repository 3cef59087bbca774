// Pre-flight: everything known to make a provider refuse a message, or a sender regret it, before anything
// leaves (PEC-REFERENCE §1.7, §1.8, THREATS SND). Pure; what has to be looked up comes in as facts.
import { sameAddress } from '#main/mime/addresses';
import { PROVIDER_LOCAL_PART } from '#main/pec/vocabulary';
import type { ComposeFix, Correspondent, DraftContent, Finding } from '#shared/model/compose';
import type { AccountId, Instant, MailAddress } from '#shared/model/ids';
import { fieldsOf } from '#shared/model/message-template';
import { readRecipient } from '#shared/model/sendable-address';
import { blocking, warning } from './finding.ts';
import { attachmentFindings, type FileHead } from './check-attachments.ts';
import { notificationFindings } from './check-notification.ts';
import { isMessageId } from './compose-message.ts';
import { NEVER_TAKEN_BYTES, type ProviderLimits } from './provider-limits.ts';

export type DraftFacts = {
  readonly from: { readonly account: AccountId; readonly address: MailAddress; readonly canSend: boolean };
  /** All boxes of ours that can send. */
  readonly boxes: readonly { readonly account: AccountId; readonly address: MailAddress }[];
  readonly limits: ProviderLimits;
  /** By address in lower case; absent: never seen. */
  readonly correspondents: ReadonlyMap<string, Correspondent>;
  /** One for each attachment, in order; null when the file is not here. */
  readonly files: readonly (FileHead | null)[];
  /** Of the finished message; null where it cannot be built yet. */
  readonly sizeBytes: number;
  readonly quota: { readonly usedBytes: number; readonly limitBytes: number } | null;
  readonly scheduledFor: Instant | null;
  readonly now: Instant;
};

type Entry = { readonly field: 'to' | 'cc'; readonly index: number; readonly text: string };
type Valid = Entry & { readonly address: MailAddress; readonly name: string };

export function checkDraft(draft: DraftContent, facts: DraftFacts): readonly Finding[] {
  const entries: readonly Entry[] = [
    ...draft.to.map((text, index) => ({ field: 'to' as const, index, text })),
    ...draft.cc.map((text, index) => ({ field: 'cc' as const, index, text })),
  ];
  const valid = entries.flatMap((entry): Valid[] => {
    const read = readRecipient(entry.text);
    return read.state === 'valid' ? [{ ...entry, address: read.mailbox.address, name: read.mailbox.name }] : [];
  });
  return [
    ...senderFindings(draft, facts, valid),
    ...entryFindings(entries),
    ...recipientFindings(draft, facts, valid),
    ...textFindings(draft),
    ...receiptFindings(draft),
    ...attachmentFindings(draft.attachments, facts.files),
    ...sizeFindings(facts, valid),
    ...notificationFindings(
      draft,
      valid.filter(({ address }) => certifiedOf(address, facts) === false).map(({ address }) => address),
    ),
  ].toSorted((left, right) => Number(left.level === 'warning') - Number(right.level === 'warning'));
}

function senderFindings(draft: DraftContent, facts: DraftFacts, valid: readonly Valid[]): readonly Finding[] {
  const found: Finding[] = [];
  if (!facts.from.canSend) found.push(blocking('from.cannotSend', 'from', { address: facts.from.address }));
  const { origin } = draft;
  if (origin.kind !== 'new' && origin.account !== draft.account) {
    const box = facts.boxes.find(({ account }) => account === origin.account);
    if (box !== undefined)
      found.push(warning('from.otherThanReceived', 'from', { address: box.address }, { kind: 'setAccount', account: box.account }));
  }
  const elsewhere = valid.flatMap((entry) => otherBoxOf(entry, facts));
  const [first] = elsewhere;
  if (first !== undefined)
    found.push(
      warning(
        'from.otherBoxUsual',
        'from',
        { recipient: first.recipient, address: first.address },
        { kind: 'setAccount', account: first.account },
      ),
    );
  if (facts.scheduledFor !== null && facts.scheduledFor <= facts.now) found.push(blocking('schedule.past', 'message'));
  return found;
}

/** This correspondent is known, and only from other boxes of ours. */
function otherBoxOf(entry: Valid, facts: DraftFacts): readonly { account: AccountId; address: MailAddress; recipient: MailAddress }[] {
  const known = facts.correspondents.get(entry.address.toLowerCase());
  if (known === undefined || known.accounts.includes(facts.from.account)) return [];
  const box = facts.boxes.find(({ account }) => account === known.accounts[0]);
  return box === undefined ? [] : [{ ...box, recipient: entry.address }];
}

function entryFindings(entries: readonly Entry[]): readonly Finding[] {
  const found: Finding[] = [];
  // One that is written wrong is told below; that nobody is left without it need not be said as well.
  if (!entries.some(({ field }) => field === 'to')) found.push(blocking('to.none', 'to'));
  for (const { field, index, text } of entries) {
    const read = readRecipient(text);
    if (read.state === 'invalid')
      found.push(blocking(`recipient.${read.fault}`, field, { entry: shown(text) }, { kind: 'removeRecipient', field, index }));
  }
  return found;
}

/** Providers of ordinary mail that everybody knows; a hint, so a short list is enough. */
const ORDINARY_DOMAINS =
  /@(?:gmail\.com|googlemail\.com|hotmail\.(?:it|com)|outlook\.(?:it|com)|live\.(?:it|com)|yahoo\.(?:it|com)|libero\.it|virgilio\.it|tiscali\.it|alice\.it|tim\.it|icloud\.com|proton\.me|protonmail\.com|fastwebnet\.it)$/i;

/** Null: not known. */
function certifiedOf(address: MailAddress, facts: DraftFacts): boolean | null {
  const key = address.toLowerCase();
  return facts.correspondents.get(key)?.certified ?? (ORDINARY_DOMAINS.test(key) ? false : null);
}

function recipientFindings(draft: DraftContent, facts: DraftFacts, valid: readonly Valid[]): readonly Finding[] {
  const found: Finding[] = [];
  const seen = new Set<string>();
  for (const { field, index, address, name } of valid) {
    const key = address.toLowerCase();
    const fix: ComposeFix = { kind: 'removeRecipient', field, index };
    if (seen.has(key)) found.push(blocking('recipient.twice', field, { address }, fix));
    seen.add(key);
    if (key.startsWith(`${PROVIDER_LOCAL_PART}@`)) found.push(blocking('recipient.provider', field, { address }, fix));
    if (name.includes('@') && !name.toLowerCase().includes(key))
      found.push(warning('recipient.nameIsAddress', field, { name: shown(name), address }, fix));
    if (/(?:^|[.@])xn--/.test(key)) found.push(warning('recipient.punycode', field, { address }, fix));
    const certified = certifiedOf(address, facts);
    if (certified === false) found.push(warning('recipient.ordinary', field, { address }, fix));
    if (!facts.correspondents.has(key) && certified === null) {
      const like = [...facts.correspondents.values()].find((known) => oneTypo(key, known.address));
      if (like !== undefined) found.push(warning('recipient.similar', field, { address, known: like.address }, fix));
    }
  }
  if (valid.some(({ field }) => field === 'cc')) found.push(warning('cc.concise', 'cc', {}, { kind: 'moveCcToTo' }));
  const { limits } = facts;
  if (seen.size > limits.recipients)
    found.push((limits.certain ? blocking : warning)('recipients.tooMany', 'to', { count: seen.size, limit: limits.recipients }));
  const ids = [...draft.references, ...(draft.inReplyTo === null ? [] : [draft.inReplyTo])];
  if (!ids.every(isMessageId)) found.push(blocking('reference.invalid', 'message'));
  if (valid.length > 0 && valid.every(({ address }) => sameAddress(address, facts.from.address))) found.push(warning('to.onlySelf', 'to'));
  return found;
}

/** One character changed, added, taken away, or two neighbours swapped. */
function oneTypo(left: string, right: string): boolean {
  if (left === right || Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const a = left.slice(start, left.length - end);
  const b = right.slice(start, right.length - end);
  return (a.length <= 1 && b.length <= 1) || (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]);
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const LONG_SUBJECT = 200;
/** "allego", "in allegato", "allegati", "attached", "attachment", "enclosed". */
const PROMISES_FILE = /(?<![\p{L}])(?:allego|allegh\p{L}+|allegat[oaie]|(?:please find )?attached|attachments?|enclosed)(?![\p{L}])/iu;

function textFindings(draft: DraftContent): readonly Finding[] {
  const found: Finding[] = [];
  if (CONTROL.test(draft.subject)) found.push(blocking('subject.control', 'subject'));
  else if (draft.subject.length > 900) found.push(blocking('subject.tooLong', 'subject', { length: draft.subject.length }));
  else if (draft.subject.length > LONG_SUBJECT) found.push(warning('subject.long', 'subject', { length: draft.subject.length }));
  else if (draft.subject.trim() === '') found.push(warning('subject.none', 'subject'));
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(draft.text)) found.push(blocking('text.control', 'text'));
  for (const field of ['subject', 'text'] as const) {
    const [name] = fieldsOf(field === 'text' ? ownWords(draft.text) : draft.subject);
    if (name !== undefined) found.push(warning(`${field}.openField`, field, { field: shown(name) }));
  }
  if (draft.text.trim() === '' && draft.attachments.length === 0) found.push(warning('text.none', 'text'));
  if (draft.attachments.length === 0 && PROMISES_FILE.test(ownWords(draft.text))) found.push(warning('attachment.promised', 'attachments'));
  return found;
}

/** What the writer wrote: quoted lines are somebody else's promise. */
function ownWords(text: string): string {
  return text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('>'))
    .join('\n');
}

function receiptFindings(draft: DraftContent): readonly Finding[] {
  if (draft.receipt === 'complete') return [];
  return [warning(`receipt.${draft.receipt}`, 'receipt', {}, { kind: 'setReceipt', receipt: 'complete' })];
}

function sizeFindings(facts: DraftFacts, valid: readonly Valid[]): readonly Finding[] {
  const count = Math.max(1, valid.length);
  const total = facts.sizeBytes * count;
  const values = { sizeBytes: facts.sizeBytes, recipients: count, totalBytes: total, limitBytes: facts.limits.totalBytes };
  const found: Finding[] = [];
  if (total > facts.limits.totalBytes)
    found.push((facts.limits.certain || total > NEVER_TAKEN_BYTES ? blocking : warning)('size.tooLarge', 'attachments', values));
  else if (total > facts.limits.totalBytes * 0.9) found.push(warning('size.near', 'attachments', values));
  // Each complete receipt brings the whole message back into the sender's own box (PEC-REFERENCE §4.4).
  const free = facts.quota === null ? null : facts.quota.limitBytes - facts.quota.usedBytes;
  if (free !== null && total + facts.sizeBytes > free)
    found.push(warning('box.noRoom', 'message', { freeBytes: Math.max(0, free), neededBytes: total + facts.sizeBytes }));
  return found;
}

function shown(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
