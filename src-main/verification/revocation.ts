// Was a certificate revoked at the time the judgement is about? From lists and responses at hand,
// offline (RFC 5280 §6.3, RFC 6960 §3.2). "Unknown" is never "good", and says why; a list that names
// the certificate wins over any that does not, except for a hold that has ended.
import type { Certificate } from './certificate.ts';
import type { Crl } from './crl.ts';
import { keyIdentifierSha1 } from './crl.ts';
import { sameGeneralName } from './general-name.ts';
import { speaksOf } from './ocsp.ts';
import type { OcspAnswer } from './ocsp.ts';
import { certificateOf, verifyLink } from './trust-context.ts';
import type { TrustContext } from './trust-context.ts';
import { asInstant } from '#shared/model/ids';
import type { BlobHash } from '#shared/model/ids';
import type { RevocationFacts } from '#shared/model/verification-report';

/** `at`: the time the judgement is about. `now`: when it is made; a list past its next update then answers no more. */
export type RevocationTimes = { readonly at: number; readonly now: number };

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const RESPONSE_LIFE_MS = 24 * 60 * 60 * 1000;
/** Reasons after which even earlier signatures are doubtful: somebody else may have had the key. */
const COMPROMISE: ReadonlySet<string> = new Set(['keyCompromise', 'cACompromise', 'aACompromise']);

export const NOT_LOOKED_AT: RevocationFacts = unknown('revocation.notChecked');

type Lookup = {
  readonly context: TrustContext;
  readonly path: readonly Certificate[];
  readonly known: readonly Certificate[];
  readonly times: RevocationTimes;
};

/**
 * The answer for a whole path: revoked if any is, unknown if any is. The anchor itself is not asked
 * about. `known`: other certificates at hand, one of which may have signed a list.
 */
export function pathRevocation(
  context: TrustContext,
  path: readonly Certificate[],
  times: RevocationTimes,
  known: readonly Certificate[] = [],
): RevocationFacts {
  let answer: RevocationFacts | null = null;
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1];
    if (issuer === undefined) break;
    const one = certificateRevocation({ context, path: path.slice(index + 1), known, times }, certificate, issuer, true);
    if (one.state === 'revoked') return one;
    if (answer === null || (answer.state === 'good' && one.state === 'unknown')) answer = one;
  }
  return answer ?? NOT_LOOKED_AT;
}

function certificateRevocation(lookup: Lookup, certificate: Certificate, issuer: Certificate, otherKeys: boolean): RevocationFacts {
  const { context } = lookup;
  const said = [
    ...(context.crlsByIssuer.get(certificate.issuer.key) ?? []).map((crl) => answerOfList(lookup, crl, certificate, issuer, otherKeys)),
    ...context.ocspAnswers
      .filter((answer) => answer.about.serial === certificate.serial)
      .map((answer) => answerOfResponder(context, answer, certificate, issuer, lookup.times)),
  ].filter((answer) => answer !== null);
  const clear = said.flatMap(({ clearAt }) => clearAt ?? []).filter((at) => at <= lookup.times.now && at <= certificate.notAfter);
  const answers = said.flatMap((one) => afterHold(one, clear, lookup.times) ?? []);
  return (
    answers.find(({ state }) => state === 'revoked') ??
    answers.find(({ code }) => code === HOLD_ENDED) ??
    answers.find(({ state }) => state === 'good') ??
    answers[0] ??
    unknown('revocation.noList')
  );
}

/** What one list or response says; `clearAt`: that at this time the certificate was not revoked. */
type Said = RevocationFacts & { readonly clearAt?: number };

const HOLD = 'certificateHold';
const HOLD_ENDED = 'revocation.holdEnded';

/**
 * A hold can end (RFC 5280 §5.3.1): the certificate leaves the lists, or a list of changes says removeFromCRL.
 * It counts from its date until somebody says that it is over; between the last word for it and the first
 * against it nothing is known. Null: it was over at the time in question, and says nothing of it.
 */
function afterHold(said: Said, clear: readonly number[], { at }: RevocationTimes): RevocationFacts | null {
  const { state, code, source, thisUpdate, nextUpdate, revokedAt, reason } = said;
  const facts: RevocationFacts = { state, code, source, thisUpdate, nextUpdate, revokedAt, reason };
  const heldAt = thisUpdate;
  if (facts.state !== 'revoked' || facts.reason !== HOLD || heldAt === null || at <= heldAt) return facts;
  const over = clear.filter((time) => time > heldAt);
  if (over.length === 0) return facts;
  return over.some((time) => time <= at) ? null : { ...facts, state: 'unknown', code: HOLD_ENDED, revokedAt: null, reason: null };
}

/** Null: the list does not speak of this certificate. */
function answerOfList(lookup: Lookup, crl: Crl, certificate: Certificate, issuer: Certificate, otherKeys: boolean): Said | null {
  if (!inScope(crl, certificate)) return null;
  if (crl.extent === 'unsupported') return unknown('crl.unsupported', crl);
  const signer = listSigner(lookup, crl, issuer, otherKeys);
  if (signer === null) return unknown('crl.signature', crl);
  if (signer.keyUsage !== null && !signer.keyUsage.crlSign) return unknown('crl.keyUsage', crl);
  const entry = crl.entry(certificate.serial);
  if (entry !== null && entry.reason !== 'removeFromCRL') return revoked(entry.revokedAt, entry.reason, crl, 'crl', lookup.times);
  const clearAt = crl.thisUpdate;
  if (crl.extent !== 'partial') return { ...absent(crl, certificate, lookup.times, 'crl'), clearAt };
  return entry === null ? null : { ...unknown('crl.removed', crl), clearAt };
}

// The key that issued the certificate, or another key of the same authority: one of the path, or one
// that an authority of the path certified and did not revoke (RFC 5280 §6.3.3 f).
function listSigner({ context, path, known, times }: Lookup, crl: Crl, issuer: Certificate, otherKeys: boolean): Certificate | null {
  if (verifyLink(context, crl, issuer) === 'valid') return issuer;
  if (!otherKeys) return null;
  const sameAuthority = (candidate: Certificate): boolean => candidate !== issuer && candidate.subject.key === issuer.subject.key;
  const inPath = path.find((candidate) => sameAuthority(candidate) && verifyLink(context, crl, candidate) === 'valid');
  if (inPath !== undefined) return inPath;
  for (const candidate of [...known, ...context.pool].filter(sameAuthority).slice(0, 8)) {
    if (candidate.unknownCritical.length > 0 || times.at < candidate.notBefore || times.at > candidate.notAfter) continue;
    const above = path.find(
      (authority) => authority.subject.key === candidate.issuer.key && verifyLink(context, candidate, authority) === 'valid',
    );
    if (above === undefined || verifyLink(context, crl, candidate) !== 'valid') continue;
    if (certificateRevocation({ context, path, known, times }, candidate, above, false).state === 'good') return candidate;
  }
  return null;
}

// RFC 5280 §6.3.3 b: a list that speaks of some certificates only answers for those.
function inScope({ scope }: Crl, certificate: Certificate): boolean {
  const authority = certificate.basicConstraints?.ca === true;
  if ((scope.userOnly && authority) || (scope.caOnly && !authority)) return false;
  const { points } = scope;
  return points === null || certificate.crlPoints.some((point) => points.some((name) => sameGeneralName(point, name)));
}

type Source = { readonly fingerprint: BlobHash; readonly thisUpdate: number; readonly nextUpdate: number | null };

function revoked(revokedAt: number, reason: string | null, source: Source, prefix: string, times: RevocationTimes): RevocationFacts {
  const counts = revokedAt <= times.at || (reason !== null && COMPROMISE.has(reason));
  const answer = { ...dates(source), revokedAt: asInstant(revokedAt), reason };
  return counts ? { state: 'revoked', code: `${prefix}.revoked`, ...answer } : { state: 'good', code: `${prefix}.revokedLater`, ...answer };
}

// Not named. A source made after the time in question answers for good, however old it is: what it says
// of that time does not end. One made before answers while it is current. A list made after the
// certificate ended may have dropped it (RFC 5280 §3.3).
function absent(source: Source, certificate: Certificate, { at, now }: RevocationTimes, prefix: string): RevocationFacts {
  if (source.thisUpdate > now) return unknown(`${prefix}.notYetValid`, source);
  if (source.thisUpdate > at && source.thisUpdate > certificate.notAfter) return unknown(`${prefix}.afterExpiry`, source);
  const end = source.nextUpdate;
  if (source.thisUpdate >= at) return { state: 'good', code: `${prefix}.good`, ...dates(source), revokedAt: null, reason: null };
  if (end === null || end < now) return unknown(end !== null && end < at ? `${prefix}.expired` : `${prefix}.goodThen`, source);
  return { state: 'good', code: `${prefix}.good`, ...dates(source), revokedAt: null, reason: null };
}

function answerOfResponder(
  context: TrustContext,
  answer: OcspAnswer,
  certificate: Certificate,
  issuer: Certificate,
  times: RevocationTimes,
): Said | null {
  if (!speaksOf(answer, issuer.subject.der, issuer.key.keyOctets, certificate.serial)) return null;
  if (!authorisedResponder(context, answer, issuer)) return unknown('ocsp.signature', answer);
  const source = { ...answer, nextUpdate: answer.nextUpdate ?? answer.thisUpdate + RESPONSE_LIFE_MS };
  if (answer.status === 'revoked' && answer.revokedAt !== null) return revoked(answer.revokedAt, answer.reason, source, 'ocsp', times);
  if (answer.status === 'unknown') return unknown('ocsp.unknown', source);
  return { ...absent(source, certificate, times, 'ocsp'), clearAt: answer.thisUpdate };
}

/** RFC 6960 §4.2.2.2: the issuer itself, or a certificate the issuer gave for this purpose alone. */
export function authorisedResponder(context: TrustContext, answer: OcspAnswer, issuer: Certificate): boolean {
  if (names(answer, issuer) && verifyLink(context, answer, issuer) === 'valid') return true;
  return answer.certificates.slice(0, 4).some((der) => {
    const delegate = certificateOf(context, der);
    if (delegate === null || !names(answer, delegate) || delegate.issuer.key !== issuer.subject.key) return false;
    if (delegate.extendedKeyUsage?.purposes.includes(OCSP_SIGNING) !== true || delegate.unknownCritical.length > 0) return false;
    if (answer.thisUpdate < delegate.notBefore || answer.thisUpdate > delegate.notAfter) return false;
    return verifyLink(context, delegate, issuer) === 'valid' && verifyLink(context, answer, delegate) === 'valid';
  });
}

function names({ responder }: OcspAnswer, certificate: Certificate): boolean {
  return 'nameKey' in responder
    ? responder.nameKey === certificate.subject.key
    : responder.keyHash === keyIdentifierSha1(certificate.key.keyOctets);
}

function dates({ fingerprint, thisUpdate, nextUpdate }: Source) {
  return { source: fingerprint, thisUpdate: asInstant(thisUpdate), nextUpdate: nextUpdate === null ? null : asInstant(nextUpdate) };
}

function unknown(code: string, source: Source | null = null): RevocationFacts {
  return {
    state: 'unknown',
    code,
    source: source === null ? null : source.fingerprint,
    thisUpdate: source === null ? null : asInstant(source.thisUpdate),
    nextUpdate: source === null || source.nextUpdate === null ? null : asInstant(source.nextUpdate),
    revokedAt: null,
    reason: null,
  };
}
