// The words of an XML or office document by one forward scan: good enough to find them, never used
// to judge anything. Entities and DTDs are not resolved, so there is nothing to blow up (THREATS XML).
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** What to do at a tag: its name without `/`, and its text up to `>`. */
export type TagRule = (name: string, tag: string) => 'space' | 'none' | 'skip';

export const everyTagParts: TagRule = () => 'space';

/** WordprocessingML runs split words; only paragraphs, cells, tabs and breaks part them. */
export const wordTags: TagRule = (name) =>
  /^(?:w|a):(?:p|tab|br|cr|tc)$/.test(name) ? 'space' : name === 'w:instrText' || name === 'w:delText' ? 'skip' : 'none';

export const openDocumentTags: TagRule = (name) =>
  /^(?:text:(?:p|h|tab|s|line-break|list-item)|table:table-cell)$/.test(name) ? 'space' : 'none';

/** Shared strings: one `<si>` each, runs inside; phonetic hints left out. */
export const sharedStringTags: TagRule = (name) => (name === 'si' ? 'space' : name === 'rPh' ? 'skip' : 'none');

/** Cells of a sheet: numbers and inline texts; `t="s"` is only an index into the shared strings. */
export const sheetTags: TagRule = (name, tag) => (name === 'f' || (name === 'c' && tag.includes('t="s"')) ? 'skip' : 'space');

/** At most `most` characters. Linear in the length of `xml`. */
export function xmlWords(xml: string, rule: TagRule, most: number): string {
  const pieces: string[] = [];
  let length = 0;
  let at = 0;
  const add = (text: string): void => {
    pieces.push(text);
    length += text.length;
  };
  while (at < xml.length && length < most) {
    const open = xml.indexOf('<', at);
    if (open < 0) {
      add(unescaped(xml.slice(at)));
      break;
    }
    if (open > at) add(unescaped(xml.slice(at, open)));
    if (xml.startsWith('<![CDATA[', open)) {
      const end = indexFrom(xml, ']]>', open);
      add(xml.slice(open + 9, end));
      at = end + 3;
    } else if (xml.startsWith('<!--', open)) {
      at = indexFrom(xml, '-->', open) + 3;
    } else {
      const close = indexFrom(xml, '>', open);
      const tag = xml.slice(open + 1, close);
      const name = /^\/?([^\s/]{1,80})/.exec(tag.slice(0, 84))?.[1] ?? '';
      const what = rule(name, tag.slice(0, 400));
      if (what === 'space') add(' ');
      at = close + 1;
      if (what === 'skip' && !tag.startsWith('/') && !tag.endsWith('/')) {
        add(' ');
        at = indexFrom(xml, `</${name}`, at);
      }
    }
  }
  return pieces.join('').slice(0, most);
}

function indexFrom(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found;
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});/gi, (whole, code: string) => {
    if (!code.startsWith('#')) return ENTITIES.get(code) ?? whole;
    const value = /^#x/i.test(code) ? Number.parseInt(code.slice(2), 16) : Number.parseInt(code.slice(1), 10);
    return value > 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff) ? String.fromCodePoint(value) : ' ';
  });
}
