// Simple formatting as nodes, made one by one: no string of anybody's is ever parsed as HTML by the page.
import { simplified } from '#shared/model/simple-html';

/** Marks of the editor that say where the cursor was when it takes something back. */
const BOOKMARKS = new Set(['squire-selection-start', 'squire-selection-end']);
const KEPT = new Set(['P', 'DIV', 'B', 'STRONG', 'I', 'EM', 'U', 'S', 'UL', 'OL', 'LI', 'BLOCKQUOTE', 'A', 'PRE', 'BR', 'HR']);
const EMPTY = new Set(['BR', 'HR', 'INPUT']);

/** As the core will keep it (src-shared/model/simple-html.ts). */
export function simpleHtmlOf(html: string): string {
  return simplified(html, (text) => URL.parse(text));
}

/** Of pasted or stored HTML, reduced to simple formatting. */
export function simpleFragment(html: string): DocumentFragment {
  return fragmentOf(simpleHtmlOf(html), () => null);
}

/** Of what the editor itself wrote, with its bookmarks. */
export function editorFragment(html: string): DocumentFragment {
  return fragmentOf(html, (tag) => {
    const id = /\sid="([^"]*)"/.exec(tag)?.[1] ?? '';
    if (!BOOKMARKS.has(id)) return null;
    const bookmark = document.createElement('input');
    bookmark.type = 'hidden';
    bookmark.id = id;
    return bookmark;
  });
}

function fragmentOf(html: string, bookmarkOf: (tag: string) => Node | null): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const open: Node[] = [fragment];
  const into = (): Node => open.at(-1) ?? fragment;
  for (const [, tag = '', words = ''] of html.matchAll(/(<[^<>]*>)|([^<]+)/g)) {
    const [, slash = '', name = ''] = /^<(\/?)([a-zA-Z]+)/.exec(tag) ?? [];
    const upper = name.toUpperCase();
    if (words !== '') into().appendChild(document.createTextNode(decoded(words)));
    else if (upper === 'INPUT') appendIfAny(into(), bookmarkOf(tag));
    else if (!KEPT.has(upper)) continue;
    else if (slash === '/') {
      if (open.length > 1 && into().nodeName === upper) open.pop();
    } else {
      const element = document.createElement(upper.toLowerCase());
      const link = upper === 'A' ? (/\shref="([^"]*)"/.exec(tag)?.[1] ?? null) : null;
      if (link !== null && /^(?:https?|mailto):/i.test(decoded(link))) element.setAttribute('href', decoded(link));
      into().appendChild(element);
      if (!EMPTY.has(upper)) open.push(element);
    }
  }
  return fragment;
}

function appendIfAny(parent: Node, child: Node | null): void {
  if (child !== null) parent.appendChild(child);
}

function decoded(text: string): string {
  return text
    .replaceAll('&nbsp;', '\u00a0')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
