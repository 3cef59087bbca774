// A draft that answers, forwards or repeats a message. It speaks of the effective message: who wrote it,
// not the provider that carried it. Sender and recipient know a certified message by two ids, and both go
// into References so that threads hold on both sides (PEC-REFERENCE §1.6).
import { sameAddress } from '#main/mime/addresses';
import { PROVIDER_LOCAL_PART } from '#main/pec/vocabulary';
import { emptyDraft, type DraftAttachment, type DraftContent } from '#shared/model/compose';
import type { AccountId, BlobHash, Instant, MailAddress } from '#shared/model/ids';
import type { ReceiptExtent } from '#shared/model/pec-message';
import { isSendableAddress, type Mailbox } from '#shared/model/sendable-address';
import { isMessageId } from './compose-message.ts';

export type AnsweredMessage = {
  readonly account: AccountId;
  readonly hash: BlobHash;
  /** Of the box the answer leaves from. */
  readonly ownAddress: MailAddress;
  /** Sent by us: an answer goes to the same people again. */
  readonly sent: boolean;
  readonly subject: string;
  readonly from: Mailbox | null;
  readonly replyTo: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly date: Instant | null;
  readonly text: string;
  /** Ids of the message itself, with angle brackets: msgid and <identificativo>; the last is what an answer names. */
  readonly ids: readonly string[];
  readonly references: readonly string[];
  readonly receipt: ReceiptExtent;
};

export type ReplyWords = {
  readonly replyPrefix: string;
  readonly forwardPrefix: string;
  /** "Il 22 novembre 2026 alle 10:00 Studio Rossi ha scritto:". */
  readonly quoteHead: (date: Instant | null, who: string) => string;
};

const MOST_REFERENCES = 50;
const QUOTED_CHARACTERS = 100_000;

export function replyDraft(message: AnsweredMessage, mode: 'reply' | 'replyAll', words: ReplyWords): DraftContent {
  const { to, cc } = answerRecipients(message, mode);
  const ids = message.ids.filter(isMessageId);
  const references = [...new Set([...message.references.filter(isMessageId), ...ids])];
  return {
    ...emptyDraft(message.account),
    to: to.map(entryText),
    cc: cc.map(entryText),
    subject: withPrefix(message.subject, words.replyPrefix),
    text: quoted(message, words),
    origin: { kind: mode, account: message.account, hash: message.hash },
    inReplyTo: ids.at(-1) ?? null,
    // The first names the thread, the last ones the place in it (RFC 5322 §3.6.4).
    references: references.length <= MOST_REFERENCES ? references : [...references.slice(0, 1), ...references.slice(1 - MOST_REFERENCES)],
  };
}

/** The whole message as a file, so that its signatures hold at the other end too. */
export function forwardDraft(message: AnsweredMessage, file: DraftAttachment, words: ReplyWords): DraftContent {
  return {
    ...emptyDraft(message.account),
    subject: withPrefix(message.subject, words.forwardPrefix),
    attachments: [file],
    origin: { kind: 'forward', account: message.account, hash: message.hash },
  };
}

/**
 * The same message anew: another Message-ID, because receipts are tied to it (PEC-REFERENCE §4.1). To `only` these of its
 * recipients, so that who has it does not get it twice; empty: to all.
 */
export function againDraft(
  message: AnsweredMessage,
  attachments: readonly DraftAttachment[],
  only: readonly MailAddress[] = [],
): DraftContent {
  const wanted = ({ address }: Mailbox): boolean => only.length === 0 || only.some((one) => sameAddress(one, address));
  const to = message.to.filter(wanted).map(entryText);
  const cc = message.cc.filter(wanted).map(entryText);
  return {
    ...emptyDraft(message.account),
    ...(to.length === 0 ? { to: cc, cc: [] } : { to, cc }),
    subject: message.subject,
    text: message.text,
    receipt: message.receipt,
    attachments,
    origin: { kind: 'again', account: message.account, hash: message.hash },
    references: message.references.filter(isMessageId).slice(-MOST_REFERENCES),
  };
}

function answerRecipients(message: AnsweredMessage, mode: 'reply' | 'replyAll'): { to: readonly Mailbox[]; cc: readonly Mailbox[] } {
  const usable = (mailboxes: readonly Mailbox[]): readonly Mailbox[] =>
    mailboxes.filter(({ address }) => isSendableAddress(address) && !address.toLowerCase().startsWith(`${PROVIDER_LOCAL_PART}@`));
  if (message.sent) return { to: usable(message.to), cc: mode === 'replyAll' ? usable(message.cc) : [] };
  // A reply address without a name is shown with the writer's, when it is the writer's.
  const asked = usable(message.replyTo).map((one) =>
    one.name === '' && message.from !== null && sameAddress(one.address, message.from.address) ? { ...one, name: message.from.name } : one,
  );
  const to = asked.length > 0 ? asked : usable(message.from === null ? [] : [message.from]);
  if (mode === 'reply') return { to, cc: [] };
  const taken: MailAddress[] = [message.ownAddress, ...to.map(({ address }) => address)];
  const others = (mailboxes: readonly Mailbox[]): readonly Mailbox[] =>
    usable(mailboxes).filter(({ address }) => {
      const known = taken.some((one) => sameAddress(one, address));
      taken.push(address);
      return !known;
    });
  return { to: [...to, ...others(message.to)], cc: others(message.cc) };
}

/** As a person would type it; a name that could be read as more than a name is left out. */
function entryText({ name, address }: Mailbox): string {
  const clean = name.replaceAll(/[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"\\<>]/g, ' ').trim();
  if (clean === '' || clean.includes('@')) return address;
  return /[(),;:]/.test(clean) ? `"${clean.slice(0, 100)}" <${address}>` : `${clean.slice(0, 100)} <${address}>`;
}

function withPrefix(subject: string, prefix: string): string {
  const bare = subject.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ').replace(/^(?:\s*(?:re|r|fwd?|i|rif)\s*:)+\s*/i, '');
  return `${prefix}${bare}`.slice(0, 900);
}

function quoted(message: AnsweredMessage, words: ReplyWords): string {
  if (message.text.trim() === '') return '';
  const who = message.from === null ? '' : message.from.name === '' ? message.from.address : message.from.name;
  const lines = message.text
    .slice(0, QUOTED_CHARACTERS)
    .trimEnd()
    .split(/\r\n|\r|\n/);
  return `\n\n${words.quoteHead(message.date, who)}\n${lines.map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`)).join('\n')}\n`;
}
