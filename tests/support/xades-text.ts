// Evidence with an enveloped XAdES signature, written as text that is already in canonical form, so that
// the test needs no canonicaliser of its own. The "certificate" is a bare public key: the arithmetic
// handed to the code under test knows that.
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { SignatureArithmetic } from '#main/xml/xml-signature';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const CERTIFICATE = publicKey.export({ type: 'spki', format: 'der' });

export const arithmetic: SignatureArithmetic = {
  digest: (name, bytes) => createHash(name).update(bytes).digest(),
  verify: (_kind, name, certificate, data, signature) =>
    verify(name, data, createPublicKey({ key: Buffer.from(certificate), type: 'spki', format: 'der' }), signature) ? 'valid' : 'invalid',
};

const DS = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
const XADES = 'xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const FILTER = `<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"><f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">/descendant::ds:Signature</f:XPath></ds:Transform>`;
const EXCLUSIVE_TRANSFORM = `<ds:Transform Algorithm="${EXCLUSIVE}"></ds:Transform>`;

const digest = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('base64');

export type EvidenceParts = {
  readonly event?: string;
  /** Replaces parts of what is signed before it is signed: still a good signature, of another form. */
  readonly form?: (signedInfo: string) => string;
  readonly certificateDigest?: string;
};

export function evidenceBody(event = 'ContentConsignment'): string {
  return `<tns:EvidenceIdentifier>e1@rem.example</tns:EvidenceIdentifier><tns:ERDSEventId>http://uri.etsi.org/19522/Event/${event}</tns:ERDSEventId><EventTime>2026-11-20T08:30:09Z</EventTime><tns:RecipientDetails><Identifier>bruno@due.example</Identifier></tns:RecipientDetails><EvidenceRefersToRecipient>1</EvidenceRefersToRecipient>`;
}

export function signedEvidence(parts: EvidenceParts = {}): string {
  const body = evidenceBody(parts.event);
  const wrap = (inner: string): string =>
    `<tns:Evidence xmlns:tns="http://uri.etsi.org/19522/v1#" version="EN319522v1.1.1">${inner}</tns:Evidence>`;
  const certificateDigest = parts.certificateDigest ?? digest(CERTIFICATE);
  const properties = `<xades:SignedProperties ${XADES} Id="props"><xades:SignedSignatureProperties><xades:SigningTime>2026-11-20T08:30:09Z</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod ${DS} Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue ${DS}>${certificateDigest}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties>`;
  const reference = (attributes: string, transforms: string, value: string): string =>
    `<ds:Reference ${attributes}><ds:Transforms>${transforms}</ds:Transforms><ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>${value}</ds:DigestValue></ds:Reference>`;
  const plain = `<ds:SignedInfo ${DS}><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>${reference('URI=""', FILTER + EXCLUSIVE_TRANSFORM, digest(wrap(body)))}${reference('Type="http://uri.etsi.org/01903#SignedProperties" URI="#props"', EXCLUSIVE_TRANSFORM, digest(properties))}</ds:SignedInfo>`;
  const info = parts.form === undefined ? plain : parts.form(plain);
  const value = sign('sha256', Buffer.from(info), privateKey).toString('base64');
  const signature = `<ds:Signature ${DS} Id="sig">${info}<ds:SignatureValue>${value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${CERTIFICATE.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object><xades:QualifyingProperties ${XADES} Target="#sig">${properties}</xades:QualifyingProperties></ds:Object></ds:Signature>`;
  return wrap(body + signature);
}
