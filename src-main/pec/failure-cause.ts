// Why a message was refused or not delivered, from postacert/@errore and the enhanced status code in
// errore-esteso (RFC 3463). The code comes first: providers report an unknown mailbox as "altro"
// (Aruba, September 2026; corpus 08's provider). The text itself is always shown beside the cause.
import type { FailureCause } from '#shared/model/radar';
import { ERROR } from './vocabulary.ts';

export type Failure = {
  readonly cause: FailureCause;
  /** "5.1.1" as found in the text, or null. */
  readonly statusCode: string | null;
};

/** By class-less code "subject.detail" (RFC 3463 §3), then by subject alone. */
const BY_DETAIL: ReadonlyMap<string, FailureCause> = new Map([
  ['1.0', 'unknownRecipient'],
  ['1.1', 'unknownRecipient'],
  ['1.2', 'unknownDomain'],
  ['1.3', 'unknownRecipient'],
  ['1.6', 'unknownRecipient'],
  ['1.10', 'unknownRecipient'],
  ['2.1', 'mailboxDisabled'],
  ['2.2', 'mailboxFull'],
  ['2.3', 'tooLarge'],
  ['3.1', 'mailboxFull'],
  ['3.4', 'tooLarge'],
]);
const BY_SUBJECT: ReadonlyMap<string, FailureCause> = new Map([
  ['4', 'network'],
  ['7', 'policy'],
]);
const BY_ERROR: ReadonlyMap<string, FailureCause> = new Map([
  [ERROR.unknownRecipient, 'unknownRecipient'],
  [ERROR.unknownDomain, 'unknownDomain'],
  [ERROR.virus, 'virus'],
]);

export function failureCause(errore: string, extendedError: string | null): Failure {
  const match = /\b[245]\.(\d{1,3})\.(\d{1,3})\b/.exec((extendedError ?? '').slice(0, 4_096));
  const statusCode = match?.[0] ?? null;
  const stated = BY_ERROR.get(errore);
  if (stated !== undefined) return { cause: stated, statusCode };
  const coded = match === null ? undefined : (BY_DETAIL.get(`${match[1] ?? ''}.${match[2] ?? ''}`) ?? BY_SUBJECT.get(match[1] ?? ''));
  return { cause: coded ?? 'other', statusCode };
}
