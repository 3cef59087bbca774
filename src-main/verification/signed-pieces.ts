// The pieces of a signed message as another program needs them to check it again (EVIDENCE §3): where
// the signed bytes and the signature stand, the signature decoded, and the certified parts decoded.
// Nothing here is judged.
import { createHash } from 'node:crypto';
import { decodeContent } from '#main/mime/content';
import type { MimeMessage } from '#main/mime/mime-message';
import { entityAt, parseMessage } from '#main/mime/parse';
import { fingerprintOf, type MessageFingerprint } from '#main/pec/fingerprint';
import { certificationIn, locateOriginal, locateSignedMixed, originalMessage } from '#main/pec/locate';
import { Asn1Error } from './asn1.ts';
import { CmsError, readSignedData } from './cms.ts';
import { locateSignature } from './locate-signature.ts';

export type Extent = { readonly offset: number; readonly length: number };

export type SignedPieces = {
  /** 'lf': no CRLF at all; then a checker must make CRLF of it first (RFC 8551 §3.1.1). */
  readonly lineEnds: 'crlf' | 'lf' | 'mixed';
  readonly signature: {
    /** Null: the signature carries its content (opaque). */
    readonly signedPart: Extent | null;
    /** The signature as written in the message. */
    readonly cms: Extent & { readonly encoding: string };
    /** CMS, BER or DER as it came. */
    readonly der: Uint8Array;
    /** DER of the certificates it carries. */
    readonly certificates: readonly Uint8Array[];
  } | null;
  /** Decoded daticert.xml of the signed part, when there is exactly one. */
  readonly daticert: Uint8Array | null;
  /** Transfer encoding of that part, lower case. */
  readonly daticertEncoding: string | null;
  /** The message/rfc822 part with the original, as it stands. */
  readonly postacert: Uint8Array | null;
  /** What a message without a signature says, and what the original inside a signed one does; null unless asked for. */
  readonly own: MessageFingerprint | null;
  readonly original: MessageFingerprint | null;
};

/** Of any bytes; null members where there is nothing plain to name. Never throws on bad input. */
export function signedPieces(bytes: Uint8Array, fingerprints = false): SignedPieces {
  const mime = parseMessage(bytes);
  const signature = signatureOf(bytes, mime);
  return {
    lineEnds: lineEndsOf(bytes),
    signature,
    ...certifiedParts(bytes, mime),
    own: fingerprints && signature === null ? fingerprintOf(bytes, mime.root, sha256) : null,
    original: fingerprints && signature !== null ? originalFingerprint(bytes, mime) : null,
  };
}

function originalFingerprint(bytes: Uint8Array, mime: MimeMessage): MessageFingerprint | null {
  const mixed = locateSignedMixed(mime);
  const path = mixed === null ? null : locateOriginal(mixed);
  const message = path === null ? null : originalMessage(mime, path);
  return message === null ? null : fingerprintOf(bytes, message, sha256);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function signatureOf(bytes: Uint8Array, mime: MimeMessage): SignedPieces['signature'] {
  const located = locateSignature(bytes, mime.root);
  if (located.cms === null || (located.structure !== 'signed' && located.structure !== 'ambiguous')) return null;
  const holder = located.form === 'opaque' ? mime.root : mime.root.children[1];
  if (holder === undefined) return null;
  return {
    signedPart: located.signed === null ? null : extentOf(located.signed.range),
    cms: { ...extentOf(holder.body), encoding: holder.encoding },
    der: located.cms,
    certificates: certificatesOf(located.cms),
  };
}

function certificatesOf(cms: Uint8Array): readonly Uint8Array[] {
  try {
    return readSignedData(cms).certificates;
  } catch (cause) {
    if (cause instanceof Asn1Error || cause instanceof CmsError) return [];
    throw cause;
  }
}

function certifiedParts(bytes: Uint8Array, mime: MimeMessage): Pick<SignedPieces, 'daticert' | 'daticertEncoding' | 'postacert'> {
  const mixed = locateSignedMixed(mime);
  if (mixed === null) return { daticert: null, daticertEncoding: null, postacert: null };
  const certification = certificationIn(bytes, mixed);
  const daticert = certification.state === 'read' ? entityAt(mime, certification.path) : null;
  const path = locateOriginal(mixed);
  const original = path === null ? null : entityAt(mime, path);
  return {
    daticert: daticert === null ? null : decodeContent(bytes, daticert).bytes,
    daticertEncoding: daticert?.encoding ?? null,
    postacert: original === null ? null : bytes.slice(original.body.start, original.body.end),
  };
}

function extentOf(range: { readonly start: number; readonly end: number }): Extent {
  return { offset: range.start, length: range.end - range.start };
}

function lineEndsOf(bytes: Uint8Array): SignedPieces['lineEnds'] {
  let pairs = 0;
  let alone = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    if (at > 0 && bytes[at - 1] === 0x0d) pairs += 1;
    else alone += 1;
    if (pairs > 0 && alone > 0) return 'mixed';
  }
  return alone > 0 ? 'lf' : 'crlf';
}
