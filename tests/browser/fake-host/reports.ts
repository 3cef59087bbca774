// Invented reports: one for each look a verdict can have, with every check and every status.
import type { BlobHash, MailAddress } from '#shared/model/ids';
import type { CertificationData, PecMessage } from '#shared/model/pec-message';
import type { Check, CheckId, CheckStatus, Conclusion, Facts, SignerFacts, VerdictLook } from '#shared/model/verification-report';
import type { ReportView } from '#shared/model/views';
import { at, hashOf } from './people.ts';

const SPECS: Readonly<Record<CheckId, string>> = {
  'message.structure': 'RFC 1847 §2.1',
  'signature.present': 'RFC 8551 §3.5.3',
  'signature.digest': 'RFC 5652 §5.4',
  'signature.value': 'RFC 5652 §5.6',
  'signature.attributes': 'RFC 5652 §11',
  'signature.singleSigner': 'RFC 5652 §5.1',
  'signature.algorithm': 'RFC 8551 §2.1',
  'certificate.path': 'RFC 5280 §6.1',
  'certificate.anchor': 'PEC-REFERENCE §3.4',
  'certificate.validity': 'RFC 5280 §4.1.2.5',
  'certificate.usage': 'RFC 5280 §4.2.1.12',
  'certificate.revocation': 'RFC 5280 §6.3',
  'identity.from': 'RFC 8550 §3',
  'time.signing': 'RFC 5652 §11.3',
  'daticert.present': 'RFC 6109 §4.4',
  'daticert.type': 'RFC 6109 §4.4',
  'headers.outer': 'RFC 6109 §3',
  'headers.inner': 'RFC 6109 §2.2',
  'content.complete': 'RFC 6109 §3.3',
  'content.brief': 'RFC 6109 §3.3',
};

const ALL = Object.keys(SPECS).map(asCheckId);

function asCheckId(id: string): CheckId {
  return id as CheckId;
}

function checks(status: (id: CheckId) => CheckStatus): readonly Check[] {
  return ALL.map((id) => ({ id, spec: SPECS[id], status: status(id), detail: { code: 'fixture', values: {} } }));
}

export function certification(overrides: Partial<CertificationData> = {}): CertificationData {
  return {
    tipo: 'avvenuta-consegna',
    errore: 'nessuno',
    sender: 'studio@pec.rossi-legale.example',
    recipients: [{ address: 'ente@pec.comune.example', certified: true }],
    replyTo: '',
    subject: 'Diffida e messa in mora',
    issuer: 'Gestore Uno S.p.A.',
    time: at(12, 9),
    zone: '+0100',
    identificativo: 'opec2115.20261120103009.12345.678.1.1@pec.gestore-uno.example',
    msgid: '<9b1c0f2e-4a7d@pec.rossi-legale.example>',
    declaredExtent: 'completa',
    recipient: 'ente@pec.comune.example',
    takenInCharge: [],
    extendedError: null,
    oddities: [],
    ...overrides,
  };
}

function signer(overrides: Partial<SignerFacts> = {}): SignerFacts {
  const certificate = {
    fingerprint: hashOf('certificate'),
    subject: 'CN=Gestore Uno S.p.A., O=Gestore Uno S.p.A., L=Arezzo, C=IT',
    issuer: "CN=AgID CA1, O=Agenzia per l'Italia Digitale, L=Roma, C=IT",
    serial: '4f2a91b3c07d',
    notBefore: at(60 * 24 * 115),
    notAfter: at(-60 * 24 * 700),
    emails: ['posta-certificata@pec.gestore-uno.example'],
    key: 'RSA-2048',
    signatureAlgorithm: 'SHA-256 con RSA',
    policies: ['1.3.76.16.3.1.1'],
  };
  return {
    integrity: 'valid',
    integrityCode: null,
    digestAlgorithm: 'SHA-256',
    signatureAlgorithm: 'RSA',
    messageDigest: hashOf('digest'),
    signingTime: at(12, 9),
    certificate,
    identity: 'match',
    chain: 'trusted',
    chainCode: null,
    path: [certificate],
    anchor: 'AgID CA1',
    timeValidity: 'ok',
    revocation: {
      state: 'good',
      code: 'crl.good',
      source: hashOf('crl'),
      thisUpdate: at(300),
      nextUpdate: at(-300),
      revokedAt: null,
      reason: null,
    },
    algorithm: 'ok',
    ...overrides,
  };
}

function facts(overrides: Partial<Facts>): Facts {
  return {
    form: 'pec',
    claimKind: 'receipt',
    structure: 'signed',
    structureCodes: [],
    signatureForm: 'detached',
    embeddedContent: 'none',
    fromCode: null,
    certificationState: 'read',
    certificationCode: null,
    deliveryExtent: null,
    comparison: null,
    innerCompared: true,
    signedRange: { start: 812, end: 40_122 },
    canonicalised: false,
    from: ['posta-certificata@pec.gestore-uno.example'],
    signatureTime: { at: at(12, 9), source: 'signingTime' },
    signers: [signer()],
    certification: certification(),
    outerDifferences: [],
    innerDifferences: [],
    trust: { setDate: '2026-11-01', anchors: [hashOf('anchor')], lists: [hashOf('crl')] },
    notes: [],
    ...overrides,
  };
}

function claimOf(recipient: MailAddress): PecMessage {
  return {
    kind: 'receipt',
    receipt: { type: 'delivery', extent: 'complete', recipient },
    certification: certification({ recipient }),
    original: [1, 2],
  };
}

const passed = (id: CheckId): CheckStatus => (id === 'content.brief' ? 'notApplicable' : 'passed');

type Case = { readonly conclusion: Conclusion; readonly claim: PecMessage; readonly checks: readonly Check[]; readonly facts: Facts };

const CASES: Readonly<Record<VerdictLook, Case>> = {
  proven: {
    conclusion: { indication: 'passed', notes: [] },
    claim: claimOf('ente@pec.comune.example'),
    checks: checks(passed),
    facts: facts({}),
  },
  provenWithNotes: {
    conclusion: { indication: 'passed', notes: ['signature.algorithm', 'certificate.revocation', 'headers.outer'] },
    claim: { kind: 'transportEnvelope', certification: certification({ tipo: 'posta-certificata' }), original: [1, 3] },
    checks: checks((id) =>
      id === 'headers.outer'
        ? 'failed'
        : id === 'certificate.revocation'
          ? 'indeterminate'
          : id.startsWith('content.')
            ? 'notApplicable'
            : 'passed',
    ),
    facts: facts({
      certification: certification({ tipo: 'posta-certificata', recipient: null }),
      outerDifferences: [
        { field: 'Subject', signed: 'POSTA CERTIFICATA: Avviso di addebito n. 310 2026', found: 'Avviso di addebito n. 310 2026 [SPAM]' },
        { field: 'X-Riferimento-Message-ID', signed: '<abc@pec.inps.example>', found: null },
      ],
      signers: [
        signer({
          algorithm: 'weak',
          digestAlgorithm: 'SHA-1',
          revocation: {
            state: 'unknown',
            code: 'crl.none',
            source: null,
            thisUpdate: null,
            nextUpdate: null,
            revokedAt: null,
            reason: null,
          },
        }),
      ],
    }),
  },
  undecided: {
    conclusion: { indication: 'indeterminate', sub: 'NO_CERTIFICATE_CHAIN_FOUND', because: 'certificate.path', retryAfter: at(-600) },
    claim: { kind: 'transportEnvelope', certification: certification({ tipo: 'posta-certificata' }), original: [1, 3] },
    checks: checks((id) =>
      id === 'certificate.path' || id === 'certificate.anchor'
        ? 'indeterminate'
        : id === 'certificate.revocation'
          ? 'notRun'
          : id.startsWith('content.')
            ? 'notApplicable'
            : 'passed',
    ),
    facts: facts({ signers: [signer({ chain: 'incomplete', anchor: null })] }),
  },
  refused: {
    conclusion: { indication: 'failed', sub: 'NO_TRUSTED_CHAIN', because: 'certificate.path' },
    claim: claimOf('tribunale@pec.giustizia.example'),
    checks: checks((id) =>
      id === 'certificate.path' || id === 'certificate.anchor' || id === 'identity.from'
        ? 'failed'
        : id.startsWith('content.')
          ? 'notRun'
          : 'passed',
    ),
    facts: facts({
      signers: [signer({ chain: 'untrusted', anchor: null, identity: 'mismatch' })],
      outerDifferences: [
        { field: 'From', signed: 'posta-certificata@pec.gestore-uno.example', found: 'posta-certificata@pec.gestore-un0.example' },
      ],
    }),
  },
  ordinary: {
    conclusion: { indication: 'notApplicable' },
    claim: { kind: 'ordinary' },
    checks: checks((id) => (id === 'message.structure' ? 'passed' : 'notApplicable')),
    facts: facts({ form: 'unsigned', structure: 'none', signedRange: null, signers: [], certification: null }),
  },
  anomaly: {
    conclusion: { indication: 'passed', notes: [] },
    claim: { kind: 'anomalyEnvelope', original: [1, 2] },
    checks: checks((id) =>
      id.startsWith('daticert.') || id.startsWith('content.') || id.startsWith('headers.') ? 'notApplicable' : 'passed',
    ),
    facts: facts({ certification: null }),
  },
};

export function reportView(look: VerdictLook, hash: BlobHash): ReportView {
  const { conclusion, claim, checks: all, facts: found } = CASES[look];
  return {
    current: { subject: hash, policy: 'pec/1', judgedAt: at(1), signatureTime: at(12, 9), conclusion, checks: all, facts: found },
    history:
      look === 'provenWithNotes'
        ? [
            {
              policy: 'pec/1',
              judgedAt: at(60 * 24 * 30),
              conclusion: { indication: 'indeterminate', sub: 'TRY_LATER', because: 'certificate.revocation', retryAfter: null },
            },
          ]
        : [],
    claim,
    look,
    sha256: hash,
    archivedAt: at(11),
  };
}
