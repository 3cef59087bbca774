// Signed files that are no mail: .p7m (CAdES, enveloping), .p7s with its content, time-stamp tokens.
// They get the same facts and checks, their own wording, and never the PEC badge (THREATS ATT-06).
import { Asn1Error, childrenOf, encodingOf, readElement, TAG } from './asn1.ts';
import type { Certificate } from './certificate.ts';
import { CmsError, CONTENT_TYPE, readAttributes, readSignedData } from './cms.ts';
import type { SignedData } from './cms.ts';
import { signerFacts } from './facts.ts';
import type { Sender, Times } from './facts.ts';
import type { Purpose } from './path.ts';
import { overall } from './signed-message.ts';
import { embeddedCertificates, SIGNATURE_TIMESTAMP, verifySigner } from './signer.ts';
import type { SignedContent, SignerResult } from './signer.ts';
import { imprintState, readTimestampInfo, tokenOf } from './timestamp.ts';
import type { TimestampInfo } from './timestamp.ts';
import type { TrustContext } from './trust-context.ts';
import { asInstant } from '#shared/model/ids';
import type { Defect } from '#shared/model/pec-message';
import type { Facts, Integrity, SignerFacts } from '#shared/model/verification-report';

export type DocumentKind = 'cades' | 'timestamp';

export type GatheredDocument = {
  readonly facts: Facts;
  readonly integrity: Integrity;
  /** The content carried, when it is carried. */
  readonly content: Uint8Array | null;
  /** Time-stamp tokens over the signature values, with what they stamp. */
  readonly tokens: readonly { readonly der: Uint8Array; readonly stamped: Uint8Array }[];
};

const NOBODY: Sender = { addresses: [], code: null };

/** `cms`: binary ContentInfo (or TimeStampResp). `detached`: content from beside it, null when there is none. */
export function gatherDocument(context: TrustContext, cms: Uint8Array, detached: Uint8Array | null, times: Times): GatheredDocument {
  const parsed = parse(cms);
  if (!parsed.ok) return empty(context, times, 'cades', 'malformed', parsed.code);
  const { signed } = parsed;
  if (signed.contentType === CONTENT_TYPE.timestampInfo) return gatherToken(context, signed, detached, times);
  if (signed.signers.length === 0) return empty(context, times, 'cades', 'none', 'cms.noSigners');
  const carried = signed.content === null ? null : Buffer.concat(signed.content);
  const content = carried ?? detached;
  const codes =
    content === null
      ? [{ id: 'cms.contentMissing' }]
      : carried !== null && detached !== null && !carried.equals(detached)
        ? [{ id: 'cms.embeddedContent' }]
        : [];
  const embedded = embeddedCertificates(context, signed);
  const results = judgeSigners(context, signed, content, embedded);
  const masked =
    results.some(({ hasAttributes }) => !hasAttributes) && content !== null && looksLikeAttributes(content)
      ? [{ id: 'cms.contentIsAttributes' }]
      : [];
  const tokens = results.flatMap(tokensOf);
  const stamp = trustedStamp(context, tokens, times);
  const at = documentTime(stamp, times);
  const signers = results.map((result) => signerFacts(context, result, embedded, { at: at.at, now: times.judgedAt }, NOBODY, 'document'));
  const structure = masked.length > 0 || codes.some(({ id }) => id === 'cms.embeddedContent') ? 'malformed' : 'signed';
  return {
    facts: {
      ...blank(context, at),
      form: 'cades',
      structure,
      structureCodes: [...codes, ...masked],
      signatureForm: signed.content === null ? 'detached' : 'opaque',
      signers,
      canonicalised: results.some(({ canonicalised }) => canonicalised),
      notes: stampNotes(tokens.length, stamp),
    },
    integrity: overall(results),
    content: carried,
    tokens,
  };
}

type Parsed = { readonly ok: true; readonly signed: SignedData } | { readonly ok: false; readonly code: string };

function parse(cms: Uint8Array): Parsed {
  try {
    const token = tokenOrSelf(cms);
    return token === null ? { ok: false, code: 'timestamp.refused' } : { ok: true, signed: readSignedData(token) };
  } catch (cause) {
    if (cause instanceof Asn1Error || cause instanceof CmsError) return { ok: false, code: cause.code };
    throw cause;
  }
}

// A TimeStampResp begins with a SEQUENCE, a ContentInfo with its type.
function tokenOrSelf(cms: Uint8Array): Uint8Array | null {
  const first = childrenOf(readElement(cms, 0), TAG.sequence)[0];
  return first?.tag === TAG.sequence ? tokenOf(cms) : cms;
}

function judgeSigners(
  context: TrustContext,
  signed: SignedData,
  content: Uint8Array | null,
  embedded: readonly Certificate[],
): SignerResult[] {
  const bytes = content ?? new Uint8Array();
  const source: SignedContent = { chunks: [bytes], canonical: () => null };
  return signed.signers.slice(0, 8).map((info) => {
    const result = verifySigner(context, signed, info, source, embedded);
    return content === null ? { ...result, integrity: 'unsupported' as const, code: null } : result;
  });
}

// Signed attributes of another signature passed off as a document (RFC 5652 §5.4 leaves it open when
// there are none of its own): the signature value is the same.
function looksLikeAttributes(content: Uint8Array): boolean {
  if (content[0] !== TAG.set) return false;
  try {
    const set = readElement(content, 0);
    return set.end === content.length && readAttributes(set).length > 0;
  } catch (cause) {
    if (cause instanceof Asn1Error) return false;
    throw cause;
  }
}

// ------------------------------------------------------------- time stamps

function gatherToken(context: TrustContext, signed: SignedData, content: Uint8Array | null, times: Times): GatheredDocument {
  const read = readInfo(signed);
  if (read === null || signed.signers.length !== 1)
    return empty(context, times, 'timestamp', 'malformed', read === null ? 'timestamp.malformed' : 'timestamp.signers');
  const at = { at: asInstant(read.time), source: 'timestamp' as const };
  const { results, signers } = judgeToken(context, signed, read, times, 'timestamp');
  const named = results.every(namesItsCertificate);
  return {
    facts: {
      ...blank(context, at),
      form: 'timestamp',
      structure: named ? 'signed' : 'malformed',
      structureCodes: named ? [] : [{ id: 'timestamp.signingCertificate' }],
      signatureForm: 'opaque',
      signers,
      timestamp: { time: at.at, serial: read.serial, policy: read.policy, imprint: imprintState(read, content) },
    },
    integrity: overall(results),
    content: null,
    tokens: [],
  };
}

function judgeToken(
  context: TrustContext,
  signed: SignedData,
  info: TimestampInfo,
  times: Times,
  purpose: Purpose,
): { results: SignerResult[]; signers: SignerFacts[] } {
  const embedded = embeddedCertificates(context, signed);
  const results = judgeSigners(context, signed, Buffer.concat(signed.content ?? []), embedded);
  return {
    results,
    signers: results.map((result) => signerFacts(context, result, embedded, { at: info.time, now: times.judgedAt }, NOBODY, purpose)),
  };
}

// RFC 3161 §2.4.1, RFC 5816: the signed attributes name the certificate of the authority.
function namesItsCertificate({ info }: SignerResult): boolean {
  const types = info.signedAttributes?.list.map(({ type }) => type) ?? [];
  return types.includes('1.2.840.113549.1.9.16.2.12') || types.includes('1.2.840.113549.1.9.16.2.47');
}

function readInfo(signed: SignedData): TimestampInfo | null {
  try {
    return readTimestampInfo(signed);
  } catch (cause) {
    if (cause instanceof Asn1Error) return null;
    throw cause;
  }
}

function tokensOf({ info }: SignerResult): { der: Uint8Array; stamped: Uint8Array }[] {
  return info.unsignedAttributes
    .filter(({ type }) => type === SIGNATURE_TIMESTAMP)
    .flatMap(({ values }) => values.slice(0, 4).map((value) => ({ der: encodingOf(value), stamped: info.signature })));
}

/** The earliest stamp over the signature that holds and comes from a trusted authority; it moves the time of judgement (CAdES-T). */
function trustedStamp(context: TrustContext, tokens: readonly { der: Uint8Array; stamped: Uint8Array }[], times: Times): number | null {
  const good = tokens.flatMap(({ der, stamped }) => {
    const parsed = parse(der);
    const info = parsed.ok ? readInfo(parsed.signed) : null;
    if (!parsed.ok || info === null || imprintState(info, stamped) !== 'match') return [];
    const { signers } = judgeToken(context, parsed.signed, info, times, 'timestamp');
    return signers.length === 1 &&
      signers.every(
        ({ integrity, chain, timeValidity, revocation }) =>
          integrity === 'valid' && chain === 'trusted' && timeValidity === 'ok' && revocation.state !== 'revoked',
      )
      ? [info.time]
      : [];
  });
  return good.length === 0 ? null : Math.min(...good);
}

// Whoever has the key can write any signing time: without a stamp or a given time only now is certain
// (ETSI EN 319 102-1 §5.5.4).
function documentTime(stamp: number | null, times: Times): Facts['signatureTime'] {
  if (stamp !== null) return { at: asInstant(stamp), source: 'timestamp' };
  return times.at === null ? { at: times.judgedAt, source: 'now' } : { at: times.at, source: 'given' };
}

function stampNotes(tokens: number, stamp: number | null): Defect[] {
  return tokens > 0 && stamp === null ? [{ id: 'timestamp.notTrusted' }] : [];
}

// ------------------------------------------------------------- nothing there

function empty(context: TrustContext, times: Times, form: DocumentKind, structure: 'malformed' | 'none', code: string): GatheredDocument {
  const facts: Facts = { ...blank(context, { at: times.judgedAt, source: 'now' }), form, structure, structureCodes: [{ id: code }] };
  return { facts, integrity: 'absent', content: null, tokens: [] };
}

function blank(context: TrustContext, signatureTime: Facts['signatureTime']): Facts {
  return {
    form: 'cades',
    claimKind: 'ordinary',
    structure: 'signed',
    structureCodes: [],
    signatureForm: null,
    embeddedContent: 'none',
    signedRange: null,
    canonicalised: false,
    from: [],
    fromCode: null,
    signatureTime,
    signers: [],
    certification: null,
    certificationState: 'absent',
    certificationCode: null,
    deliveryExtent: null,
    comparison: null,
    innerCompared: false,
    outerDifferences: [],
    innerDifferences: [],
    trust: { setDate: context.setDate, anchors: context.anchorFingerprints, lists: [] },
    notes: [],
  };
}
