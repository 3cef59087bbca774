// X.509 certificates (RFC 5280 §4.1, §4.2) read once into what path building and reports ask for.
// A certificate that cannot be read to its end is no certificate: Asn1Error, caught per certificate
// by whoever holds a bag of them.
import { hash } from 'node:crypto';
import { algorithmOid, readSignatureAlgorithm, signatureName } from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import {
  Asn1Error,
  bitStringOctets,
  booleanValue,
  children,
  childrenOf,
  contentOf,
  contextTag,
  encodingOf,
  expectTag,
  integerHex,
  namedBits,
  octets,
  oidText,
  onlyChild,
  readWhole,
  sameBytes,
  smallInteger,
  TAG,
  timeValue,
  asBuffer,
} from './asn1.ts';
import type { Element } from './asn1.ts';
import { readGeneralNames } from './general-name.ts';
import type { GeneralName } from './general-name.ts';
import { emailAttributes, readName } from './name.ts';
import type { DistinguishedName } from './name.ts';
import { readPublicKey } from './public-key.ts';
import type { PublicKey } from './public-key.ts';
import { asBlobHash, asInstant } from '#shared/model/ids';
import type { BlobHash } from '#shared/model/ids';
import type { CertificateFacts } from '#shared/model/verification-report';

export type KeyUsage = {
  readonly digitalSignature: boolean;
  readonly nonRepudiation: boolean;
  readonly keyCertSign: boolean;
  readonly crlSign: boolean;
};

export type NameConstraints = { readonly permitted: readonly GeneralName[]; readonly excluded: readonly GeneralName[] };

export type Certificate = {
  readonly der: Uint8Array;
  readonly fingerprint: BlobHash;
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly version: number;
  /** Content octets of the serial number in hexadecimal. */
  readonly serial: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: PublicKey;
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | null } | null;
  readonly keyUsage: KeyUsage | null;
  readonly extendedKeyUsage: { readonly purposes: readonly string[]; readonly critical: boolean } | null;
  readonly alternativeNames: readonly GeneralName[];
  /** The alternative names are there and cannot be read: the certificate names nobody (smime-lab r13). */
  readonly namesUnreadable: boolean;
  readonly nameConstraints: NameConstraints | null;
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
  readonly policies: readonly string[];
  readonly crlPoints: readonly GeneralName[];
  readonly ocspUrls: readonly string[];
  /** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1). */
  readonly ocspNoCheck: boolean;
  /** Critical extensions that are not processed: the path is invalid (RFC 5280 §6.1.4 o). */
  readonly unknownCritical: readonly string[];
  readonly facts: CertificateFacts;
};

const EXTENSION = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlPoints: '2.5.29.31',
  policies: '2.5.29.32',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
} as const;
const PROCESSED: ReadonlySet<string> = new Set(
  Object.values(EXTENSION).filter((oid) => oid !== EXTENSION.ocspNoCheck && oid !== EXTENSION.authorityInfoAccess),
);
const OCSP_ACCESS = '1.3.6.1.5.5.7.48.1';

type Extension = { readonly oid: string; readonly critical: boolean; readonly value: Element };

/** Reads one DER certificate to its last byte; throws Asn1Error. */
export function readCertificate(der: Uint8Array): Certificate {
  const [tbs, algorithm, signature] = childrenOf(readWhole(der), TAG.sequence);
  const fields = childrenOf(tbs, TAG.sequence);
  let at = 0;
  let version = 1;
  if (fields[0]?.tag === contextTag(0, true)) {
    version = smallInteger(onlyChild(fields[0])) + 1;
    at = 1;
  }
  const [serial, innerAlgorithm, issuer, validity, subject, keyInfo] = fields.slice(at, at + 6);
  const [notBefore, notAfter] = childrenOf(validity, TAG.sequence);
  // RFC 5280 §4.1.1.2: both algorithm fields must be the same, or the signed one would not bind.
  if (!sameBytes(encodingOf(expectTag(algorithm, TAG.sequence)), encodingOf(expectTag(innerAlgorithm, TAG.sequence))))
    throw new Asn1Error('asn1.badValue');
  const extensions = readExtensions(fields.slice(at + 6).find((field) => field.tag === contextTag(3, true)));
  const core = {
    der,
    fingerprint: asBlobHash(hash('sha256', der, 'hex')),
    tbs: encodingOf(expectTag(tbs, TAG.sequence)),
    signatureAlgorithm: readSignatureAlgorithm(algorithm),
    signature: bitStringOctets(signature),
    version,
    serial: integerHex(serial),
    issuer: readName(issuer),
    subject: readName(subject),
    notBefore: timeValue(notBefore),
    notAfter: timeValue(notAfter),
    key: readPublicKey(expectTag(keyInfo, TAG.sequence)),
    ...readKnownExtensions(extensions),
  };
  return { ...core, facts: certificateFacts(core, algorithmOid(algorithm)) };
}

function readExtensions(field: Element | undefined): ReadonlyMap<string, Extension> {
  const found = new Map<string, Extension>();
  if (field === undefined) return found;
  for (const entry of childrenOf(onlyChild(field), TAG.sequence)) {
    const [name, second, third] = childrenOf(entry, TAG.sequence);
    const oid = oidText(name);
    const critical = second?.tag === TAG.boolean && booleanValue(second);
    const wrapped = second?.tag === TAG.boolean ? third : second;
    if (wrapped === undefined || found.has(oid)) throw new Asn1Error('asn1.badValue');
    found.set(oid, { oid, critical, value: oid === EXTENSION.subjectAltName && !critical ? wrapped : readWhole(octets(wrapped)) });
  }
  return found;
}

function readKnownExtensions(extensions: ReadonlyMap<string, Extension>) {
  const value = (oid: string): Element | null => extensions.get(oid)?.value ?? null;
  const purposes = value(EXTENSION.extendedKeyUsage);
  const alternatives = readAlternativeNames(extensions.get(EXTENSION.subjectAltName));
  const keyId = value(EXTENSION.subjectKeyId);
  return {
    basicConstraints: readBasicConstraints(value(EXTENSION.basicConstraints)),
    keyUsage: readKeyUsage(value(EXTENSION.keyUsage)),
    extendedKeyUsage:
      purposes === null
        ? null
        : {
            purposes: childrenOf(purposes, TAG.sequence).map(oidText),
            critical: extensions.get(EXTENSION.extendedKeyUsage)?.critical === true,
          },
    alternativeNames: alternatives ?? [],
    namesUnreadable: alternatives === null,
    nameConstraints: readNameConstraints(value(EXTENSION.nameConstraints)),
    subjectKeyId: keyId === null ? null : asBuffer(octets(keyId)).toString('hex'),
    authorityKeyId: readAuthorityKeyId(value(EXTENSION.authorityKeyId)),
    policies: readPolicies(value(EXTENSION.policies)),
    crlPoints: readCrlPoints(value(EXTENSION.crlPoints)),
    ocspUrls: readOcspUrls(value(EXTENSION.authorityInfoAccess)),
    ocspNoCheck: extensions.has(EXTENSION.ocspNoCheck),
    unknownCritical: [...extensions.values()].filter(({ oid, critical }) => critical && !PROCESSED.has(oid)).map(({ oid }) => oid),
  };
}

/** Null: not readable, which only spoils the certificate when the extension is critical. */
function readAlternativeNames(extension: Extension | undefined): GeneralName[] | null {
  if (extension === undefined) return [];
  if (extension.critical) return readGeneralNames(expectTag(extension.value, TAG.sequence));
  try {
    return readGeneralNames(expectTag(readWhole(octets(extension.value)), TAG.sequence));
  } catch (cause) {
    if (cause instanceof Asn1Error) return null;
    throw cause;
  }
}

function readBasicConstraints(value: Element | null): Certificate['basicConstraints'] {
  if (value === null) return null;
  const fields = childrenOf(value, TAG.sequence);
  const ca = fields[0]?.tag === TAG.boolean && booleanValue(fields[0]);
  const length = fields[fields[0]?.tag === TAG.boolean ? 1 : 0];
  return { ca, pathLength: length === undefined ? null : smallInteger(length) };
}

function readKeyUsage(value: Element | null): KeyUsage | null {
  if (value === null) return null;
  const bit = namedBits(contentOf(expectTag(value, TAG.bitString)));
  return { digitalSignature: bit(0), nonRepudiation: bit(1), keyCertSign: bit(5), crlSign: bit(6) };
}

// RFC 5280 §4.2.1.10: minimum is always 0 and maximum absent; anything else cannot be honoured.
function readNameConstraints(value: Element | null): NameConstraints | null {
  if (value === null) return null;
  const permitted: GeneralName[] = [];
  const excluded: GeneralName[] = [];
  for (const field of childrenOf(value, TAG.sequence)) {
    const into = field.tag === contextTag(0, true) ? permitted : field.tag === contextTag(1, true) ? excluded : null;
    if (into === null) throw new Asn1Error('asn1.unexpected');
    for (const subtree of children(field)) {
      const [base, ...limits] = readGeneralNames(expectTag(subtree, TAG.sequence), 1);
      if (base === undefined || limits.length > 0) throw new Asn1Error('asn1.badValue');
      const parts = children(subtree);
      const minimum = parts[1];
      if (
        parts.length > 2 ||
        (minimum !== undefined && (minimum.tag !== contextTag(0, false) || contentOf(minimum).some((octet) => octet !== 0)))
      )
        throw new Asn1Error('asn1.badValue');
      into.push(base);
    }
  }
  return { permitted, excluded };
}

function readAuthorityKeyId(value: Element | null): string | null {
  const field = value === null ? undefined : childrenOf(value, TAG.sequence).find(({ tag }) => tag === contextTag(0, false));
  return field === undefined ? null : asBuffer(contentOf(field)).toString('hex');
}

function readPolicies(value: Element | null): string[] {
  return value === null ? [] : childrenOf(value, TAG.sequence).map((policy) => oidText(childrenOf(policy, TAG.sequence)[0]));
}

/** Full names of the distribution points (RFC 5280 §4.2.1.13); points for some reasons only or of other issuers are left out. */
function readCrlPoints(value: Element | null): GeneralName[] {
  if (value === null) return [];
  return childrenOf(value, TAG.sequence).flatMap((point) => {
    const fields = childrenOf(point, TAG.sequence);
    const name = fields.find(({ tag }) => tag === contextTag(0, true));
    if (name === undefined || fields.some(({ tag }) => tag !== contextTag(0, true))) return [];
    const form = onlyChild(name);
    return form.tag === contextTag(0, true) ? readGeneralNames(form) : [];
  });
}

function readOcspUrls(value: Element | null): string[] {
  if (value === null) return [];
  return childrenOf(value, TAG.sequence).flatMap((access) => {
    const [method, location] = childrenOf(access, TAG.sequence);
    return oidText(method) === OCSP_ACCESS && location?.tag === contextTag(6, false)
      ? [asBuffer(contentOf(location)).toString('latin1')]
      : [];
  });
}

/** Addresses the certificate speaks for: rfc822Name entries, else emailAddress of the subject (RFC 8550 §3). */
function emailsOf({ subject, alternativeNames: names, namesUnreadable }: Omit<Certificate, 'facts'>): string[] {
  if (namesUnreadable) return [];
  const listed = names.flatMap((name) => (name.kind === 'email' ? [name.value] : []));
  return listed.length > 0 ? listed : emailAttributes(subject);
}

function certificateFacts(certificate: Omit<Certificate, 'facts'>, algorithm: string): CertificateFacts {
  return {
    fingerprint: certificate.fingerprint,
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serial: certificate.serial,
    notBefore: asInstant(certificate.notBefore),
    notAfter: asInstant(certificate.notAfter),
    emails: emailsOf(certificate),
    key: certificate.key.name,
    signatureAlgorithm:
      certificate.signatureAlgorithm.kind === 'unsupported' ? algorithm : signatureName(certificate.signatureAlgorithm, null),
    policies: certificate.policies,
    revocationUrls: {
      crl: certificate.crlPoints.flatMap((point) => (point.kind === 'uri' ? httpOnly(point.value) : [])),
      ocsp: certificate.ocspUrls.flatMap(httpOnly),
    },
  };
}

const MAX_URL_CHARACTERS = 500;

/** ldap and the like are not followed; nor is anything that does not parse as an address without credentials. */
function httpOnly(text: string): string[] {
  if (text.length > MAX_URL_CHARACTERS || !URL.canParse(text)) return [];
  const url = new URL(text);
  return url.protocol === 'http:' && url.username === '' && url.password === '' ? [url.href] : [];
}
