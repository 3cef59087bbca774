// A snippet cut at its marks, in order. Marks that lie outside the text or overlap are left out, so that
// every character is shown once. Pure.
import type { Snippet } from '#shared/model/search';

export type SnippetPiece = { readonly from: number; readonly text: string; readonly marked: boolean };

export function snippetPieces({ text, marks }: Pick<Snippet, 'text' | 'marks'>): readonly SnippetPiece[] {
  const pieces: SnippetPiece[] = [];
  const add = (from: number, to: number, marked: boolean): void => {
    if (to > from) pieces.push({ from, text: text.slice(from, to), marked });
  };
  let at = 0;
  for (const [from, to] of marks) {
    if (from < at || to > text.length) continue;
    add(at, from, false);
    add(from, to, true);
    at = Math.max(at, to);
  }
  add(at, text.length, false);
  return pieces;
}
