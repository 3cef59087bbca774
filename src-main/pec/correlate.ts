// Which sent message does a receipt speak of (PEC-REFERENCE §4.1)? Keys in a fixed order, signed ones
// first; two possible answers are no answer. A receipt whose mittente is not the account's address
// belongs to somebody else's message and is never linked (SIG-28).
import type { DispatchId, MailAddress } from '#shared/model/ids';
import type { CertificationData } from '#shared/model/pec-message';
import { sameAddress } from '#main/mime/addresses';
import { normaliseMessageId } from '#main/mime/headers';

export type ReceiptKeys = {
  /** intestazione/mittente. */
  readonly sender: MailAddress;
  /** dati/msgid, with angle brackets. */
  readonly msgid: string | null;
  readonly identificativo: string;
  /** Outer X-Riferimento-Message-ID: used only when daticert.xml has no msgid. */
  readonly outerReference: string | null;
  /** X-Riferimento-Message-ID of the original inside a complete or brief receipt. */
  readonly innerReference: string | null;
};

/** A dispatch that a receipt may belong to. */
export type DispatchCandidate = {
  readonly id: DispatchId;
  readonly msgid: string;
  readonly identificativi: readonly string[];
};

export type LinkKey = 'msgid' | 'identificativo' | 'outerReference' | 'innerReference';

export type Correlation =
  /** `dispatch` null: no message with this id is known yet; the receipt opens the dispatch of `msgid`. */
  | { readonly state: 'linked'; readonly dispatch: DispatchId | null; readonly msgid: string; readonly by: LinkKey }
  | {
      readonly state: 'unlinked';
      readonly reason: 'otherSender' | 'ambiguous' | 'keysDisagree';
      readonly candidates: readonly DispatchId[];
    };

export function receiptKeys(data: CertificationData, outerReference: string | null, innerReference: string | null): ReceiptKeys {
  return {
    sender: data.sender,
    msgid: normaliseMessageId(data.msgid),
    identificativo: data.identificativo,
    outerReference: normaliseMessageId(outerReference),
    innerReference: normaliseMessageId(innerReference),
  };
}

/** `candidates`: dispatches of the account that share the msgid or the identificativo with the receipt; more do no harm. */
export function correlate(
  keys: ReceiptKeys,
  accountAddresses: readonly MailAddress[],
  candidates: readonly DispatchCandidate[],
): Correlation {
  if (!accountAddresses.some((address) => sameAddress(address, keys.sender)))
    return { state: 'unlinked', reason: 'otherSender', candidates: [] };
  const byIdentifier = candidates.filter((candidate) => candidate.identificativi.includes(keys.identificativo));
  if (keys.msgid !== null) {
    const found = linkTo(keys.msgid, 'msgid', candidates);
    const other = byIdentifier.find((candidate) => candidate.msgid !== keys.msgid);
    // One identificativo is one transmission of one message (PEC-REFERENCE §4.2): it cannot have two msgid.
    if (other !== undefined)
      return { state: 'unlinked', reason: 'keysDisagree', candidates: byIdentifier.map((candidate) => candidate.id) };
    return found;
  }
  const [first, second] = byIdentifier;
  if (first !== undefined) {
    if (second !== undefined) return ambiguous(byIdentifier);
    return { state: 'linked', dispatch: first.id, msgid: first.msgid, by: 'identificativo' };
  }
  if (keys.outerReference !== null) return linkTo(keys.outerReference, 'outerReference', candidates);
  if (keys.innerReference !== null) return linkTo(keys.innerReference, 'innerReference', candidates);
  // The sender's client set no Message-ID: the provider's id is the only name the message has.
  return linkTo(`<${keys.identificativo}>`, 'identificativo', candidates);
}

function linkTo(msgid: string, by: LinkKey, candidates: readonly DispatchCandidate[]): Correlation {
  const found = candidates.filter((candidate) => candidate.msgid === msgid);
  if (found.length > 1) return ambiguous(found);
  return { state: 'linked', dispatch: found[0]?.id ?? null, msgid, by };
}

function ambiguous(candidates: readonly DispatchCandidate[]): Correlation {
  return { state: 'unlinked', reason: 'ambiguous', candidates: candidates.map((candidate) => candidate.id) };
}
