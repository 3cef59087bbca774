// CMS SignedData written out in tests, attribute by attribute, so that each rule can be broken alone.
import { createHash } from 'node:crypto';
import { explicit, integer, nothing, octetString, oid, sequence, set, setOf, time, tlv } from '#tests/support/der';
import type { Der } from '#tests/support/der';
import { name, signatureIdentifier, signBytes } from '#tests/support/test-pki';
import type { Issued, SignatureDigest } from '#tests/support/test-pki';

const DIGESTS = {
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const;
const DATA = '1.2.840.113549.1.7.1';

export const digestIdentifier = (digest: SignatureDigest): Der => sequence(oid(DIGESTS[digest]), nothing());
export const digestOf = (digest: SignatureDigest, bytes: Uint8Array): Buffer => createHash(digest).update(bytes).digest();

export type AttributeSet = {
  contentType: Der | null;
  messageDigest: Der | null;
  signingTime: Der | null;
  more: Der[];
};

export const attribute = (type: string, ...values: readonly Der[]): Der => sequence(oid(type), set(...values));
export const ATTRIBUTES = {
  contentType: (type: string = DATA): Der => attribute('1.2.840.113549.1.9.3', oid(type)),
  messageDigest: (value: Uint8Array): Der => attribute('1.2.840.113549.1.9.4', octetString(value)),
  signingTime: (at: number): Der => attribute('1.2.840.113549.1.9.5', time(at)),
  algorithmProtection: (digest: SignatureDigest, signature: Der): Der =>
    attribute('1.2.840.113549.1.9.52', sequence(digestIdentifier(digest), tlv(0xa1, signature.subarray(2)))),
} as const;

export type SignerRequest = {
  readonly certificate: Issued;
  readonly digest?: SignatureDigest;
  readonly signingTime?: number | null;
  /** Changes the attributes before they are signed. */
  readonly change?: (attributes: AttributeSet) => void;
  readonly noAttributes?: boolean;
  /** Sees the attributes as they are signed. */
  readonly seen?: (encoding: Uint8Array) => void;
  /** Changes the finished signature value. */
  readonly spoil?: (signature: Buffer) => Buffer;
  /** Signs another content than the message's. */
  readonly over?: Uint8Array;
  /** Unsigned attributes, made from the signature value. */
  readonly unsigned?: (signature: Uint8Array) => readonly Der[];
};

export function signerInfo(content: Uint8Array, request: SignerRequest): Der {
  const { certificate, digest = 'sha256' } = request;
  const signed = request.over ?? content;
  const attributes: AttributeSet = {
    contentType: ATTRIBUTES.contentType(),
    messageDigest: ATTRIBUTES.messageDigest(digestOf(digest, signed)),
    signingTime: request.signingTime === null ? null : ATTRIBUTES.signingTime(request.signingTime ?? Date.UTC(2026, 10, 20, 8, 30, 4)),
    more: [],
  };
  request.change?.(attributes);
  const members = [attributes.contentType, attributes.messageDigest, attributes.signingTime, ...attributes.more].filter(
    (member) => member !== null,
  );
  const encoding = setOf(...members);
  request.seen?.(encoding);
  const value = signBytes(certificate.keys.privateKey, digest, request.noAttributes === true ? signed : encoding);
  const signature = request.spoil?.(value) ?? value;
  const unsigned = request.unsigned?.(signature) ?? [];
  return sequence(
    integer(1),
    sequence(name(issuerOf(certificate)), integer(certificate.serial)),
    digestIdentifier(digest),
    ...(request.noAttributes === true ? [] : [Buffer.concat([Buffer.from([0xa0]), encoding.subarray(1)])]),
    signatureIdentifier(certificate.keys.privateKey, digest),
    octetString(signature),
    ...(unsigned.length > 0 ? [explicit(1, ...unsigned)] : []),
  );
}

const issuers = new WeakMap<Issued, Issued>();
/** Says who issued a certificate, for the signer identifier. */
export function issuedBy(certificate: Issued, issuer: Issued): Issued {
  issuers.set(certificate, issuer);
  return certificate;
}
function issuerOf(certificate: Issued) {
  return (issuers.get(certificate) ?? certificate).subject;
}

export type CmsRequest = {
  readonly signers: readonly SignerRequest[];
  readonly certificates: readonly Issued[];
  /** eContent; absent: detached. */
  readonly embed?: Uint8Array;
  readonly contentType?: string;
};

export function signedData(content: Uint8Array, request: CmsRequest): Der {
  const digests = request.signers.map(({ digest = 'sha256' }) => digestIdentifier(digest));
  const encapsulated = sequence(
    oid(request.contentType ?? DATA),
    ...(request.embed === undefined ? [] : [explicit(0, octetString(request.embed))]),
  );
  const bag = request.certificates.map(({ der }) => der);
  return sequence(
    oid('1.2.840.113549.1.7.2'),
    explicit(
      0,
      sequence(
        integer(1),
        setOf(...digests),
        encapsulated,
        ...(bag.length > 0 ? [explicit(0, ...bag)] : []),
        set(...request.signers.map((signer) => signerInfo(content, signer))),
      ),
    ),
  );
}
