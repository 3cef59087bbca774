// Formatted text as it may be stored and sent: a few tags without attributes, links to http, https and
// mailto, and nothing else. It is written anew from what was read, so that no trick of a reader's parser
// survives; pictures, styles, scripts and their content are gone (THREATS SND-11).

const KEPT: ReadonlySet<string> = new Set(['p', 'div', 'b', 'strong', 'i', 'em', 'u', 's', 'ul', 'ol', 'li', 'blockquote', 'a', 'pre']);
const EMPTY: ReadonlySet<string> = new Set(['br', 'hr']);
/** Their content is not text for a reader. */
const DROPPED_WHOLE: ReadonlySet<string> = new Set([
  'script',
  'style',
  'title',
  'head',
  'template',
  'noscript',
  'iframe',
  'object',
  'svg',
  'math',
  'select',
  'textarea',
  'xmp',
  'noembed',
  'noframes',
  'plaintext',
]);
const DEEPEST = 50;
const MOST_CHARACTERS = 2 * 1024 * 1024;

// The name ends where it can: without the lookahead each shorter name would be tried again.
const TAG = /^<(\/?)([A-Za-z][A-Za-z0-9:-]*)(?![A-Za-z0-9:-])((?:"[^"]*"|'[^']*'|[^"'<>])*)>/;

/** Linear in the length; total. Text beyond two million characters is cut. */
export function simpleHtml(html: string): string {
  const source = html.slice(0, MOST_CHARACTERS);
  let out = '';
  const open: string[] = [];
  let at = 0;
  while (at < source.length) {
    const next = source.indexOf('<', at);
    if (next < 0) {
      out += textOf(source.slice(at));
      break;
    }
    out += textOf(source.slice(at, next));
    const [length, tag] = readTag(source, next);
    at = next + length;
    if (tag === null) {
      if (length === 1) out += '&lt;';
      continue;
    }
    if (DROPPED_WHOLE.has(tag.name)) {
      if (!tag.closing) at = endOf(source, at, tag.name);
    } else if (EMPTY.has(tag.name)) out += `<${tag.name}>`;
    else if (KEPT.has(tag.name)) out += tag.closing ? close(open, tag.name) : start(open, tag.name, tag.attributes);
  }
  return (
    out +
    open
      .toReversed()
      .map((name) => `</${name}>`)
      .join('')
  );
}

type Tag = { readonly name: string; readonly closing: boolean; readonly attributes: string };

/** How many characters are used up, and the tag if it is one. A comment is used up whole. */
function readTag(source: string, at: number): readonly [length: number, tag: Tag | null] {
  const second = source.charAt(at + 1);
  if (second === '!' || second === '?') {
    const comment = source.startsWith('<!--', at);
    const end = source.indexOf(comment ? '-->' : '>', at + 2);
    return [end < 0 ? source.length - at : end - at + (comment ? 3 : 1), null];
  }
  if (!/[A-Za-z/]/.test(second)) return [1, null];
  const match = TAG.exec(source.slice(at, at + 10_000));
  if (match === null) {
    // An unfinished tag: nothing of it is text.
    const end = source.indexOf('>', at);
    return [end < 0 ? source.length - at : end - at + 1, null];
  }
  const [whole, slash, name = '', attributes = ''] = match;
  return [whole.length, { name: name.toLowerCase(), closing: slash === '/', attributes }];
}

function endOf(source: string, from: number, name: string): number {
  const pattern = new RegExp(`</${name}\\s*>`, 'gi');
  pattern.lastIndex = from;
  return pattern.exec(source) === null ? source.length : pattern.lastIndex;
}

function start(open: string[], name: string, attributes: string): string {
  if (open.length >= DEEPEST) return '';
  open.push(name);
  if (name !== 'a') return `<${name}>`;
  const address = linkOf(attributes);
  return address === null ? '<a>' : `<a href="${escaped(address)}">`;
}

function close(open: string[], name: string): string {
  const at = open.lastIndexOf(name);
  return at < 0
    ? ''
    : open
        .splice(at)
        .toReversed()
        .map((each) => `</${each}>`)
        .join('');
}

function linkOf(attributes: string): string | null {
  const match = /(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes);
  const raw = decoded(match?.[1] ?? match?.[2] ?? match?.[3] ?? '').trim();
  const url = URL.parse(raw);
  if (url === null || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return null;
  return url.username === '' && url.password === '' && url.href.length <= 2_000 ? url.href : null;
}

function textOf(text: string): string {
  return escaped(decoded(text));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** The few entities an editor writes; others stay as text. Controls are not characters of a text. */
function decoded(text: string): string {
  return text
    .replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal: string, hex: string, name: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
    })
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\u00a0', '&nbsp;');
}

/** The words of what `simpleHtml` gave, with line ends where its blocks end. */
export function plainText(simple: string): string {
  const text = simple
    .replaceAll(/<(?:br|hr)>|<\/(?:p|div|li|blockquote|pre|ul|ol)>/g, '\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/\n{3,}/g, '\n\n');
  return decoded(text).trim();
}
