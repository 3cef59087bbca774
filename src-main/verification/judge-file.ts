// One file from anywhere, judged without a profile and without a network: a message, a .p7m, a .p7s
// with its content, a time-stamp token. A file may hold several things: each gets its own verdict, and
// none lends anything to another (THREATS §3 rule 4).
import { hash } from 'node:crypto';
import { Asn1Error } from './asn1.ts';
import { CmsError, readSignedData } from './cms.ts';
import { describeClaim, NO_CLAIM, verifyDocument } from './describe.ts';
import type { JudgedDocument } from './describe.ts';
import { gatherDocument } from './signed-document.ts';
import { trustContext } from './trust-context.ts';
import { judgeMessage, reportOn } from './verify.ts';
import { decodeContent } from '#main/mime/content';
import type { MimeEntity, MimeMessage } from '#main/mime/mime-message';
import { parseMessage, walkEntities } from '#main/mime/parse';
import { decodeBase64 } from '#main/mime/transfer-encoding';
import type { TrustMaterial } from '#main/ports';
import { asBlobHash } from '#shared/model/ids';
import type { Instant } from '#shared/model/ids';
import type { PolicyId } from '#shared/model/verification-report';

export type JudgeFileOptions = {
  /** Name or label of the file, for output and to tell its kind. */
  readonly name: string;
  readonly material: TrustMaterial;
  readonly policy: PolicyId;
  readonly judgedAt: Instant;
  /** Time of judgement for what states none. */
  readonly at: Instant | null;
  /** Also signed attachments and signed messages inside. */
  readonly deep: boolean;
  /** Detached content for a .p7s or a time-stamp token. */
  readonly content: Uint8Array | null;
};

const MAX_DEFECTS = 200;
/** THREATS §4: p7m unwrapping. */
const MAX_LAYERS = 3;
const MAX_INSIDE = 50;
const DOCUMENT_NAMES = /\.(p7m|p7s|p7c|tsr|tst|tsd)$/i;

/** The thing itself first, then what is inside it. Never throws on bad input; never empty. */
export function judgeFile(bytes: Uint8Array, options: JudgeFileOptions): JudgedDocument[] {
  const cms = cmsIn(bytes, options.name);
  return cms === null ? judgeMail(bytes, options, MAX_LAYERS) : judgeDocument(bytes, cms, options, MAX_LAYERS);
}

// A file is CMS when it begins like DER, or is named so and is not mail (a .p7m may be a whole message).
function cmsIn(bytes: Uint8Array, name: string): Uint8Array | null {
  if (bytes[0] === 0x30 && ((bytes[1] ?? 0) >= 0x80 || DOCUMENT_NAMES.test(name))) return bytes;
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1').trimStart();
  const armour = /^-----BEGIN (PKCS7|CMS|PKCS #7 SIGNED DATA|TIMESTAMP)-----/.test(head);
  if (!armour && !(DOCUMENT_NAMES.test(name) && /^[A-Za-z0-9+/]{8}/.test(head) && !/^[!-9;-~]+:/.test(head))) return null;
  const text = Buffer.from(bytes).toString('latin1');
  const body = armour ? text.replace(/^\s*-----BEGIN [^-]+-----/, '').replace(/-----END [^-]+-----\s*$/, '') : text;
  const decoded = decodeBase64(Buffer.from(body, 'latin1'), 0, body.length);
  return decoded.defects.length === 0 ? decoded.bytes : new Uint8Array();
}

/** What a signed file carries, through at most three layers; null when it carries nothing that can be read. */
export function signedContent(bytes: Uint8Array, name: string): { readonly bytes: Uint8Array; readonly name: string } | null {
  let inside: { readonly bytes: Uint8Array; readonly name: string } | null = null;
  for (let layers = 0; layers < MAX_LAYERS; layers += 1) {
    const outer: { readonly bytes: Uint8Array; readonly name: string } = inside ?? { bytes, name };
    const cms = DOCUMENT_NAMES.test(outer.name) ? cmsIn(outer.bytes, outer.name) : null;
    const content = cms === null ? null : embeddedContent(cms);
    if (content === null) return inside;
    inside = { bytes: content, name: outer.name.replace(DOCUMENT_NAMES, '') };
  }
  return inside;
}

function embeddedContent(cms: Uint8Array): Uint8Array | null {
  try {
    const { content } = readSignedData(cms);
    return content === null ? null : Buffer.concat(content);
  } catch (cause) {
    if (cause instanceof Asn1Error || cause instanceof CmsError) return null;
    throw cause;
  }
}

// ------------------------------------------------------------- mail

function judgeMail(bytes: Uint8Array, options: JudgeFileOptions, layers: number): JudgedDocument[] {
  const { name, material, policy, judgedAt, at } = options;
  const mime = parseMessage(bytes);
  const { report, reading, signed } = judgeMessage(bytes, mime, material, { policy, judgedAt, at });
  const holds = signed.integrity === 'valid' && (signed.structure === 'signed' || signed.structure === 'ambiguous');
  const claim = describeClaim(bytes, mime, reading, holds);
  const own = verifyDocument(
    name,
    report,
    signed.integrity,
    claim,
    mime.defects.slice(0, MAX_DEFECTS).map(({ id }) => id),
  );
  if (!options.deep || layers === 0) return [own];
  // A certified message shows that what it carries existed when it was sent.
  const known = report.conclusion.indication === 'passed' ? report.signatureTime : null;
  return [own, ...judgeInside(bytes, mime, { ...options, at: at ?? known }, layers - 1)];
}

function judgeInside(bytes: Uint8Array, mime: MimeMessage, options: JudgeFileOptions, layers: number): JudgedDocument[] {
  const found: JudgedDocument[] = [];
  const parents = new Map<MimeEntity, MimeEntity>();
  for (const entity of walkEntities(mime.root)) for (const child of entity.children) parents.set(child, entity);
  for (const entity of walkEntities(mime.root)) {
    if (found.length >= MAX_INSIDE) break;
    if (entity === mime.root) continue;
    const name = `${options.name}/${entity.fileName ?? entity.path.join('.')}`;
    const parent = parents.get(entity);
    const inner = { ...options, name, deep: false };
    if (parent?.contentType.value.startsWith('message/') === true && isSigned(entity)) {
      found.push(...judgeMail(bytes.subarray(entity.range.start, entity.range.end), inner, layers));
    } else if (isSignedFile(entity) && !(parent?.contentType.value === 'multipart/signed')) {
      const content = decodeContent(bytes, entity).bytes;
      const cms = cmsIn(content, entity.fileName ?? 'smime.p7m');
      if (cms !== null) found.push(...judgeDocument(content, cms, { ...inner, content: detachedSibling(bytes, entity, parent) }, layers));
    }
  }
  return found;
}

function isSigned(entity: MimeEntity): boolean {
  return entity.contentType.value === 'multipart/signed' || /^application\/(x-)?pkcs7-mime$/.test(entity.contentType.value);
}

function isSignedFile(entity: MimeEntity): boolean {
  return (
    DOCUMENT_NAMES.test(entity.fileName ?? '') ||
    /^application\/(x-)?pkcs7-(mime|signature)$/.test(entity.contentType.value) ||
    entity.contentType.value === 'application/timestamp-reply'
  );
}

/** For "x.pdf.p7s" the part "x.pdf" beside it. */
function detachedSibling(bytes: Uint8Array, entity: MimeEntity, parent: MimeEntity | undefined): Uint8Array | null {
  const base = entity.fileName?.replace(/\.(p7s|tsr|tst|tsd)$/i, '');
  if (base === undefined || base === entity.fileName) return null;
  const sibling = parent?.children.find((other) => other !== entity && other.fileName === base);
  return sibling === undefined ? null : decodeContent(bytes, sibling).bytes;
}

// ------------------------------------------------------------- documents

/** A document is judged by the rules of plain signatures whatever policy its message is judged by. */
const DOCUMENT_POLICY: PolicyId = 'smime/1';

function judgeDocument(bytes: Uint8Array, cms: Uint8Array, options: JudgeFileOptions, layers: number): JudgedDocument[] {
  const { name, material, judgedAt, at } = options;
  const gathered = gatherDocument(trustContext(material), cms, options.content, { judgedAt, at });
  const report = reportOn(asBlobHash(hash('sha256', bytes, 'hex')), gathered.facts, DOCUMENT_POLICY, judgedAt);
  const documents = [verifyDocument(name, report, gathered.integrity, NO_CLAIM, [])];
  if (layers === 0) return documents;
  const tokens = gathered.tokens
    .slice(0, 8)
    .map(({ der, stamped }, index) => judgeDocument(der, der, { ...options, name: `${name}/timestamp-${index + 1}`, content: stamped }, 0));
  const nested = gathered.content === null ? [] : judgeNested(gathered.content, name, options, layers - 1);
  return [...documents, ...tokens.flat(), ...nested];
}

/** "x.pdf.p7m.p7m": the content is signed itself. */
function judgeNested(content: Uint8Array, outer: string, options: JudgeFileOptions, layers: number): JudgedDocument[] {
  const innerName = outer.replace(/^.*\//, '').replace(/\.p7m$/i, '');
  const cms = innerName.toLowerCase().endsWith('.p7m') || content[0] === 0x30 ? cmsIn(content, innerName) : null;
  return cms === null || !DOCUMENT_NAMES.test(innerName)
    ? []
    : judgeDocument(content, cms, { ...options, name: `${outer}/${innerName}`, content: null }, layers);
}
