// Where the signature of a message is and which bytes it covers (RFC 1847 §2.1, RFC 8551 §3). Only
// the outermost entity can be signed: a signed part further in says nothing about the message
// ('nestedOnly'). Whatever lets two readers see two things makes the structure malformed or ambiguous.
import { decodeContent } from '#main/mime/content';
import type { MimeEntity } from '#main/mime/mime-message';
import type { ByteRange, Defect } from '#shared/model/pec-message';
import type { Structure } from '#shared/model/verification-report';

export type LocatedSignature = {
  readonly structure: Structure;
  readonly codes: readonly Defect[];
  /** Worth telling, changes nothing. */
  readonly notes: readonly Defect[];
  /** Detached: the bytes signed. Null: opaque, or there is nothing to check. */
  readonly signed: { readonly entity: MimeEntity; readonly range: ByteRange } | null;
  /** Decoded CMS; null when there is none to read. */
  readonly cms: Uint8Array | null;
  readonly form: 'detached' | 'opaque' | null;
  /** The signature of a part further in, for 'nestedOnly'. */
  readonly nested: LocatedSignature | null;
};

const NOTHING: LocatedSignature = { structure: 'none', codes: [], notes: [], signed: null, cms: null, form: null, nested: null };
const DETACHED_TYPES: ReadonlySet<string> = new Set(['application/pkcs7-signature', 'application/x-pkcs7-signature']);
const OPAQUE_TYPES: ReadonlySet<string> = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);
const MAX_SEARCHED = 200;

/** Defects of the multipart/signed itself under which readers differ on what is signed. */
const FATAL: ReadonlySet<string> = new Set([
  'mime.duplicateContentType',
  'mime.duplicateTransferEncoding',
  'mime.duplicateParameter',
  'mime.twoBoundaries',
  'mime.parameterConflict',
  'mime.parameterContinuation',
  'mime.parameterSyntax',
  'mime.blankContinuation',
  'mime.badContentType',
  'mime.boundaryTooLong',
  'mime.boundaryCharacters',
  'mime.missingBoundary',
  'mime.multipartEncoding',
  'mime.unknownEncoding',
  'mime.missingClose',
  'mime.delimiterAfterClose',
  'mime.noParts',
  'mime.headerUnterminated',
]);

export function locateSignature(bytes: Uint8Array, root: MimeEntity): LocatedSignature {
  const own = locateAt(bytes, root);
  if (own.structure !== 'none' || own.codes.length > 0) return own;
  const nested = firstNested(bytes, root);
  return nested === null ? own : { ...NOTHING, structure: 'nestedOnly', codes: [{ id: 'signature.nestedOnly' }], notes: own.notes, nested };
}

function locateAt(bytes: Uint8Array, entity: MimeEntity): LocatedSignature {
  const type = entity.contentType.value;
  if (type === 'multipart/signed') return locateDetached(bytes, entity);
  if (OPAQUE_TYPES.has(type)) return locateOpaque(bytes, entity);
  // Two Content-Type fields, one of which says multipart/signed: readers differ (smime-lab r46).
  if (entity.defects.some(({ id }) => id === 'mime.duplicateContentType') && saysSigned(bytes, entity)) {
    return { ...NOTHING, structure: 'malformed', codes: [{ id: 'mime.duplicateContentType' }] };
  }
  return NOTHING;
}

function saysSigned(bytes: Uint8Array, entity: MimeEntity): boolean {
  return entity.fields.some(
    ({ name, value }) =>
      name === 'content-type' &&
      /multipart\/signed|pkcs7-mime/i.test(Buffer.from(bytes.subarray(value.start, value.end)).toString('latin1')),
  );
}

function locateDetached(bytes: Uint8Array, entity: MimeEntity): LocatedSignature {
  const [content, signature] = entity.children;
  const protocol = (entity.contentType.parameters.get('protocol') ?? '').trim().toLowerCase();
  if (protocol === 'application/pgp-signature' && signature?.contentType.value === protocol)
    return { ...NOTHING, notes: [{ id: 'signature.openpgp' }] };
  const codes: Defect[] = entity.defects.filter(({ id }) => FATAL.has(id) || id.startsWith('mime.limit.')).map(({ id }) => ({ id }));
  const ambiguous = entity.defects.some(({ id }) => id === 'mime.ambiguousBoundary');
  const notes: Defect[] = entity.defects.filter(({ id }) => id === 'mime.epilogue').map(({ id }) => ({ id }));
  if (entity.children.length !== 2) codes.push({ id: 'mime.partCount', detail: String(entity.children.length) });
  if (!DETACHED_TYPES.has(protocol)) codes.push({ id: 'mime.protocol' });
  if (signature !== undefined && !DETACHED_TYPES.has(signature.contentType.value)) codes.push({ id: 'mime.secondPartType' });
  const inOrder = content !== undefined && signature !== undefined && DETACHED_TYPES.has(signature.contentType.value);
  const decoded = inOrder && entity.children.length === 2 ? decodeContent(bytes, signature) : null;
  if (signature !== undefined && signature.defects.some(({ id }) => FATAL.has(id))) codes.push({ id: 'mime.signaturePart' });
  for (const id of decoded?.defects ?? []) codes.push({ id });
  const structure = codes.length > 0 ? 'malformed' : ambiguous ? 'ambiguous' : 'signed';
  return {
    structure,
    codes: structure === 'ambiguous' ? [{ id: 'mime.ambiguousBoundary' }] : codes,
    notes,
    signed: content === undefined ? null : { entity: content, range: content.range },
    cms: decoded?.bytes ?? null,
    form: 'detached',
    nested: null,
  };
}

// The CMS content type decides what it is, not smime-type (smime-lab a16): seen by whoever reads `cms`.
function locateOpaque(bytes: Uint8Array, entity: MimeEntity): LocatedSignature {
  const decoded = decodeContent(bytes, entity);
  const codes: Defect[] = [
    ...entity.defects.filter(({ id }) => FATAL.has(id)).map(({ id }) => ({ id })),
    ...decoded.defects.map((id) => ({ id })),
  ];
  return {
    structure: codes.length > 0 ? 'malformed' : 'signed',
    codes,
    notes: [],
    signed: null,
    cms: decoded.bytes,
    form: 'opaque',
    nested: null,
  };
}

function firstNested(bytes: Uint8Array, root: MimeEntity): LocatedSignature | null {
  const waiting = [...root.children];
  for (let seen = 0; waiting.length > 0 && seen < MAX_SEARCHED; seen += 1) {
    const entity = waiting.shift();
    if (entity === undefined) return null;
    if (entity.contentType.value === 'multipart/signed') {
      const located = locateDetached(bytes, entity);
      if (located.structure !== 'none') return located;
    }
    waiting.push(...entity.children);
  }
  return null;
}
