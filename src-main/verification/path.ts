// Builds a path from a signer to a pinned anchor and judges it by RFC 5280 §6. Every edition of a
// same-named CA is tried (AgID CA1 has eight with one key), the best path is told with what is wrong
// with it. Time is only noted here: it is compared with the time the judgement is about.
//
// A pinned issuing CA is more than a root: its own constraints (path length, usage, permitted names)
// bind what is below it (PEC-REFERENCE §3.4).
import { digestStrength, worst } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { sameForm, within } from './general-name.ts';
import type { GeneralName } from './general-name.ts';
import { emailAttributes } from './name.ts';
import { identityOf, linkKnown, verifyLink } from './trust-context.ts';
import type { TrustContext } from './trust-context.ts';
import type { AlgorithmState, Chain } from '#shared/model/verification-report';

/** What the signer's certificate must be allowed to do: sign mail, stamp time, or sign documents (any extended usage). */
export type Purpose = 'email' | 'timestamp' | 'document';

export type PathCode =
  | 'path.incomplete'
  | 'path.untrusted'
  | 'path.notCa'
  | 'path.pathLength'
  | 'path.keyUsage'
  | 'path.extendedKeyUsage'
  | 'path.criticalExtension'
  | 'path.nameConstraints'
  | 'path.algorithm'
  | 'path.budget'
  | 'path.unsupported';

export type PathOutcome = {
  readonly chain: Exclude<Chain, 'notChecked'>;
  readonly code: PathCode | null;
  /** Signer first, anchor last; as far as it could be built. */
  readonly path: readonly Certificate[];
  readonly anchor: Certificate | null;
  /** Common validity of all certificates of the path. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Weakest digest and key above the signer's own key. */
  readonly strength: AlgorithmState;
};

const MAX_LENGTH = 10;
const MAX_SIGNATURE_CHECKS = 100;
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const ANY_PURPOSE = '2.5.29.37.0';

type Search = {
  readonly context: TrustContext;
  readonly embedded: readonly Certificate[];
  readonly at: number;
  readonly purpose: Purpose;
  checks: number;
  exhausted: boolean;
  unsupported: boolean;
  /** A certificate of the issuer's name was there, and its key did not fit. */
  misfit: boolean;
  longest: readonly Certificate[];
  best: PathOutcome | null;
};

/** `at` only chooses between several good paths: a path that is not valid then is still told. */
export function findPath(
  context: TrustContext,
  signer: Certificate,
  embedded: readonly Certificate[],
  at: number,
  purpose: Purpose,
): PathOutcome {
  const key = `${purpose} ${signer.fingerprint} ${embedded.map(({ fingerprint }) => fingerprint).join(' ')}`;
  const known = context.paths.get(key);
  if (known !== undefined && known.notBefore <= at && at <= known.notAfter) return known;
  const outcome = search(context, signer, embedded, at, purpose);
  // Only a good answer is kept, and only for the window in which all its certificates are valid.
  if (outcome.chain === 'trusted' && outcome.notBefore <= at && at <= outcome.notAfter) context.paths.set(key, outcome);
  return outcome;
}

function search(context: TrustContext, signer: Certificate, embedded: readonly Certificate[], at: number, purpose: Purpose): PathOutcome {
  const state: Search = {
    context,
    embedded,
    at,
    purpose,
    checks: 0,
    exhausted: false,
    unsupported: false,
    misfit: false,
    longest: [signer],
    best: null,
  };
  extend(state, [signer]);
  if (state.best !== null) return state.best;
  const chain = state.exhausted ? 'invalid' : state.misfit ? 'untrusted' : 'incomplete';
  const code = state.exhausted
    ? 'path.budget'
    : state.unsupported
      ? 'path.unsupported'
      : state.misfit
        ? 'path.untrusted'
        : 'path.incomplete';
  return { chain, code, path: state.longest, anchor: null, ...windowOf(state.longest), strength: 'ok' };
}

/** Depth first; true when a path was found that is good at the wanted time. */
function extend(state: Search, path: readonly Certificate[]): boolean {
  const last = path.at(-1);
  if (last === undefined) return false;
  if (path.length > state.longest.length) state.longest = path;
  if (isAnchor(state, last)) return propose(state, path);
  if (path.length >= MAX_LENGTH) return false;
  const candidates = issuersOf(state, last, path);
  // A self-signed certificate that is no anchor is somebody's own root.
  if (candidates.length === 0 && last.subject.key === last.issuer.key) state.misfit = true;
  for (const issuer of candidates) {
    if (!linkKnown(state.context, last, issuer)) {
      if (state.checks >= MAX_SIGNATURE_CHECKS) {
        state.exhausted = true;
        return false;
      }
      state.checks += 1;
    }
    const link = verifyLink(state.context, last, issuer);
    if (link === 'unsupported') state.unsupported = true;
    if (link !== 'valid') state.misfit = true;
    else if (extend(state, [...path, issuer])) return true;
  }
  return false;
}

/** Pinned ones first, then those whose key identifier fits; never one that is in the path already. */
function issuersOf(state: Search, subject: Certificate, path: readonly Certificate[]): Certificate[] {
  const { context, embedded } = state;
  const named = [
    ...(context.bySubject.get(subject.issuer.key) ?? []),
    ...embedded.filter((candidate) => candidate.subject.key === subject.issuer.key),
  ];
  const seen = new Set(path.map(({ fingerprint }) => fingerprint));
  const fresh = named.filter((candidate) => {
    if (seen.has(candidate.fingerprint)) return false;
    seen.add(candidate.fingerprint);
    return true;
  });
  const wanted = subject.authorityKeyId;
  if (wanted === null || fresh.length < 2) return fresh;
  const rank = (candidate: Certificate): number => (candidate.subjectKeyId === wanted ? 0 : candidate.subjectKeyId === null ? 1 : 2);
  return fresh.toSorted((left, right) => rank(left) - rank(right));
}

/** Pinned itself, or a later edition of a pinned CA: same name, same key, signed by a root we know. */
function isAnchor(state: Search, certificate: Certificate): boolean {
  const { context } = state;
  if (context.anchorFingerprints.includes(certificate.fingerprint)) return true;
  if (!context.bySubject.has(certificate.subject.key) || !context.anchorIdentities.has(identityOf(certificate))) return false;
  return context.roots.some((root) => root.subject.key === certificate.issuer.key && verifyLink(context, certificate, root) === 'valid');
}

function propose(state: Search, path: readonly Certificate[]): boolean {
  const code = firstProblem(path, state.purpose);
  const window = windowOf(path);
  const links = path.slice(0, -1);
  const strength = worst([...links.map((certificate) => linkStrength(certificate)), ...path.slice(1).map(({ key }) => key.strength)]);
  const outcome: PathOutcome = {
    chain: code === null ? 'trusted' : 'invalid',
    code,
    path,
    anchor: path.at(-1) ?? null,
    ...window,
    strength,
  };
  const inTime = window.notBefore <= state.at && state.at <= window.notAfter;
  if (state.best === null || (state.best.chain === 'invalid' && code === null)) state.best = outcome;
  else if (code === null && inTime) state.best = outcome;
  return code === null && inTime;
}

function linkStrength({ signatureAlgorithm }: Certificate): AlgorithmState {
  return 'digest' in signatureAlgorithm ? digestStrength(signatureAlgorithm.digest) : 'ok';
}

function windowOf(path: readonly Certificate[]): { notBefore: number; notAfter: number } {
  return { notBefore: Math.max(...path.map(({ notBefore }) => notBefore)), notAfter: Math.min(...path.map(({ notAfter }) => notAfter)) };
}

/** RFC 5280 §6.1.3 and §6.1.4, without policies: a critical policy constraint is an unknown critical extension. */
function firstProblem(path: readonly Certificate[], purpose: Purpose): PathCode | null {
  const [signer, ...authorities] = path;
  if (signer === undefined) return 'path.incomplete';
  for (const [index, certificate] of path.entries()) {
    if (certificate.unknownCritical.length > 0) return 'path.criticalExtension';
    if (index < path.length - 1 && linkStrength(certificate) === 'broken') return 'path.algorithm';
    if (index > 0 && certificate.key.strength === 'broken') return 'path.algorithm';
  }
  if (!mayBeUsed(signer, purpose)) return signerUsageProblem(signer);
  let below = 0; // certificates under this authority that count against its path length
  for (const [index, authority] of authorities.entries()) {
    const problem = authorityProblem(authority, below, index === authorities.length - 1, purpose);
    if (problem !== null) return problem;
    if (authority.nameConstraints !== null && !namesPermitted(authority, path.slice(0, index + 1))) return 'path.nameConstraints';
    if (authority.subject.key !== authority.issuer.key) below += 1;
  }
  return null;
}

function authorityProblem(authority: Certificate, below: number, top: boolean, purpose: Purpose): PathCode | null {
  // Only a top certificate of version 1 may lack the extension: it cannot carry one.
  const { basicConstraints } = authority;
  if (basicConstraints === null ? !(top && authority.version === 1) : !basicConstraints.ca) return 'path.notCa';
  if (basicConstraints !== null && basicConstraints.pathLength !== null && below > basicConstraints.pathLength) return 'path.pathLength';
  if (authority.keyUsage !== null && !authority.keyUsage.keyCertSign) return 'path.keyUsage';
  const wanted = purpose === 'email' ? EMAIL_PROTECTION : purpose === 'timestamp' ? TIME_STAMPING : null;
  const purposes = authority.extendedKeyUsage?.purposes;
  if (wanted !== null && purposes !== undefined && !purposes.includes(wanted) && !purposes.includes(ANY_PURPOSE))
    return 'path.extendedKeyUsage';
  return null;
}

// RFC 8550 §4.4 for mail; RFC 3161 §2.3 for time stamps: timeStamping alone, and critical.
function mayBeUsed(signer: Certificate, purpose: Purpose): boolean {
  const { keyUsage, extendedKeyUsage } = signer;
  if (keyUsage !== null && !keyUsage.digitalSignature && !keyUsage.nonRepudiation) return false;
  if (purpose === 'document') return true;
  if (purpose === 'timestamp')
    return extendedKeyUsage?.critical === true && extendedKeyUsage.purposes.length === 1 && extendedKeyUsage.purposes[0] === TIME_STAMPING;
  return (
    extendedKeyUsage === null || extendedKeyUsage.purposes.includes(EMAIL_PROTECTION) || extendedKeyUsage.purposes.includes(ANY_PURPOSE)
  );
}

function signerUsageProblem({ keyUsage }: Certificate): PathCode {
  return keyUsage !== null && !keyUsage.digitalSignature && !keyUsage.nonRepudiation ? 'path.keyUsage' : 'path.extendedKeyUsage';
}

/** RFC 5280 §4.2.1.10: binds every certificate below, save self-issued ones that are not the last. */
function namesPermitted(authority: Certificate, below: readonly Certificate[]): boolean {
  const constraints = authority.nameConstraints;
  if (constraints === null) return true;
  return below.every((certificate, index) => {
    if (index > 0 && certificate.subject.key === certificate.issuer.key) return true;
    if (certificate.namesUnreadable) return false;
    return namesOf(certificate).every((name) => {
      const excluded = constraints.excluded.filter((base) => sameForm(name, base)).map((base) => within(name, base));
      const permitted = constraints.permitted.filter((base) => sameForm(name, base)).map((base) => within(name, base));
      if (excluded.some((answer) => answer !== false)) return false;
      return permitted.length === 0 || (permitted.includes(true) && !permitted.includes(null));
    });
  });
}

function namesOf(certificate: Certificate): GeneralName[] {
  const subject: GeneralName[] = certificate.subject.canonical.length === 0 ? [] : [{ kind: 'directory', value: certificate.subject }];
  const addresses = emailAttributes(certificate.subject).map((value): GeneralName => ({ kind: 'email', value }));
  return [...subject, ...certificate.alternativeNames, ...addresses];
}
