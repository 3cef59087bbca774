// X.509 certificates and revocation lists of the sandbox's own PKI (RFC 5280), built with node-forge
// so that what the verifier judges was made by another implementation. Keys and the RSA operation
// come from node:crypto, which is a hundred times as fast.
import { constants, createPrivateKey, generateKeyPair, privateEncrypt, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

const generate = promisify(generateKeyPair);

/** PEM texts: what is kept on disk and handed over. */
export type Identity = { readonly certificate: string; readonly key: string };

export type KeyPair = { readonly publicKey: string; readonly privateKey: string };

export async function newKeyPair(): Promise<KeyPair> {
  return generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** DigestInfo prefixes of RFC 8017 §9.2, note 1, by forge's name of the digest. */
const DIGEST_INFO: Readonly<Record<string, string>> = {
  sha1: '3021300906052b0e03021a05000414',
  sha256: '3031300d060960864801650304020105000420',
  sha512: '3051300d060960864801650304020305000440',
};

/** forge asks a key to sign a digest it has computed (PKCS#1 v1.5, RFC 8017 §8.2.1). */
export function forgeSigner(privateKeyPem: string): forge.pki.rsa.PrivateKey {
  const key: KeyObject = createPrivateKey(privateKeyPem);
  const signer = {
    sign(digest: forge.md.MessageDigest): string {
      const prefix = DIGEST_INFO[digestName(digest)];
      if (prefix === undefined) throw new Error('digest not supported');
      const info = Buffer.concat([Buffer.from(prefix, 'hex'), Buffer.from(digest.digest().getBytes(), 'binary')]);
      return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info).toString('binary');
    },
  };
  return asForgeKey(signer);
}

function digestName(digest: forge.md.MessageDigest): string {
  return 'algorithm' in digest && typeof digest.algorithm === 'string' ? digest.algorithm : '';
}

/** forge only calls `sign` of the key it is given. */
function asForgeKey(signer: { sign(digest: forge.md.MessageDigest): string }): forge.pki.rsa.PrivateKey {
  return signer as unknown as forge.pki.rsa.PrivateKey;
}

export type CertificateProfile = 'authority' | 'issuing' | 'gateway' | 'personal' | 'server';

export type CertificateRequest = {
  readonly profile: CertificateProfile;
  /** Name attributes in order: ['C', 'IT'], ['O', '…'], ['CN', '…']. */
  readonly subject: readonly (readonly [string, string])[];
  readonly keys: KeyPair;
  /** Null: self-signed. */
  readonly issuer: Identity | null;
  readonly notBefore: number;
  readonly notAfter: number;
  /** rfc822Name, or host names and addresses of a server. */
  readonly alternativeNames: readonly string[];
};

export function issueCertificate(request: CertificateRequest): Identity {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(request.keys.publicKey);
  certificate.serialNumber = `4${randomBytes(15).toString('hex')}0`.slice(0, 30);
  certificate.validity.notBefore = new Date(request.notBefore);
  certificate.validity.notAfter = new Date(request.notAfter);
  const subject = request.subject.map(([shortName, value]) => ({ shortName, value }));
  certificate.setSubject(subject);
  const issuer = request.issuer === null ? null : forge.pki.certificateFromPem(request.issuer.certificate);
  certificate.setIssuer(issuer === null ? subject : issuer.subject.attributes);
  certificate.setExtensions(extensionsOf(request, issuer));
  certificate.sign(forgeSigner(request.issuer?.key ?? request.keys.privateKey), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate).replaceAll('\r', ''), key: request.keys.privateKey };
}

/** Profiles of PEC-REFERENCE §3.3 (signers) and RFC 5280 §4.2.1 (authorities). */
function extensionsOf(request: CertificateRequest, issuer: forge.pki.Certificate | null): object[] {
  const common: object[] = [{ name: 'subjectKeyIdentifier' }];
  if (issuer !== null) {
    common.push({ name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() });
  }
  switch (request.profile) {
    case 'authority':
      return [
        ...common,
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ];
    case 'issuing':
      return [
        ...common,
        { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ];
    case 'gateway':
      return [
        ...common,
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', emailProtection: true },
        mailNames(request.alternativeNames),
        pecPolicy(),
      ];
    case 'personal':
      return [
        ...common,
        { name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true },
        { name: 'extKeyUsage', emailProtection: true },
        mailNames(request.alternativeNames),
      ];
    case 'server':
      return [
        ...common,
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: request.alternativeNames.map((name) => (/^[\d.:]+$/.test(name) ? { type: 7, ip: name } : { type: 2, value: name })),
        },
      ];
  }
}

function mailNames(addresses: readonly string[]): object {
  return { name: 'subjectAltName', altNames: addresses.map((value) => ({ type: 1, value })) };
}

/** certificatePolicies with the policy seen in real signers' certificates (PEC-REFERENCE §3.3). */
function pecPolicy(): object {
  const { asn1 } = forge;
  const oid = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer('1.3.76.16.3.1.1').getBytes());
  return { id: '2.5.29.32', critical: false, value: sequence([sequence([oid])]) };
}

export type Revoked = {
  readonly certificate: string;
  readonly at: number;
  /** RFC 5280 §5.3.1: 1 is keyCompromise. */ readonly reason: number;
};

/** A CertificateList as DER (RFC 5280 §5.1), signed by `issuer`. */
export function issueRevocationList(issuer: Identity, revoked: readonly Revoked[], thisUpdate: number, nextUpdate: number): Uint8Array {
  const { asn1 } = forge;
  const issuerCertificate = forge.pki.certificateFromPem(issuer.certificate);
  const entries = revoked.map((entry) => {
    const serial = forge.pki.certificateFromPem(entry.certificate).serialNumber;
    const reason = extension(
      '2.5.29.21',
      asn1.create(asn1.Class.UNIVERSAL, asn1.Type.ENUMERATED, false, String.fromCharCode(entry.reason)),
    );
    return sequence([integer(serial), utcTime(entry.at), sequence([reason])]);
  });
  const number = extension('2.5.29.20', integer('01'));
  const keyId = asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, false, issuerCertificate.generateSubjectKeyIdentifier().getBytes());
  const extensions = asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, true, [sequence([extension('2.5.29.35', sequence([keyId])), number])]);
  const list = sequence([
    integer('01'),
    sha256WithRsa(),
    forge.pki.distinguishedNameToAsn1(issuerCertificate.subject),
    utcTime(thisUpdate),
    utcTime(nextUpdate),
    ...(entries.length === 0 ? [] : [sequence(entries)]),
    extensions,
  ]);
  const digest = forge.md.sha256.create();
  digest.update(asn1.toDer(list).getBytes());
  const signature = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.BITSTRING, false, `\0${forgeSigner(issuer.key).sign(digest)}`);
  return Buffer.from(asn1.toDer(sequence([list, sha256WithRsa(), signature])).getBytes(), 'binary');
}

function sequence(items: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SEQUENCE, true, items);
}

function integer(hex: string): forge.asn1.Asn1 {
  return forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.INTEGER, false, forge.util.hexToBytes(hex));
}

function utcTime(at: number): forge.asn1.Asn1 {
  return forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.UTCTIME, false, forge.asn1.dateToUtcTime(new Date(at)));
}

function sha256WithRsa(): forge.asn1.Asn1 {
  const { asn1 } = forge;
  const oid = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer('1.2.840.113549.1.1.11').getBytes());
  return sequence([oid, asn1.create(asn1.Class.UNIVERSAL, asn1.Type.NULL, false, '')]);
}

function extension(oid: string, value: forge.asn1.Asn1): forge.asn1.Asn1 {
  const { asn1 } = forge;
  return sequence([
    asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(oid).getBytes()),
    asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OCTETSTRING, false, asn1.toDer(value).getBytes()),
  ]);
}
