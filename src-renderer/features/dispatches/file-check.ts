// Is this file what was sent, and what was delivered? Answered by digests; what a delivery receipt holds was
// compared by the core (PEC-REFERENCE V9, V10). Pure.
import type { MailAddress } from '#shared/model/ids';
import type { AttachmentView, DispatchView } from '#shared/model/views';

export type FileFacts = { readonly name: string; readonly sizeBytes: number; readonly sha256: string };

export type FileAnswer =
  | {
      readonly state: 'identical';
      readonly attachment: AttachmentView;
      /** Recipients whose receipt holds the very bytes. */
      readonly delivered: readonly MailAddress[];
      /** Recipients whose brief receipt holds its digest. */
      readonly digested: readonly MailAddress[];
      /** Delivered, but the receipt proves no content. */
      readonly unproven: readonly MailAddress[];
    }
  | {
      readonly state: 'different';
      /** The attachment it is most likely meant to be. */
      readonly closest: AttachmentView;
      /** The attachment is a signed envelope around a file of this name. */
      readonly insideSignature: boolean;
    }
  | { readonly state: 'nothingLikeIt'; readonly attachments: number };

export function checkFile(dispatch: Pick<DispatchView, 'message' | 'contents'>, file: FileFacts): FileAnswer {
  const own = dispatch.message?.attachments.filter(({ role }) => role === 'ordinary') ?? [];
  const same = own.find(({ sha256 }) => sha256 === file.sha256);
  if (same === undefined) return unlike(own, file);
  // A receipt that is not proven says nothing about anybody, not even that it was delivered.
  const who = (wanted: (content: DispatchView['contents'][number]) => boolean): readonly MailAddress[] => [
    ...new Set(
      dispatch.contents.flatMap((content) => (content.counted && content.recipient !== null && wanted(content) ? [content.recipient] : [])),
    ),
  ];
  const delivered = who(({ outcome, extent }) => outcome === 'same' && extent === 'complete');
  const digested = who(({ outcome, extent }) => outcome === 'same' && extent === 'brief').filter((each) => !delivered.includes(each));
  return {
    state: 'identical',
    attachment: same,
    delivered,
    digested,
    unproven: who(() => true).filter((each) => !delivered.includes(each) && !digested.includes(each)),
  };
}

function unlike(own: readonly AttachmentView[], file: FileFacts): FileAnswer {
  const name = file.name.toLowerCase();
  const named = own.find((each) => each.name.toLowerCase() === name);
  if (named !== undefined) return { state: 'different', closest: named, insideSignature: false };
  const signed = own.find((each) => each.name.toLowerCase() === `${name}.p7m`);
  if (signed !== undefined) return { state: 'different', closest: signed, insideSignature: true };
  const sized = own.find(({ sizeBytes }) => sizeBytes === file.sizeBytes) ?? (own.length === 1 ? own[0] : undefined);
  return sized === undefined
    ? { state: 'nothingLikeIt', attachments: own.length }
    : { state: 'different', closest: sized, insideSignature: false };
}

/** Offset of the first byte that differs; the shorter length when one begins with the other; null when equal. */
export function firstDifference(left: Uint8Array, right: Uint8Array): number | null {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) if (left[index] !== right[index]) return index;
  return left.length === right.length ? null : length;
}
