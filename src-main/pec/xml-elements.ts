// A small XML document as elements, for daticert.xml: saxes with every error fatal, no DOCTYPE, bounded
// (THREATS §4, XML-01 to XML-08). Names are kept in maps and arrays, never as object keys.
import { SaxesParser } from 'saxes';
import { latin1Text } from '#main/mime/bytes';
import { readPlainXml } from './xml-plain.ts';

export type XmlElement = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Own text: character data and CDATA joined, without that of children. */
  readonly text: string;
  /** 'comment', 'cdata', 'instruction': something inside the element besides text and elements. */
  readonly marks: ReadonlySet<string>;
};

export type XmlDocument = { readonly root: XmlElement } | { readonly refused: string; readonly detail?: string };

export type XmlLimits = { readonly bytes: number; readonly depth: number; readonly elements: number; readonly attributes: number };

/** Those of daticert.xml. */
export const XML_LIMITS: XmlLimits = { bytes: 1024 * 1024, depth: 16, elements: 20_000, attributes: 16 };

type Draft = { name: string; attributes: Map<string, string>; children: Draft[]; text: string; marks: Set<string> };

class Refusal extends Error {}

/** Never throws. `refused` is a code: 'xml.size', 'xml.encoding', 'xml.doctype', 'xml.limit', 'xml.notWellFormed'. */
export function readXml(bytes: Uint8Array, limits: XmlLimits = XML_LIMITS): XmlDocument {
  if (bytes.length > limits.bytes) return { refused: 'xml.size' };
  const text = decodeXml(bytes);
  if (text === null) return { refused: 'xml.encoding' };
  if (/<!(doctype|entity|element|attlist|notation)/i.test(text)) return { refused: 'xml.doctype' };
  const plain = readPlainXml(text, limits.depth, limits.elements, limits.attributes);
  if (plain !== null) return { root: plain };
  return readFullXml(text, limits);
}

/** The full parser alone, for text already decoded and free of a DOCTYPE. */
export function readFullXml(text: string, limits: XmlLimits = XML_LIMITS): XmlDocument {
  try {
    return { root: buildTree(text, limits) };
  } catch (error) {
    const code = error instanceof Refusal ? error.message : 'xml.notWellFormed';
    return error instanceof Error && !(error instanceof Refusal)
      ? { refused: code, detail: error.message.slice(0, 120) }
      : { refused: code };
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8 (with or without BOM), US-ASCII or ISO-8859-1 as declared; anything else is refused. */
function decodeXml(bytes: Uint8Array): string | null {
  const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const head = latin1Text(bytes, hasBom ? 3 : 0, Math.min(256, bytes.length));
  if (head.includes('\u0000')) return null; // UTF-16 or UTF-32 without a mark
  const declared = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head)?.[1]?.toLowerCase() ?? 'utf-8';
  if (declared === 'iso-8859-1' && !hasBom) return latin1Text(bytes, 0, bytes.length);
  if (declared !== 'utf-8' && declared !== 'us-ascii') return null;
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null; // not the encoding it declares: ids could come out wrong
  }
}

function buildTree(text: string, limits: XmlLimits): XmlElement {
  const parser = new SaxesParser({ xmlns: false });
  const open: Draft[] = [];
  let root: Draft | null = null;
  let elements = 0;
  let attributes = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Refusal('xml.doctype');
  });
  parser.on('opentagstart', (tag) => {
    elements += 1;
    attributes = 0;
    if (elements > limits.elements || open.length >= limits.depth) throw new Refusal('xml.limit');
    const draft: Draft = { name: tag.name, attributes: new Map(), children: [], text: '', marks: new Set() };
    open.at(-1)?.children.push(draft);
    root ??= draft;
    open.push(draft);
  });
  parser.on('attribute', (attribute) => {
    attributes += 1;
    if (attributes > limits.attributes) throw new Refusal('xml.limit');
    open.at(-1)?.attributes.set(attribute.name, attribute.value);
  });
  parser.on('text', (piece) => {
    const current = open.at(-1);
    if (current !== undefined) current.text += piece;
  });
  parser.on('cdata', (piece) => {
    const current = open.at(-1);
    if (current === undefined) return;
    current.text += piece;
    current.marks.add('cdata');
  });
  parser.on('comment', () => open.at(-1)?.marks.add('comment'));
  parser.on('processinginstruction', () => open.at(-1)?.marks.add('instruction'));
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  if (root === null) throw new Refusal('xml.notWellFormed');
  return root;
}
