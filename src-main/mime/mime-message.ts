// The shape of a parsed message: a tree of byte ranges into the bytes as archived. Nothing is
// copied or decoded here, because a signature covers bytes and not what a parser makes of them
// (RFC 1847 §2.1, RFC 5652 §5.4).
import type { ByteRange, Defect, PartPath } from '#shared/model/pec-message';

export type HeaderField = {
  /** Lower case. */
  readonly name: string;
  /** Whole field with its line end(s), folded lines included. */
  readonly range: ByteRange;
  /** After the colon, without the final line end. */
  readonly value: ByteRange;
};

export type ParameterisedValue = {
  /** Lower case: "multipart/signed", "attachment". */
  readonly value: string;
  /** Lower-case names; RFC 2231 continuations and charsets resolved. */
  readonly parameters: ReadonlyMap<string, string>;
};

export type MimeEntity = {
  /** [] for the message itself. */
  readonly path: PartPath;
  /** Header and body. For a part of a multipart: without the line break that belongs to the delimiter (RFC 2046 §5.1.1). */
  readonly range: ByteRange;
  /** From the first header byte up to and including the blank line. */
  readonly header: ByteRange;
  readonly body: ByteRange;
  readonly fields: readonly HeaderField[];
  readonly contentType: ParameterisedValue;
  readonly disposition: ParameterisedValue | null;
  /** Lower case, '7bit' when absent. */
  readonly encoding: string;
  /** Cleaned label, never a path; null when the part names none. */
  readonly fileName: string | null;
  /** Parts of a multipart, or the one message inside a message/rfc822. */
  readonly children: readonly MimeEntity[];
  readonly preamble: ByteRange | null;
  readonly epilogue: ByteRange | null;
  readonly defects: readonly Defect[];
};

export type MimeMessage = {
  readonly root: MimeEntity;
  readonly sizeBytes: number;
  /** All defects of the tree, outermost first. */
  readonly defects: readonly Defect[];
};
