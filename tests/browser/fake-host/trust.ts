// Invented trust data: pinned authorities, lists in each state, signers of two providers; a file whose
// text says which certificate it "holds".
import { ORPCError, type implement } from '@orpc/server';
import type { contract } from '#shared/contract/contract';
import type { AuthorityCandidate, PinnedAuthority, SignerCertificate, TrustView } from '#shared/model/trust';
import type { AttachmentVerdict } from '#shared/model/views';
import type { CertificateFacts } from '#shared/model/verification-report';
import { at, hashOf } from './people.ts';

type Handle = ReturnType<ReturnType<typeof implement<typeof contract>>['use']>;

const DAY = 24 * 60;

function certificate(name: string, overrides: Partial<CertificateFacts> = {}): CertificateFacts {
  return {
    fingerprint: hashOf(`certificate ${name}`),
    subject: `CN=${name}, OU=Area Soluzioni per la Pubblica Amministrazione, O=Agenzia per l'Italia Digitale, L=Roma, C=IT`,
    issuer: 'CN=Actalis Authentication Root CA, O=Actalis S.p.A./03358520967, L=Milan, C=IT',
    serial: '5b2f7c1d9e',
    notBefore: at(DAY * 700),
    notAfter: at(-DAY * 1_900),
    emails: [],
    key: 'RSA-4096',
    signatureAlgorithm: 'sha256WithRSA',
    policies: [],
    ...overrides,
  };
}

const signer = (name: string, provider: string, overrides: Partial<SignerCertificate> = {}): SignerCertificate => ({
  fingerprint: hashOf(`signer ${name}`),
  provider,
  subject: `CN=Posta Certificata ${name}, O=${name} S.p.A., C=IT`,
  issuer: "CN=AgID CA1, O=Agenzia per l'Italia Digitale, L=Roma, C=IT",
  serial: '4f2a91b3c07d',
  notBefore: at(DAY * 500),
  notAfter: at(-DAY * 300),
  firstSeen: at(DAY * 480),
  lastSeen: at(30),
  messages: 8_412,
  noticedAt: at(DAY * 200),
  replaces: false,
  ...overrides,
});

const NEW_AUTHORITY: AuthorityCandidate = {
  certificate: certificate('Autorità di prova CA', {
    subject: 'CN=Autorità di prova CA, O=Ente di prova, C=IT',
    issuer: 'CN=Radice di prova, C=IT',
  }),
  state: 'new',
};
const PROVIDER_CERTIFICATE: AuthorityCandidate = {
  certificate: certificate('Posta Certificata Gestore Uno', { subject: 'CN=Posta Certificata Gestore Uno, C=IT' }),
  state: 'notAuthority',
};

export const trustOfThree: TrustView = {
  setDate: '2026-11-22',
  asksNetwork: true,
  authorities: [
    { certificate: certificate('AgID CA1'), origin: 'bundled', source: 'github.com/AgID/ca-agid-ca1, release of 2025', since: at(30) },
    {
      certificate: certificate('DigitPA CA1', { notAfter: at(DAY * 1_700), notBefore: at(DAY * 5_600), key: 'RSA-2048' }),
      origin: 'bundled',
      source: 'extracted from a p7s of 2014 (public test fixtures)',
      since: at(30),
    },
  ],
  lists: [
    {
      hash: hashOf('list'),
      kind: 'crl',
      issuer: "CN=AgID CA1, O=Agenzia per l'Italia Digitale, L=Roma, C=IT",
      source: 'http://crl04.autorita.example/Repository/AUTH-AGID/getLastCRL',
      fetchedAt: at(190),
      thisUpdate: at(300),
      nextUpdate: at(-DAY),
    },
  ],
  places: [
    {
      place: 'crl',
      kind: 'crl',
      url: 'http://crl04.autorita.example/Repository/AUTH-AGID/getLastCRL',
      about: hashOf('signer Gestore Uno'),
      askedAt: at(190),
      nextAt: at(-DAY),
      outcome: 'kept',
      validUntil: at(-DAY),
    },
    {
      place: 'ocsp',
      kind: 'ocsp',
      url: 'http://ocsp.autorita.example/VA/AUTH-AGID',
      about: hashOf('signer Gestore Uno'),
      askedAt: at(190),
      nextAt: at(130),
      outcome: 'failed',
      validUntil: null,
    },
  ],
  signers: [
    signer('Gestore Due', 'pec.gestore-due.example', { messages: 951 }),
    signer('Gestore Uno', 'pec.gestore-uno.example', { noticedAt: at(DAY * 2), firstSeen: at(DAY * 2), replaces: true, messages: 37 }),
    signer('Gestore Uno (2024)', 'pec.gestore-uno.example', { lastSeen: at(DAY * 2), notAfter: at(DAY) }),
  ],
  unanswered: 12,
};

export const NOTHING_KNOWN: TrustView = { ...trustOfThree, lists: [], places: [], signers: [], unanswered: 0 };

export const attachmentVerdicts: readonly AttachmentVerdict[] = [
  {
    file: 'relata.pdf.p7m',
    form: 'cades',
    signature: {
      integrity: 'valid',
      subject: 'CN=Maria Verdi, C=IT',
      issuer: 'CN=Prestatore di prova CA, C=IT',
      time: '2026-11-20T09:12:00Z',
    },
    conclusion: { indication: 'indeterminate', because: 'certificate.path', notes: [] },
    checks: [{ id: 'certificate.path', status: 'indeterminate', code: 'path.incomplete', spec: 'RFC 5280 §6.1' }],
    trustDate: '2026-11-22',
  },
];

export function trustFake(handle: Handle, initial: TrustView, changed: () => void) {
  let view = initial;
  const read = (file: string): readonly AuthorityCandidate[] => {
    const text = Buffer.from(file, 'base64').toString();
    if (text.includes('provider')) return [PROVIDER_CERTIFICATE];
    return text.includes('CERTIFICATE') ? [NEW_AUTHORITY] : [];
  };
  return {
    trust: {
      view: handle.trust.view.handler(() => view),
      inspect: handle.trust.inspect.handler(({ input }) => read(input.file)),
      add: handle.trust.add.handler(({ input }) => {
        if (input.confirmed.join() !== NEW_AUTHORITY.certificate.fingerprint)
          throw new ORPCError('APP_ERROR', { status: 422, data: { code: 'input.file', values: { file: input.name } } });
        const added: PinnedAuthority = { certificate: NEW_AUTHORITY.certificate, origin: 'added', source: input.name, since: at(0) };
        view = { ...view, authorities: [...view.authorities, added] };
        changed();
        return { added: 1 };
      }),
      remove: handle.trust.remove.handler(({ input }) => {
        const left = view.authorities.filter(({ certificate: { fingerprint } }) => fingerprint !== input.fingerprint);
        const removed = left.length < view.authorities.length;
        view = { ...view, authorities: left };
        changed();
        return removed;
      }),
    },
  };
}
