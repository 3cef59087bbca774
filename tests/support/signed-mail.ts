// PEC messages of a test PKI, signed: the test PKI of THREATS §5 SIG, one provider with the pinned
// issuing CA above it, and everybody who would like to be taken for one.
import { issuedBy, signedData } from '#tests/support/cms-builder';
import type { CmsRequest, SignerRequest } from '#tests/support/cms-builder';
import { certificationPart, certificationText, originalPart } from '#tests/support/daticert-text';
import type { CertificationText, Part } from '#tests/support/daticert-text';
import { extensions, issue, keyPair, mailBase } from '#tests/support/test-pki';
import type { CertificateRequest, Issued, NameParts } from '#tests/support/test-pki';
import { asMaterial } from '#main/trust/material';
import type { TrustMaterial } from '#main/ports';
import { parseMessage } from '#main/mime/parse';
import { verifyMessage } from '#main/verification/verify';
import type { VerifyOptions } from '#main/verification/verify';
import { asInstant } from '#shared/model/ids';
import type { VerificationReport } from '#shared/model/verification-report';

export const ADDRESS = 'posta-certificata@uno.example';
/** 20 November 2026, 09:30:04 +0100: the time of certificationText. */
export const SIGNED_AT = Date.UTC(2026, 10, 20, 8, 30, 4);
export const NOW = asInstant(Date.UTC(2026, 10, 22, 12));
const YEAR_MS = 365 * 86_400_000;

const ROOT: NameParts = [
  ['C', 'IT'],
  ['O', 'Radice'],
  ['CN', 'Radice Pubblica'],
];
const PINNED: NameParts = [
  ['C', 'IT'],
  ['O', 'Ente'],
  ['CN', 'Ente CA1'],
];
const GATEWAY: NameParts = [
  ['C', 'IT'],
  ['O', 'Gestore Uno'],
  ['CN', 'Posta Certificata Gestore Uno'],
];

const caExtensions = (pathLength?: number) => [extensions.ca(pathLength), extensions.caUsage()];
const gatewayExtensions = (address = ADDRESS) => [extensions.signUsage(), extensions.mail(), extensions.address(address)];

export function gateway(issuer: Issued, keyName: string, request: Partial<CertificateRequest> = {}): Issued {
  return issuedBy(
    issue({
      subject: GATEWAY,
      keys: keyPair(keyName),
      issuer,
      from: SIGNED_AT - YEAR_MS,
      to: SIGNED_AT + YEAR_MS,
      extensions: gatewayExtensions(),
      ...request,
    }),
    issuer,
  );
}

const root = issue({ subject: ROOT, keys: keyPair('root'), extensions: caExtensions() });
const pinned = issue({ subject: PINNED, keys: keyPair('pinned'), issuer: root, extensions: caExtensions(0) });
const sibling = issue({
  subject: [
    ['C', 'IT'],
    ['O', 'Radice'],
    ['CN', 'Client Mail CA'],
  ],
  keys: keyPair('sibling'),
  issuer: root,
  extensions: caExtensions(0),
});
const foreignRoot = issue({ subject: ROOT, keys: keyPair('foreign root'), extensions: caExtensions() });
const foreignPinned = issue({ subject: PINNED, keys: keyPair('foreign pinned'), issuer: foreignRoot, extensions: caExtensions(0) });
const stranger = issue({
  subject: [
    ['C', 'XX'],
    ['CN', 'Somebody'],
  ],
  keys: keyPair('stranger'),
  extensions: caExtensions(),
});
const provider = gateway(pinned, 'provider');

export const PKI = {
  root,
  pinned,
  sibling,
  foreignRoot,
  foreignPinned,
  stranger,
  provider,
  second: gateway(pinned, 'second', {
    subject: [
      ['C', 'IT'],
      ['CN', 'Gestore Due'],
    ],
    extensions: gatewayExtensions('posta-certificata@due.example'),
  }),
  foreign: gateway(foreignPinned, 'foreign'),
  other: gateway(stranger, 'foreign'),
  underSibling: gateway(sibling, 'foreign'),
  personal: gateway(pinned, 'foreign', { subject: [['CN', 'Mario Bianchi']], extensions: gatewayExtensions('mario.bianchi@uno.example') }),
  server: gateway(pinned, 'foreign', { extensions: [extensions.signUsage(), extensions.server(), extensions.address(ADDRESS)] }),
  underLeaf: gateway(provider, 'foreign'),
  selfSigned: issuedBy(issue({ subject: GATEWAY, keys: keyPair('foreign'), extensions: gatewayExtensions() }), {
    subject: GATEWAY,
    der: Buffer.alloc(0),
    serial: '',
    keys: keyPair('foreign'),
  }),
  expired: gateway(pinned, 'foreign', { to: SIGNED_AT - 1000 }),
  future: gateway(pinned, 'foreign', { from: SIGNED_AT + 1000 }),
} as const;

/** An issuing CA that may only vouch for some names: an address rule, or a base made by hand. */
export function constrained(rule: string | Uint8Array): Issued {
  const base = typeof rule === 'string' ? mailBase(rule) : rule;
  return issue({
    subject: PINNED,
    keys: keyPair('pinned'),
    issuer: root,
    extensions: [...caExtensions(0), extensions.nameConstraints([base])],
  });
}

export function materialOf(parts: Partial<TrustMaterial> = {}): TrustMaterial {
  return asMaterial({ setDate: '2026-11-22', anchors: [pinned.der], roots: [root.der], ...parts });
}
export const MATERIAL = materialOf();

export type MailRequest = Partial<CmsRequest> & {
  readonly signer?: Issued;
  readonly signing?: Partial<SignerRequest>;
  readonly certification?: CertificationText | null;
  readonly parts?: readonly Part[];
  readonly header?: readonly string[];
  readonly from?: readonly string[];
  readonly boundary?: string;
  /** Of the multipart/mixed inside. */
  readonly innerBoundary?: string;
  readonly contentType?: string;
  readonly protocol?: string;
  readonly preamble?: string;
  readonly epilogue?: string;
  /** Changes the signed part after it was signed. */
  readonly tamper?: (part: string) => string;
  /** Replaces the CMS. */
  readonly cms?: (cms: Buffer, part: Buffer) => Uint8Array;
};

export const ORIGINAL: readonly string[] = [
  'Received: from uno',
  'From: anna@uno.example',
  'To: bruno@due.example',
  'Subject: Prova',
  'Message-ID: <id1@uno.example>',
  'Date: Fri, 20 Nov 2026 09:30:00 +0100',
  'MIME-Version: 1.0',
  'Content-Type: text/plain',
  'X-Riferimento-Message-ID: <m1@uno.example>',
  '',
  'Buongiorno',
];

export const HEADERS = {
  acceptance: [
    'X-Ricevuta: accettazione',
    'Subject: ACCETTAZIONE: Prova',
    'To: anna@uno.example',
    'X-Riferimento-Message-ID: <m1@uno.example>',
    'Message-ID: <r1@uno.example>',
  ],
  delivery: [
    'X-Ricevuta: avvenuta-consegna',
    'Subject: CONSEGNA: Prova',
    'To: anna@uno.example',
    'X-Riferimento-Message-ID: <m1@uno.example>',
    'Message-ID: <r2@uno.example>',
  ],
  envelope: [
    'X-Trasporto: posta-certificata',
    'Subject: POSTA CERTIFICATA: Prova',
    'To: bruno@due.example',
    'X-Riferimento-Message-ID: <m1@uno.example>',
    'Message-ID: <id1@uno.example>',
  ],
  anomaly: ['X-Trasporto: errore', 'Subject: ANOMALIA MESSAGGIO: Prova', 'To: bruno@due.example', 'Message-ID: <w1@uno.example>'],
} as const;

export const DELIVERY: CertificationText = { tipo: 'avvenuta-consegna', ricevuta: 'completa', consegna: 'bruno@due.example' };

export function signedPart(request: MailRequest): Buffer {
  const inner = request.innerBoundary ?? 'inner';
  const parts =
    request.parts ?? (request.certification === null ? [] : [certificationPart(certificationText(request.certification ?? {}))]);
  const text = ['Content-Type: text/plain; charset=iso-8859-1', '', 'Testo'];
  const lines = [
    `Content-Type: multipart/mixed; boundary=${inner}`,
    '',
    ...[text, ...parts].flatMap((part) => [`--${inner}`, ...part]),
    `--${inner}--`,
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

/** A signed PEC message; well made unless the request says otherwise. */
export function signedMail(request: MailRequest = {}): Buffer {
  const part = signedPart(request);
  const signer = request.signer ?? PKI.provider;
  const signers = request.signers ?? [{ certificate: signer, signingTime: SIGNED_AT, ...request.signing }];
  const built = signedData(part, {
    signers,
    certificates: request.certificates ?? [signer, PKI.pinned],
    ...(request.embed === undefined ? {} : { embed: request.embed }),
  });
  const cms = request.cms?.(built, part) ?? built;
  const boundary = request.boundary ?? 'outer';
  const protocol = request.protocol ?? 'application/pkcs7-signature';
  const header = [
    `Date: Fri, 20 Nov 2026 09:30:04 +0100`,
    ...(request.from ?? [`From: ${ADDRESS}`]),
    ...(request.header ?? HEADERS.acceptance),
    'MIME-Version: 1.0',
    `Content-Type: ${request.contentType ?? `multipart/signed; protocol="${protocol}"; micalg=sha-256; boundary="${boundary}"`}`,
  ];
  const body = part.toString('latin1');
  const encoded = Buffer.from(cms).toString('base64').replace(/.{64}/g, '$&\r\n');
  return Buffer.from(
    [
      ...header,
      '',
      `${request.preamble ?? ''}--${boundary}`,
      request.tamper?.(body) ?? body,
      `--${boundary}`,
      `Content-Type: ${protocol}; name="smime.p7s"`,
      'Content-Transfer-Encoding: base64',
      '',
      encoded,
      `--${boundary}--`,
      request.epilogue ?? '',
    ].join('\r\n'),
    'latin1',
  );
}

export { certificationPart, certificationText, originalPart };

export function judge(bytes: Uint8Array, material: TrustMaterial = MATERIAL, options: Partial<VerifyOptions> = {}): VerificationReport {
  return verifyMessage(bytes, parseMessage(bytes), material, { policy: 'pec/1', judgedAt: NOW, at: null, ...options });
}

/** "passed", "failed HASH_FAILURE signature.digest", … */
export function verdict({ conclusion }: VerificationReport): string {
  switch (conclusion.indication) {
    case 'passed':
    case 'notApplicable':
      return conclusion.indication;
    case 'failed':
    case 'indeterminate':
      return `${conclusion.indication} ${conclusion.sub} ${conclusion.because}`;
  }
}

/** What is worth reading of a pass, revocation left out: no list is given in most tests. */
export function notes({ conclusion }: VerificationReport): readonly string[] {
  return conclusion.indication === 'passed' ? conclusion.notes.filter((id) => id !== 'certificate.revocation') : [];
}
