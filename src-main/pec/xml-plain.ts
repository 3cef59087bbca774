// The plain subset of XML that providers write: a declaration, elements, attributes, text, the five
// named entities. Eight times as fast as a full parser, which matters for archives of receipts.
// Promise: for every input it either answers what the full parser answers, or null, and then the full
// parser decides (tests/property/xml-plain.test.ts holds it to that).
import type { XmlElement } from './xml-elements.ts';

type Draft = { name: string; attributes: ReadonlyMap<string, string>; children: Draft[]; text: string; marks: ReadonlySet<string> };
type Reader = { readonly text: string; at: number };

const UNUSUAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]|]]>|\u0085|\u2028/;
const DECLARATION = /^<\?xml version="1\.0"(?: encoding="[A-Za-z][A-Za-z0-9._-]*")?(?: standalone="(?:yes|no)")?\?>/;
const NO_MARKS: ReadonlySet<string> = new Set();
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Null: not in the subset, malformed, or over a limit. */
export function readPlainXml(text: string, maxDepth: number, maxElements: number, maxAttributes: number): XmlElement | null {
  if (UNUSUAL.test(text)) return null;
  const reader: Reader = { text, at: DECLARATION.exec(text)?.[0].length ?? 0 };
  skipBlanks(reader);
  const open: Draft[] = [];
  let root: Draft | null = null;
  let elements = 0;
  while (reader.at < text.length) {
    if (text.charCodeAt(reader.at) !== 0x3c) return null;
    if (text.charCodeAt(reader.at + 1) === 0x2f) {
      const closed = open.pop();
      if (closed === undefined || !readEndTag(reader, closed.name)) return null;
    } else {
      elements += 1;
      if (elements > maxElements || open.length >= maxDepth || (open.length === 0 && root !== null)) return null;
      const tag = readStartTag(reader, maxAttributes);
      if (tag === null) return null;
      open.at(-1)?.children.push(tag.element);
      root ??= tag.element;
      if (!tag.empty) open.push(tag.element);
    }
    const parent = open.at(-1);
    if (parent === undefined) skipBlanks(reader);
    else if (!readText(reader, parent)) return null;
  }
  return open.length === 0 ? root : null;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function skipBlanks(reader: Reader): void {
  while (isBlank(reader.text.charCodeAt(reader.at))) reader.at += 1;
}

/** ASCII letters, digits, "_", "-", "." ; empty when there is none. */
function readName(reader: Reader): string {
  const { text } = reader;
  const start = reader.at;
  for (;;) {
    const code = text.charCodeAt(reader.at);
    const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
    const isLater = (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e;
    if (!isLetter && !(isLater && reader.at > start)) return text.slice(start, reader.at);
    reader.at += 1;
  }
}

function readEndTag(reader: Reader, name: string): boolean {
  reader.at += 2;
  if (!reader.text.startsWith(name, reader.at)) return false;
  reader.at += name.length;
  skipBlanks(reader);
  if (reader.text.charCodeAt(reader.at) !== 0x3e) return false;
  reader.at += 1;
  return true;
}

function readStartTag(reader: Reader, maxAttributes: number): { readonly element: Draft; readonly empty: boolean } | null {
  const { text } = reader;
  reader.at += 1;
  const name = readName(reader);
  if (name === '') return null;
  let attributes: Map<string, string> | null = null;
  for (;;) {
    const hadBlank = isBlank(text.charCodeAt(reader.at));
    skipBlanks(reader);
    const code = text.charCodeAt(reader.at);
    const element: Draft = { name, attributes: attributes ?? NO_ATTRIBUTES, children: [], text: '', marks: NO_MARKS };
    if (code === 0x3e) {
      reader.at += 1;
      return { element, empty: false };
    }
    if (code === 0x2f) {
      if (text.charCodeAt(reader.at + 1) !== 0x3e) return null;
      reader.at += 2;
      return { element, empty: true };
    }
    attributes ??= new Map();
    if (!hadBlank || attributes.size >= maxAttributes || !readAttribute(reader, attributes)) return null;
  }
}

function readAttribute(reader: Reader, attributes: Map<string, string>): boolean {
  const { text } = reader;
  const name = readName(reader);
  if (name === '' || attributes.has(name) || text.charCodeAt(reader.at) !== 0x3d) return false;
  const quote = text.charAt(reader.at + 1);
  if (quote !== '"' && quote !== "'") return false;
  const end = text.indexOf(quote, reader.at + 2);
  if (end < 0) return false;
  const value = text.slice(reader.at + 2, end);
  if (/[<&\t\n\r]/.test(value)) return false;
  attributes.set(name, value);
  reader.at = end + 1;
  return true;
}

function readText(reader: Reader, parent: Draft): boolean {
  const { text } = reader;
  const next = text.indexOf('<', reader.at);
  if (next < 0) return false;
  if (next === reader.at) return true;
  let piece = text.slice(reader.at, next);
  reader.at = next;
  if (piece.includes('\r')) piece = piece.replace(/\r\n?/g, '\n');
  if (piece.includes('&')) {
    let known = true;
    piece = piece.replace(/&([a-z]{2,4};)?/g, (_whole, name: string | undefined) => {
      const character = name === undefined ? undefined : NAMED.get(name.slice(0, -1));
      if (character === undefined) known = false;
      return character ?? '';
    });
    if (!known) return false;
  }
  parent.text += piece;
  return true;
}
