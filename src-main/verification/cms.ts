// CMS SignedData (RFC 5652 §5) as it is on the wire: BER or DER, detached or with content, read as
// offsets. What it says is judged in signer.ts. Throws Asn1Error, CmsError.
import { readDigest, readSignatureAlgorithm } from './algorithms.ts';
import type { Digest, SignatureAlgorithm } from './algorithms.ts';
import {
  Asn1Error,
  asBuffer,
  children,
  childrenOf,
  contentOf,
  contextTag,
  encode,
  encodingOf,
  expectTag,
  integerHex,
  joined,
  octetChunks,
  octets,
  oidText,
  onlyChild,
  readElement,
  TAG,
} from './asn1.ts';
import type { Element } from './asn1.ts';

export type CmsCode = 'cms.notSignedData' | 'cms.enveloped' | 'cms.tooLarge';

export class CmsError extends Error {
  readonly code: CmsCode;
  constructor(code: CmsCode) {
    super(code);
    this.name = 'CmsError';
    this.code = code;
  }
}

export type Attribute = { readonly type: string; readonly values: readonly Element[] };

export type SignerInfo = {
  readonly identifier: { readonly issuer: Element; readonly serial: string } | { readonly keyId: string };
  readonly digest: Digest | null;
  readonly digestIdentifier: Element;
  readonly algorithm: SignatureAlgorithm;
  readonly algorithmIdentifier: Element;
  /** Null: the signature is over the content itself. */
  readonly signedAttributes: { readonly list: readonly Attribute[]; readonly encoding: Uint8Array } | null;
  readonly unsignedAttributes: readonly Attribute[];
  readonly signature: Uint8Array;
};

export type SignedData = {
  readonly contentType: string;
  /** Content in the order of its pieces; null when detached. */
  readonly content: readonly Uint8Array[] | null;
  /** DER of X.509 certificates; other kinds are left out. */
  readonly certificates: readonly Uint8Array[];
  readonly signers: readonly SignerInfo[];
};

export const CONTENT_TYPE = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  timestampInfo: '1.2.840.113549.1.9.16.1.4',
} as const;
const ENVELOPED: ReadonlySet<string> = new Set([CONTENT_TYPE.envelopedData, '1.2.840.113549.1.9.16.1.23', '1.2.840.113549.1.7.6']);

export const MAX_DETACHED_BYTES = 1024 * 1024;
const MAX_CERTIFICATES = 16;
const MAX_SIGNERS = 16;

/** Reads a ContentInfo to the last of `bytes`: anything behind it is an error. */
export function readSignedData(bytes: Uint8Array): SignedData {
  const info = readElement(bytes, 0);
  const [type, wrapped] = childrenOf(info, TAG.sequence);
  const contentInfoType = oidText(type);
  if (contentInfoType !== CONTENT_TYPE.signedData)
    throw new CmsError(ENVELOPED.has(contentInfoType) ? 'cms.enveloped' : 'cms.notSignedData');
  if (info.end !== bytes.length) throw new Asn1Error('asn1.trailingData');
  const fields = childrenOf(onlyChild(expectTag(wrapped, contextTag(0, true))), TAG.sequence);
  const [, digests, encapsulated] = fields;
  expectTag(digests, TAG.set);
  const [contentType, content, ...more] = childrenOf(encapsulated, TAG.sequence);
  if (more.length > 0) throw new Asn1Error('asn1.unexpected');
  let at = 3;
  let bag: Element | undefined;
  if (fields[at]?.tag === contextTag(0, true)) {
    bag = fields[at];
    at += 1;
  }
  if (fields[at]?.tag === contextTag(1, true)) at += 1;
  const signers = childrenOf(fields[at], TAG.set);
  if (fields.length !== at + 1) throw new Asn1Error('asn1.unexpected');
  if (signers.length > MAX_SIGNERS) throw new Asn1Error('asn1.tooMany');
  return {
    contentType: oidText(contentType),
    content: content === undefined ? null : octetChunks(onlyChild(expectTag(content, contextTag(0, true)))),
    certificates: readBag(bag),
    signers: signers.map(readSignerInfo),
  };
}

function readBag(bag: Element | undefined): Uint8Array[] {
  if (bag === undefined) return [];
  const plain = children(bag).filter(({ tag }) => tag === TAG.sequence);
  if (plain.length > MAX_CERTIFICATES) throw new Asn1Error('asn1.tooMany');
  return plain.map(encodingOf);
}

function readSignerInfo(element: Element): SignerInfo {
  const fields = childrenOf(element, TAG.sequence);
  const [, identifier, digestIdentifier] = fields;
  let at = 3;
  const attributes = fields[at]?.tag === contextTag(0, true) ? fields[at] : undefined;
  if (attributes !== undefined) at += 1;
  const algorithmIdentifier = expectTag(fields[at], TAG.sequence);
  const signature = fields[at + 1];
  const unsigned = fields[at + 2];
  if (signature === undefined || fields.length > at + 3 || (unsigned !== undefined && unsigned.tag !== contextTag(1, true)))
    throw new Asn1Error('asn1.unexpected');
  return {
    identifier: readIdentifier(identifier),
    digest: readDigest(digestIdentifier),
    digestIdentifier: expectTag(digestIdentifier, TAG.sequence),
    algorithm: readSignatureAlgorithm(algorithmIdentifier),
    algorithmIdentifier,
    signedAttributes: attributes === undefined ? null : { list: readAttributes(attributes), encoding: setEncoding(attributes) },
    unsignedAttributes: unsigned === undefined ? [] : readAttributes(unsigned),
    signature: octets(signature),
  };
}

function readIdentifier(element: Element | undefined): SignerInfo['identifier'] {
  if (element !== undefined && (element.tag === contextTag(0, false) || element.tag === contextTag(0, true))) {
    return { keyId: asBuffer(octets(element, contextTag(0, false))).toString('hex') };
  }
  const [issuer, serial] = childrenOf(element, TAG.sequence);
  return { issuer: expectTag(issuer, TAG.sequence), serial: integerHex(serial) };
}

export function readAttributes(set: Element): Attribute[] {
  return children(set).map((attribute) => {
    const [type, values, ...more] = childrenOf(attribute, TAG.sequence);
    if (more.length > 0) throw new Asn1Error('asn1.unexpected');
    return { type: oidText(type), values: childrenOf(values, TAG.set) };
  });
}

// The signature is over the DER encoding of the attributes as SET OF, not over the [0] on the wire
// (RFC 5652 §5.4): other tag, definite length, members in ascending order (X.690 §11.6).
function setEncoding(attributes: Element): Uint8Array {
  const members = children(attributes);
  if (!attributes.indefinite && members.every((member, index) => index === 0 || compareMembers(members[index - 1], member) <= 0)) {
    const whole = new Uint8Array(encodingOf(attributes));
    whole[0] = TAG.set;
    return isShortestLength(attributes) ? whole : encode(TAG.set, contentOf(attributes));
  }
  return encode(TAG.set, joined(members.toSorted(compareMembers).map(encodingOf)));
}

/** Ascending octets; what one lacks at the end counts as zero (X.690 §11.6), which never happens between two encodings. */
function compareMembers(left: Element | undefined, right: Element): number {
  if (left === undefined) return 0;
  const length = Math.min(left.end - left.start, right.end - right.start);
  for (let index = 0; index < length; index += 1) {
    const difference = (left.bytes[left.start + index] ?? 0) - (right.bytes[right.start + index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.end - left.start - (right.end - right.start);
}

function isShortestLength({ start, content, contentEnd }: Element): boolean {
  const length = contentEnd - content;
  return content - start === (length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : length < 0x1000000 ? 5 : 6);
}
