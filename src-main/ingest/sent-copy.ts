// Which bytes may stand for a message we sent. A copy of our own is one we submitted, or one in a Sent
// folder of the server. Anything else that only says it is from us is a guess: anybody can write a
// From, so a guess never fills what receipts have proven and never makes a comparison fail.
import { originsOf } from '#main/archive/message';
import { addressKey, sameAddress } from '#main/mime/addresses';
import { foldersOf } from '#main/store/folder';
import { locationsOf } from '#main/store/location';
import { messageOf, messagesByMessageId, type MessageRecord } from '#main/store/message';
import type { ReadTx } from '#main/store/transactions';
import type { ReceiptRecord } from '#shared/model/dispatch';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { CertificationData, Defect } from '#shared/model/pec-message';
import type { VerificationReport } from '#shared/model/verification-report';

export function isOwnCopy(tx: ReadTx, account: AccountId, hash: BlobHash): boolean {
  if (originsOf(tx, hash).some((origin) => origin.account === account && origin.source === 'sent')) return true;
  const sentFolders = new Set(foldersOf(tx, account).flatMap((folder) => (folder.specialUse === 'sent' ? [folder.id] : [])));
  return locationsOf(tx, account, hash).some((place) => sentFolders.has(place.folder));
}

/** Somebody may have put it there from outside: the inbox, junk and the bin take in what comes. */
export function mayComeFromOutside(tx: ReadTx, account: AccountId, hash: BlobHash): boolean {
  const open = new Set(
    foldersOf(tx, account).flatMap((folder) =>
      folder.specialUse === 'inbox' || folder.specialUse === 'junk' || folder.specialUse === 'trash' ? [folder.id] : [],
    ),
  );
  return locationsOf(tx, account, hash).some((place) => open.has(place.folder));
}

/** The copy to take for this Message-ID, one of our own before a guess; null when there is none. */
export function sentCopyOf(tx: ReadTx, account: AccountId, msgid: string): { readonly hash: BlobHash; readonly own: boolean } | null {
  const copies = messagesByMessageId(tx, account, msgid).filter((message) => message.direction === 'sent');
  const own = copies.find((copy) => isOwnCopy(tx, account, copy.hash));
  const guess = copies[0];
  if (own !== undefined) return { hash: own.hash, own: true };
  return guess === undefined ? null : { hash: guess.hash, own: false };
}

/** Sender, recipients and subject of a guess are those that the provider certified. */
export function agreesWith(guess: MessageRecord, certified: CertificationData): boolean {
  const addressed = [...guess.detail.to, ...guess.detail.cc].map((person) => addressKey(person.address));
  const named = certified.recipients.map((recipient) => addressKey(recipient.address));
  const sameRecipients = new Set(addressed).size === new Set(named).size && addressed.every((key) => named.includes(key));
  const from = guess.detail.from?.address ?? guess.from.address;
  return sameRecipients && sameAddress(from, certified.sender) && sameText(guess.subject, certified.subject ?? '');
}

/** What a person reads of a message; a provider changes none of it, and another client's export may add other fields. */
const SAID = /^(?:body\b|content-|(?:date|from|to|cc|reply-to|subject)$)/;

/** A delivery receipt holds another message, or other attachments, than the copy it was compared with. */
export function provesAnother({ facts: { comparison } }: VerificationReport): boolean {
  if (comparison?.outcome !== 'different') return false;
  return comparison.kind === 'brief' || comparison.differences.some(({ field }) => SAID.test(field));
}

const REFUTED = 'copy.refuted';

/** What says, for good, that a proven receipt showed this message not to be what was sent. */
export function refutation({ detail }: Pick<MessageRecord, 'detail'>): readonly Defect[] {
  return detail.defects.filter(({ id }) => id === REFUTED);
}

export function refutedBy(receipt: BlobHash): Defect {
  return { id: REFUTED, detail: receipt };
}

/** Blanks may be folded on the way. */
function sameText(left: string, right: string): boolean {
  const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
  return plain(left) === plain(right);
}

/** The proven receipts of a dispatch, as certified; claims are left out. */
export function certificationsOf(tx: ReadTx, account: AccountId, receipts: readonly ReceiptRecord[]): readonly CertificationData[] {
  return receipts.flatMap((receipt) => {
    const claim = receipt.verdict === 'passed' ? messageOf(tx, account, receipt.hash)?.detail.claim : undefined;
    return claim?.kind === 'receipt' ? [claim.certification] : [];
  });
}
