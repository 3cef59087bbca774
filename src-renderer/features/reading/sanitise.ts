// The one place where a sender's HTML is made harmless. Three walls, each enough alone (THREATS
// HTML-01 to HTML-04): DOMPurify removes what can run or load; the frame has no scripts; the frame's
// own policy loads nothing. Links lose their href, so that nothing but our dialog can follow them.
import DOMPurify, { type Config } from 'dompurify';

/** Above these the text is shown instead (THREATS §4). */
export const LARGEST_HTML_CHARACTERS = 2 * 1024 * 1024;
const MOST_ELEMENTS = 50_000;

export type CleanHtml = {
  readonly html: string;
  /** How many outside resources were left out, and from which hosts. */
  readonly remoteCount: number;
  readonly remoteHosts: readonly string[];
  readonly contentIds: readonly string[];
  /** Addresses of pictures that a person may ask to see; each once. */
  readonly pictures: readonly string[];
  /** The mail sets colours of its own: shown on white in both themes. */
  readonly setsColours: boolean;
};

const LINK_ATTRIBUTE = 'data-plico-href';
const CID_ATTRIBUTE = 'data-plico-cid';
const PICTURE_ATTRIBUTE = 'data-plico-picture';
const REMOTE_ATTRIBUTES = [
  'src',
  'srcset',
  'poster',
  'background',
  'lowsrc',
  'dynsrc',
  'data',
  'action',
  'formaction',
  'ping',
  'longdesc',
  'usemap',
  'classid',
  'codebase',
  'cite',
  'manifest',
  'imagesrcset',
  'xlink:href',
];
const URL_IN_CSS = /url\s*\(|image-set\s*\(|@import|image\s*\(|cross-fade\s*\(|src\s*\(/i;

const CONFIG: Config = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    'form',
    'input',
    'button',
    'select',
    'option',
    'textarea',
    'audio',
    'video',
    'source',
    'track',
    'picture',
    'link',
    'meta',
    'base',
    'iframe',
    'frame',
    'frameset',
    'object',
    'embed',
    'applet',
    'portal',
    'dialog',
    'noscript',
    'template',
    'slot',
    'map',
    'area',
    'marquee',
  ],
  FORBID_ATTR: [
    'id',
    'name',
    'tabindex',
    'accesskey',
    'autofocus',
    'contenteditable',
    'draggable',
    'popover',
    'popovertarget',
    'is',
    'part',
    'slot',
    'target',
    'download',
    'ping',
    'usemap',
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOW_UNKNOWN_PROTOCOLS: false,
  SANITIZE_DOM: true,
  SANITIZE_NAMED_PROPS: true,
  WHOLE_DOCUMENT: false,
  FORCE_BODY: true, // keeps a leading <style>
};

type Found = { remote: string[]; contentIds: Set<string>; pictures: Set<string> };
let found: Found = nothingFound();
let ready = false;

function prepare(): void {
  if (ready) return;
  ready = true;
  DOMPurify.addHook('uponSanitizeAttribute', (node, data) => {
    const value = data.attrValue.trim();
    if (data.attrName === 'style') {
      if (URL_IN_CSS.test(unescapedCss(value))) {
        noteCss(value);
        data.attrValue = withoutCssUrls(value);
      }
      return;
    }
    if (!REMOTE_ATTRIBUTES.includes(data.attrName)) return;
    if (node.nodeName === 'IMG' && data.attrName === 'src') {
      if (/^cid:/i.test(value)) {
        found.contentIds.add(contentId(value));
        node.setAttribute(CID_ATTRIBUTE, contentId(value));
      } else if (/^data:image\/(?:png|jpeg|gif|webp);base64,/i.test(value)) return;
      else {
        found.remote.push(value);
        if (/^https?:\/\//i.test(value)) {
          found.pictures.add(value);
          node.setAttribute(PICTURE_ATTRIBUTE, value);
        }
      }
    } else if (data.attrName !== 'cite' && value !== '') found.remote.push(value);
    data.keepAttr = false;
  });
  DOMPurify.addHook('uponSanitizeElement', (node, data) => {
    if (!(node instanceof Element)) return;
    if (data.tagName === 'style' && node.textContent !== null && URL_IN_CSS.test(unescapedCss(node.textContent))) {
      noteCss(node.textContent);
      node.textContent = withoutCssUrls(node.textContent);
    }
    if (FORBIDDEN_LOADERS.has(data.tagName)) for (const name of ['src', 'href', 'data', 'srcset']) noteAttribute(node, name);
  });
  DOMPurify.addHook('afterSanitizeAttributes', (node) => {
    if (!(node instanceof Element) || node.nodeName !== 'A') return;
    const href = node.getAttribute('href');
    for (const name of ['href', 'xlink:href']) node.removeAttribute(name);
    if (href === null || href.trim() === '' || href.trim().startsWith('#')) return;
    node.setAttribute(LINK_ATTRIBUTE, href.trim());
    node.setAttribute('role', 'link');
    node.setAttribute('tabindex', '0');
  });
}

const FORBIDDEN_LOADERS = new Set(['link', 'iframe', 'frame', 'object', 'embed', 'audio', 'video', 'source', 'track', 'portal']);

function noteAttribute(node: Element, name: string): void {
  const value = node.getAttribute(name)?.trim() ?? '';
  if (value !== '') found.remote.push(value);
}

/** Null when the HTML is too large or too deep to be shown. */
export function sanitise(html: string): CleanHtml | null {
  if (html.length > LARGEST_HTML_CHARACTERS) return null;
  prepare();
  found = nothingFound();
  const body = asBody(DOMPurify.sanitize(html, { ...CONFIG, RETURN_DOM: true }));
  if (body.getElementsByTagName('*').length > MOST_ELEMENTS) return null;
  const clean = body.innerHTML;
  const hosts = [...new Set(found.remote.map(hostOf).filter((host) => host !== null))];
  return {
    html: clean,
    remoteCount: found.remote.filter(isRemote).length,
    remoteHosts: hosts,
    contentIds: [...found.contentIds],
    pictures: [...found.pictures],
    setsColours: /bgcolor|background|(?:^|[^-])color\s*[:=]/i.test(clean),
  };
}

/** Where a link of a sanitised mail leads; null for anything that is not one. */
export function linkOf(element: Element): string | null {
  return element.closest(`[${LINK_ATTRIBUTE}]`)?.getAttribute(LINK_ATTRIBUTE) ?? null;
}

/** blob: addresses of pictures that came with the mail, by content id, and of those that were asked for, by address. */
export type Pictures = { readonly inside: ReadonlyMap<string, string>; readonly asked: ReadonlyMap<string, string> };

/** Gives pictures their bytes; nothing else ever becomes a source. */
export function fillPictures(body: ParentNode, { inside, asked }: Pictures): void {
  for (const [attribute, urls] of [
    [CID_ATTRIBUTE, inside],
    [PICTURE_ATTRIBUTE, asked],
  ] as const)
    for (const picture of body.querySelectorAll(`img[${attribute}]`)) {
      const url = urls.get(picture.getAttribute(attribute) ?? '');
      if (url?.startsWith('blob:') === true) picture.setAttribute('src', url);
    }
}

function nothingFound(): Found {
  return { remote: [], contentIds: new Set(), pictures: new Set() };
}

// RETURN_DOM gives the body element; the types say Node.
function asBody(node: Node): HTMLElement {
  return node as HTMLElement;
}

function contentId(value: string): string {
  const raw = value.slice('cid:'.length);
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

// CSS may write any letter as an escape: \75rl( is url(.
function unescapedCss(css: string): string {
  return css
    .replace(/\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/g, '')
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_, code: string) => String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff)))
    .replace(/\\(.)/g, '$1');
}

function withoutCssUrls(css: string): string {
  return unescapedCss(css)
    .replace(/@import[^;]*(?:;|$)/gi, '')
    .replace(/(?:url|image-set|-webkit-image-set|image|cross-fade|src)\s*\((?:[^()"']|"[^"]*"|'[^']*'|\([^()]*\))*\)?/gi, 'none');
}

function noteCss(css: string): void {
  for (const match of unescapedCss(css).matchAll(/(?:url\s*\(\s*|@import\s+|image-set\s*\(\s*)["']?([^"')\s;]+)/gi))
    if (match[1] !== undefined) found.remote.push(match[1]);
}

function isRemote(value: string): boolean {
  return !/^(?:data|cid|about|blob|javascript):|^#/i.test(value);
}

function hostOf(value: string): string | null {
  if (!isRemote(value)) return null;
  try {
    return new URL(value.split(/[\s,]/)[0] ?? '', 'https://relative.invalid/').hostname.replace(/^relative\.invalid$/, '') || null;
  } catch {
    return null;
  }
}
