// XML from outside, read by libxml2 without network, entities, DTD or recovery (THREATS §4, XML-01 to
// XML-06). The document lives only inside the callback, because its memory is not the garbage
// collector's.
import { ParseOption, XmlDocument, XmlElement } from 'libxml2-wasm';

export const DOCUMENT_LIMITS = { bytes: 1024 * 1024, depth: 32, elements: 20_000, attributes: 32 } as const;

export type XmlRefusal = 'xml.size' | 'xml.encoding' | 'xml.doctype' | 'xml.limit' | 'xml.notWellFormed';
export type XmlOutcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: XmlRefusal };

const OPTIONS =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_NOERROR |
  ParseOption.XML_PARSE_NOWARNING;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Runs `use` on the parsed document; what `use` throws is not caught. UTF-8 only. */
export function withXmlDocument<T>(bytes: Uint8Array, use: (document: XmlDocument) => T): XmlOutcome<T> {
  if (bytes.length > DOCUMENT_LIMITS.bytes) return { ok: false, code: 'xml.size' };
  const text = decode(bytes);
  if (text === null) return { ok: false, code: 'xml.encoding' };
  if (/<!(doctype|entity|element|attlist|notation)/i.test(text)) return { ok: false, code: 'xml.doctype' };
  const document = parse(bytes);
  if (document === null) return { ok: false, code: 'xml.notWellFormed' };
  try {
    return withinLimits(document.root) ? { ok: true, value: use(document) } : { ok: false, code: 'xml.limit' };
  } finally {
    document.dispose();
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    const text = strictUtf8.decode(bytes);
    const declared = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(text)?.[1]?.toLowerCase() ?? 'utf-8';
    return text.includes('\u0000') || declared !== 'utf-8' ? null : text;
  } catch {
    return null; // not UTF-8
  }
}

function parse(bytes: Uint8Array): XmlDocument | null {
  try {
    return XmlDocument.fromBuffer(bytes, { option: OPTIONS });
  } catch {
    return null; // libxml2 says why; for us it is not XML
  }
}

/** Element children in order. */
export function childElements(element: XmlElement): readonly XmlElement[] {
  const children: XmlElement[] = [];
  for (let node = element.firstChild; node !== null; node = node.next) if (node instanceof XmlElement) children.push(node);
  return children;
}

function withinLimits(root: XmlElement): boolean {
  let elements = 0;
  let level: readonly XmlElement[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    elements += level.length;
    if (depth >= DOCUMENT_LIMITS.depth || elements > DOCUMENT_LIMITS.elements) return false;
    if (level.some((element) => element.attrs.length > DOCUMENT_LIMITS.attributes)) return false;
    level = level.flatMap((element) => childElements(element));
  }
  return true;
}
