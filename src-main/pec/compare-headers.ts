// The header of the original inside a receipt against the header that was submitted: which changes a
// provider may make (PEC-REFERENCE §1.6, §3.6 V9), and which not.
import type { Difference } from '#shared/model/verification-report';
import { decodeEncodedWords } from '#main/mime/encoded-words';
import { fieldValue } from '#main/mime/headers';
import type { HeaderField, MimeEntity } from '#main/mime/mime-message';
import { sameBlanks, shortened } from './outer-differences.ts';
import { HEADER } from './vocabulary.ts';

/** One change that the rules allow, or that says nothing about the content. */
export type AllowedChange = {
  readonly code: 'added' | 'replaced' | 'removed' | 'reencoded' | 'reordered';
  readonly field: string;
};

export type HeaderComparison = { readonly differences: readonly Difference[]; readonly allowed: readonly AllowedChange[] };

type Field = { readonly name: string; readonly value: string; readonly raw: string };

/** Taken out of both lists before comparing. */
const REPLACED = 'message-id';
const ADDED_BY_PROVIDER: ReadonlySet<string> = new Set(['received', 'return-path', HEADER.reference]);
/** A provider adds these only where the client set none (PEC-REFERENCE §1.6). */
const ADDED_WHEN_ABSENT: ReadonlySet<string> = new Set(['date', 'reply-to', 'sender', 'delivered-to']);

export function compareHeaders(
  receipt: Uint8Array,
  original: MimeEntity,
  submittedBytes: Uint8Array,
  submitted: MimeEntity,
): HeaderComparison {
  const differences: Difference[] = [];
  const allowed: AllowedChange[] = [];
  const sent = readFields(submittedBytes, submitted.fields).filter((field) => field.name !== 'bcc');
  if (submitted.fields.some((field) => field.name === 'bcc')) allowed.push({ code: 'removed', field: 'bcc' });
  const sentNames = new Set(sent.map((field) => field.name));
  const got: Field[] = [];
  for (const field of readFields(receipt, original.fields)) {
    if (ADDED_BY_PROVIDER.has(field.name) && !sentNames.has(field.name)) allowed.push({ code: 'added', field: field.name });
    else if (ADDED_BY_PROVIDER.has(field.name)) got.push(field);
    else if (sentNames.has(field.name) || field.name === REPLACED) got.push(field);
    else if (ADDED_WHEN_ABSENT.has(field.name) || isPrivate(field.name)) allowed.push({ code: 'added', field: field.name });
    else differences.push({ field: field.name, signed: shortened(field.value), found: null });
  }
  compareByName(got, sent, differences, allowed);
  const order = (fields: readonly Field[]): string =>
    fields
      .filter((field) => field.name !== REPLACED && !ADDED_BY_PROVIDER.has(field.name))
      .map((field) => field.name)
      .join(' ');
  if (differences.length === 0 && order(got) !== order(sent)) allowed.push({ code: 'reordered', field: '' });
  return { differences, allowed };
}

export function readFields(bytes: Uint8Array, fields: readonly HeaderField[]): readonly Field[] {
  return fields.map((field) => {
    const raw = fieldValue(bytes, field);
    return { name: field.name, raw: sameBlanks(raw), value: sameBlanks(decodeEncodedWords(raw)) };
  });
}

/** Private fields of a provider say nothing about the content; those of MIME or of identity would. */
function isPrivate(name: string): boolean {
  return (
    name.startsWith('x-') ||
    name.startsWith('rem-') ||
    name === 'dkim-signature' ||
    name.startsWith('arc-') ||
    name === 'authentication-results'
  );
}

function compareByName(got: readonly Field[], sent: readonly Field[], differences: Difference[], allowed: AllowedChange[]): void {
  const names = new Set([...got, ...sent].map((field) => field.name));
  for (const name of names) {
    let left = got.filter((field) => field.name === name);
    const right = sent.filter((field) => field.name === name);
    if (name === REPLACED) {
      if (left[0]?.raw !== right[0]?.raw) allowed.push({ code: 'replaced', field: name });
      if (left.length > 1) differences.push({ field: name, signed: String(left.length), found: String(right.length) });
      continue;
    }
    // Trace fields are put on top: the submitted ones are the last ones.
    if (ADDED_BY_PROVIDER.has(name) && left.length > right.length) {
      allowed.push({ code: 'added', field: name });
      left = left.slice(left.length - right.length);
    }
    for (let index = 0; index < Math.max(left.length, right.length); index += 1)
      compareOne(name, left[index], right[index], differences, allowed);
  }
}

function compareOne(
  name: string,
  left: Field | undefined,
  right: Field | undefined,
  differences: Difference[],
  allowed: AllowedChange[],
): void {
  if (left?.raw === right?.raw) return;
  if (left !== undefined && right !== undefined && left.value === right.value) {
    allowed.push({ code: 'reencoded', field: name });
    return;
  }
  differences.push({ field: name, signed: shortened(left?.value ?? null), found: shortened(right?.value ?? null) });
}
