// Names and times that must not be mixed up. A brand costs nothing at run time; the `as…` functions
// are the only casts in the project and check what they can.
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Lower-case hexadecimal SHA-256 of the exact bytes of a message, part, certificate or list. */
export type BlobHash = Brand<string, 'BlobHash'>;
/** Stable id of an account (mailbox) of this profile. */
export type AccountId = Brand<string, 'AccountId'>;
/** Stable id of a folder of an account. */
export type FolderId = Brand<string, 'FolderId'>;
/** Id of a dispatch: SHA-256 of account and msgid, so that receipts find it before the sent copy does. */
export type DispatchId = Brand<string, 'DispatchId'>;
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>;
/** addr-spec without display name or angle brackets; domain in lower case, local part as written. */
export type MailAddress = string;

export function asBlobHash(text: string): BlobHash {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error('not a SHA-256 in lower-case hexadecimal');
  return text as BlobHash;
}
export function asAccountId(text: string): AccountId {
  if (text === '') throw new Error('empty account id');
  return text as AccountId;
}
export function asFolderId(text: string): FolderId {
  if (text === '') throw new Error('empty folder id');
  return text as FolderId;
}
export function asDispatchId(text: string): DispatchId {
  if (text === '') throw new Error('empty dispatch id');
  return text as DispatchId;
}
export function asInstant(milliseconds: number): Instant {
  if (!Number.isFinite(milliseconds)) throw new Error('not an instant');
  return milliseconds as Instant;
}
/** RFC 3339 in UTC with seconds, as the CLI prints times ("2026-11-20T09:30:09Z"). */
export function instantToText(at: Instant): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Exhaustiveness: the compiler refuses a call where a union member is left. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
