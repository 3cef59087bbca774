import { describe, expect, test } from 'vitest';
import { paletteRows, type PaletteEntry } from '#ui/commands/palette-rows.ts';

const entry = (id: string, title: string, words = ''): PaletteEntry => ({ id, title, words, section: 'go', blocked: null, keys: [] });
const entries = [
  entry('sent', 'Vai a Inviate'),
  entry('why', 'Perché questo verdetto', 'verifica firma prova'),
  entry('sync', 'Aggiorna ora', 'sincronizza controlla'),
  entry('box', 'Studio Rossi', 'studio@pec.rossi.example'),
  entry('theme', 'Cambia tema chiaro o scuro'),
];
const found = (query: string, recent: readonly string[] = []): readonly string[] =>
  paletteRows(entries, query, recent).map((row) => `${row.recent ? '*' : ''}${row.id}`);

describe('rows of the palette', () => {
  test.each<[name: string, query: string, recent: readonly string[], rows: readonly string[]]>([
    ['empty: recent first, then the table', '', ['theme', 'sync'], ['*theme', '*sync', 'sent', 'why', 'box']],
    ['recent ones that are gone are left out', '', ['gone'], ['sent', 'why', 'sync', 'box', 'theme']],
    ['accents do not matter', 'perche', [], ['why']],
    ['the beginning of a word', 'inviate', [], ['sent']],
    ['other words find it', 'firma', [], ['why']],
    ['an address finds the box', 'rossi.ex', [], ['box']],
    ['all words in any order', 'scuro tema', [], ['theme']],
    ['letters in order, last', 'agora', [], ['sync']],
    ['nothing', 'xyzzy', [], []],
    ['case and blanks', '  STUDIO   rossi ', [], ['box']],
  ])('%s', (_name, query, recent, rows) => {
    expect(found(query, recent)).toEqual(rows);
  });
});
