// S/MIME multipart/signed messages (RFC 8551 §3.5.3, RFC 1847 §2.1): the entity is signed exactly as
// it stands between the boundaries, CRLF throughout, with contentType, messageDigest and signingTime
// as signed attributes (RFC 5652 §5.3) and the signer's certificate and issuing CA inside.
import { randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { forgeSigner } from './certificates.ts';
import type { Identity } from './certificates.ts';

export type SignerOptions = {
  readonly signer: Identity;
  /** PEM of further certificates to embed. */
  readonly chain: readonly string[];
  readonly signingTime: number;
};

/** DER of a CMS SignedData over `content`; detached unless `embed`. */
export function signCms(content: Uint8Array, signers: readonly SignerOptions[], embed = false): Uint8Array {
  const signed = forge.pkcs7.createSignedData();
  signed.content = forge.util.createBuffer(Buffer.from(content).toString('binary'));
  const certificates = new Set(signers.flatMap((options) => [options.signer.certificate, ...options.chain]));
  for (const certificate of certificates) signed.addCertificate(certificate);
  for (const options of signers) {
    signed.addSigner({
      key: forgeSigner(options.signer.key),
      certificate: options.signer.certificate,
      digestAlgorithm: oid('sha256'),
      // In DER order of a SET OF (X.690 §11.6): all three have the same OID length, so by total
      // length: contentType, signingTime, messageDigest. forge signs and writes them as given.
      authenticatedAttributes: [
        { type: oid('contentType'), value: oid('data') },
        { type: oid('signingTime'), value: asAttributeValue(new Date(Math.floor(options.signingTime / 1000) * 1000)) },
        { type: oid('messageDigest') },
      ],
    });
  }
  signed.sign({ detached: !embed });
  return Buffer.from(forge.asn1.toDer(signed.toAsn1()).getBytes(), 'binary');
}

function oid(name: string): string {
  const value = forge.pki.oids[name];
  if (value === undefined) throw new Error(`no OID for ${name}`);
  return value;
}

/** forge takes a Date for signingTime although its types say text. */
function asAttributeValue(date: Date): string {
  return date as unknown as string;
}

export type SignedMessageParts = {
  /** Outer header fields, each without its line end, without MIME-Version and Content-Type. */
  readonly headers: readonly string[];
  /** MIME entity with its own header, CRLF, no final line break. */
  readonly entity: Uint8Array;
  readonly cms: Uint8Array;
  readonly protocol: 'application/pkcs7-signature' | 'application/x-pkcs7-signature';
};

export function multipartSigned(parts: SignedMessageParts): Uint8Array {
  const boundary = `----${randomBytes(16).toString('hex').toUpperCase()}`;
  const head = [
    ...parts.headers,
    'MIME-Version: 1.0',
    `Content-Type: multipart/signed; protocol="${parts.protocol}"; micalg="sha-256"; boundary="${boundary}"`,
    '',
    'This is an S/MIME signed message',
    '',
    `--${boundary}`,
    '',
  ].join('\r\n');
  const tail = [
    '',
    `--${boundary}`,
    `Content-Type: ${parts.protocol}; name="smime.p7s"`,
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7s"',
    '',
    base64Lines(parts.cms),
    `--${boundary}--`,
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), parts.entity, Buffer.from(tail, 'latin1')]);
}

/** Base64 in lines of 76 with CRLF, a line break at the end (RFC 2045 §6.8). */
export function base64Lines(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/.{1,76}/g, '$&\r\n');
}

/** The usual message: one signer, detached, SHA-256. */
export function signMessage(
  headers: readonly string[],
  entity: Uint8Array,
  options: SignerOptions,
  protocol: SignedMessageParts['protocol'],
): Uint8Array {
  return multipartSigned({ headers, entity, cms: signCms(entity, [options]), protocol });
}
