// Formatted text as it may be stored, sent and edited: a few tags without attributes, links to http, https and
// mailto, and nothing else. It is written anew from what was read, so that no trick of a reader's parser
// survives; pictures, styles, scripts and their content are gone (THREATS SND-11). The core and the editor on
// screen use this same function: what the writer sees is what goes out.

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

/** As `new URL` reads an address; null for none. Given, because this folder knows no browser and no Node. */
export type ReadUrl = (
  text: string,
) => { readonly protocol: string; readonly username: string; readonly password: string; readonly href: string } | null;

/** Linear in the length; total. Text beyond two million characters is cut. */
export function simplified(html: string, readUrl: ReadUrl): string {
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
    else if (KEPT.has(tag.name)) out += tag.closing ? close(open, tag.name) : start(open, tag, readUrl);
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

function start(open: string[], { name, attributes }: Tag, readUrl: ReadUrl): string {
  if (open.length >= DEEPEST) return '';
  open.push(name);
  if (name !== 'a') return `<${name}>`;
  const address = linkOf(attributes, readUrl);
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

function linkOf(attributes: string, readUrl: ReadUrl): string | null {
  const match = /(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes);
  const raw = decoded(match?.[1] ?? match?.[2] ?? match?.[3] ?? '').trim();
  const url = readUrl(raw);
  if (url === null || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return null;
  return url.username === '' && url.password === '' && url.href.length <= 2_000 ? url.href : null;
}

function textOf(text: string): string {
  return text === '' ? '' : escaped(decoded(text));
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

/** The words of what `simplified` gave: line ends where its blocks end, "- " and numbers for lists, "> " for quotations. */
export function plainText(simple: string): string {
  const out = createLines();
  let link = '';
  let linkWords = '';
  for (const [, tag = '', text = ''] of simple.matchAll(/(<[^<>]*>)|([^<]+)/g)) {
    if (text !== '') {
      const words = decoded(text);
      out.add(words);
      linkWords += words;
      continue;
    }
    const name = /^<(\/?[a-z]+)/.exec(tag)?.[1] ?? '';
    if (name === 'a') {
      link = decoded(/href="([^"]*)"/.exec(tag)?.[1] ?? '');
      linkWords = '';
    } else if (name === '/a') {
      // Where it leads is said, unless the words say it already.
      if (link !== '' && !sameLink(link, linkWords)) out.add(` <${link}>`);
    } else out.tag(name);
  }
  return out.text();
}

function sameLink(link: string, words: string): boolean {
  const bare = (text: string): string =>
    text
      .trim()
      .replace(/^(?:https?:\/\/|mailto:)/, '')
      .replace(/\/$/, '');
  return bare(link) === bare(words);
}

type Lines = { add(text: string): void; tag(name: string): void; text(): string };

/** Lines of plain text being written, with what stands before each of them. */
function createLines(): Lines {
  const lines: string[] = [];
  /** Open lists: the last number of a numbered one, null for bullets. */
  const lists: (number | null)[] = [];
  let line: string | null = null;
  let quotes = 0;
  let verbatim = 0;
  let mark = '';

  /** `blank`: an empty line counts. */
  function end(blank: boolean): void {
    if (line === null && !blank) return;
    lines.push(`${'> '.repeat(quotes)}${mark}${line ?? ''}`.trimEnd());
    mark = mark.replaceAll(/\S/g, ' ');
    line = null;
  }

  function itemMark(): string {
    const deep = '  '.repeat(Math.max(0, lists.length - 1));
    const last = lists.at(-1) ?? null;
    if (last === null) return `${deep}- `;
    lists[lists.length - 1] = last + 1;
    return `${deep}${last + 1}. `;
  }

  function block(name: string): void {
    end(false);
    if (name === 'ul' || name === 'ol') lists.push(name === 'ol' ? 0 : null);
    else if (name === '/ul' || name === '/ol') lists.pop();
    else if (name === 'li') mark = itemMark();
    else if (name === '/li') mark = '';
    else if (name === 'blockquote') quotes += 1;
    else if (name === '/blockquote') quotes = Math.max(0, quotes - 1);
    else if (name === 'pre') verbatim += 1;
    else if (name === '/pre') verbatim = Math.max(0, verbatim - 1);
  }

  return {
    add(text) {
      if (verbatim > 0) {
        for (const [index, piece] of text.split('\n').entries()) {
          if (index > 0) end(true);
          line = (line ?? '') + piece;
        }
        return;
      }
      const flowed = text.replaceAll(/[ \t\r\n]+/g, ' ');
      if (line === null && flowed.trim() === '') return;
      line = line === null ? flowed.trimStart() : line + flowed;
    },
    tag(name) {
      if (name === 'br') end(true);
      else if (name === 'hr') {
        end(false);
        line = '----------';
        end(false);
      } else if (/^\/?(?:p|div|li|blockquote|pre|ul|ol)$/.test(name)) block(name);
    },
    text() {
      end(false);
      return lines.join('\n').trim();
    },
  };
}
