// The signature of one message, read and judged signer by signer: everything about it that does not
// depend on a policy. Bad input is a result here, never an exception.
import { asBuffer, Asn1Error } from './asn1.ts';
import { CmsError, CONTENT_TYPE, MAX_DETACHED_BYTES, readSignedData } from './cms.ts';
import type { SignedData } from './cms.ts';
import type { Certificate } from './certificate.ts';
import type { LocatedSignature } from './locate-signature.ts';
import { embeddedCertificates, verifySigner } from './signer.ts';
import type { SignedContent, SignerResult } from './signer.ts';
import type { TrustContext } from './trust-context.ts';
import type { Defect } from '#shared/model/pec-message';
import type { Integrity, Structure } from '#shared/model/verification-report';

export type SignedMessage = {
  readonly structure: Structure;
  readonly codes: readonly Defect[];
  readonly notes: readonly Defect[];
  readonly integrity: Integrity;
  readonly signers: readonly SignerResult[];
  readonly embedded: readonly Certificate[];
  readonly embeddedContent: 'none' | 'equal' | 'different';
  readonly signedData: SignedData | null;
};

const MAX_JUDGED_SIGNERS = 4;
const LF = 0x0a;
const CR = 0x0d;
const NO_SIGNATURE: Omit<SignedMessage, 'structure' | 'codes' | 'notes'> = {
  integrity: 'absent',
  signers: [],
  embedded: [],
  embeddedContent: 'none',
  signedData: null,
};

export function readSignedMessage(context: TrustContext, bytes: Uint8Array, located: LocatedSignature): SignedMessage {
  const { structure, codes, notes } = located;
  if (structure === 'nestedOnly' && located.nested !== null) {
    const { integrity } = readSignedMessage(context, bytes, located.nested);
    return { ...NO_SIGNATURE, structure, codes, notes, integrity };
  }
  if (located.cms === null) return { ...NO_SIGNATURE, structure, codes, notes };
  const opaque = located.form === 'opaque';
  const parsed = parseCms(located.cms, opaque);
  if (!parsed.ok) {
    if (opaque && parsed.code === 'cms.enveloped')
      return { ...NO_SIGNATURE, structure: 'none', codes: [], notes: [...notes, { id: parsed.code }] };
    return { ...NO_SIGNATURE, structure: 'malformed', codes: [...codes, { id: parsed.code }], notes };
  }
  const { signed } = parsed;
  // No SignerInfo: "every signature is valid" would be true of nothing (smime-lab r27, r28).
  if (signed.signers.length === 0) {
    return {
      ...NO_SIGNATURE,
      structure: opaque ? 'none' : structure,
      codes: opaque ? [] : [...codes, { id: 'cms.noSigners' }],
      notes: opaque ? [...notes, { id: 'cms.noSigners' }] : notes,
      signedData: signed,
    };
  }
  const content = opaque ? opaqueContent(signed) : detachedContent(bytes, located);
  return judge(context, located, signed, content);
}

type ParsedCms = { readonly ok: true; readonly signed: SignedData } | { readonly ok: false; readonly code: string };

function parseCms(cms: Uint8Array, opaque: boolean): ParsedCms {
  if (!opaque && cms.length > MAX_DETACHED_BYTES) return { ok: false, code: 'cms.tooLarge' };
  try {
    return { ok: true, signed: readSignedData(cms) };
  } catch (cause) {
    if (cause instanceof Asn1Error || cause instanceof CmsError) return { ok: false, code: cause.code };
    throw cause;
  }
}

function judge(context: TrustContext, located: LocatedSignature, signed: SignedData, content: SignedContent): SignedMessage {
  const embedded = embeddedCertificates(context, signed);
  const signers = signed.signers.slice(0, MAX_JUDGED_SIGNERS).map((info) => verifySigner(context, signed, info, content, embedded));
  const codes = [...located.codes];
  const embeddedContent =
    located.form === 'opaque' || signed.content === null ? 'none' : sameContent(signed.content, content) ? 'equal' : 'different';
  if (signed.signers.length > MAX_JUDGED_SIGNERS) codes.push({ id: 'cms.tooManySigners' });
  if (signed.contentType !== CONTENT_TYPE.data) codes.push({ id: 'cms.contentType' });
  if (embeddedContent === 'different') codes.push({ id: 'cms.embeddedContent' });
  if (located.form === 'opaque') {
    if (signed.content === null) codes.push({ id: 'cms.noContent' });
    else if (!looksLikeMime(content)) codes.push({ id: 'cms.contentNotMime' });
  }
  const structure =
    located.structure === 'signed' && codes.length > 0
      ? 'malformed'
      : located.structure === 'ambiguous' && codes.length > located.codes.length
        ? 'malformed'
        : located.structure;
  const notes = embeddedContent === 'equal' ? [...located.notes, { id: 'cms.embeddedContent' }] : located.notes;
  return { structure, codes, notes, integrity: overall(signers), signers, embedded, embeddedContent, signedData: signed };
}

/** One bad signature makes the message bad; one that cannot be judged leaves it undecided. */
export function overall(signers: readonly SignerResult[]): Integrity {
  if (signers.length === 0) return 'absent';
  if (signers.some(({ integrity }) => integrity === 'invalid')) return 'invalid';
  return signers.some(({ integrity }) => integrity === 'unsupported') ? 'unsupported' : 'valid';
}

function opaqueContent(signed: SignedData): SignedContent {
  return { chunks: signed.content ?? [new Uint8Array()], canonical: () => null };
}

function detachedContent(bytes: Uint8Array, { signed }: LocatedSignature): SignedContent {
  const slice = signed === null ? new Uint8Array() : bytes.subarray(signed.range.start, signed.range.end);
  return { chunks: [slice], canonical: () => canonicalOrNull(slice) };
}

/** RFC 8551 §3.1.1: signed over CRLF. Null when there is no bare LF, so that a second look can change nothing. One copy, however many lines. */
function canonicalOrNull(slice: Uint8Array): Uint8Array | null {
  const source = asBuffer(slice);
  let bare = 0;
  for (let at = source.indexOf(LF); at >= 0; at = source.indexOf(LF, at + 1)) if (source[at - 1] !== CR) bare += 1;
  if (bare === 0) return null;
  const copy = Buffer.allocUnsafe(source.length + bare);
  let from = 0;
  let to = 0;
  for (let at = source.indexOf(LF); at >= 0; at = source.indexOf(LF, at + 1)) {
    if (source[at - 1] === CR) continue;
    to += source.copy(copy, to, from, at);
    copy[to] = CR;
    to += 1;
    from = at;
  }
  source.copy(copy, to, from);
  return copy;
}

function sameContent(chunks: readonly Uint8Array[], content: SignedContent): boolean {
  const carried = Buffer.concat(chunks);
  const [slice] = content.chunks;
  if (slice === undefined) return false;
  return carried.equals(slice) || (content.canonical() !== null && carried.equals(content.canonical() ?? slice));
}

// A signature over attributes can be shown as a signature over content that happens to be those
// attributes (RFC 5652 §11.1 leaves it open): content must be a MIME entity, and DER never is one.
function looksLikeMime({ chunks }: SignedContent): boolean {
  const head = Buffer.concat(chunks.slice(0, 8)).subarray(0, 1024);
  if (head[0] === 0x0d || head[0] === 0x0a) return true;
  return /^[!-9;-~]+[ \t]*:/.test(head.toString('latin1'));
}
