// Pages that became free keep what stood on them until somebody needs them. After an erasure none may:
// the archive gives them back to the file system, the index has them overwritten with zeros.
import type { Store } from './database.ts';
import { integerOf, sql } from './sql.ts';

const PAGES_AT_ONCE = 2_000;

/** While it is on, every page that becomes free is overwritten; else only what costs no writing of its own. */
export function overwriteFreed(store: Store, on: boolean): void {
  for (const schema of ['main', 'idx']) store.inspect(`${schema}.secure_delete = ${on ? 'ON' : 'FAST'}`);
}

/** One step; false when no page is free that says anything. Call while `overwriteFreed` is on. */
export function scrubFreePages(store: Store): boolean {
  const before = freePages(store, 'main');
  if (before > 0) {
    store.inspect(`main.incremental_vacuum(${PAGES_AT_ONCE})`);
    // A file made without auto_vacuum keeps its pages.
    if (freePages(store, 'main') < before) return true;
  }
  for (const schema of ['main', 'idx'] as const) fillFreePages(store, schema);
  return false;
}

/** Takes all free pages for zeros, and gives them back. */
function fillFreePages(store: Store, schema: 'main' | 'idx'): void {
  const pages = freePages(store, schema);
  const size = numberOf(store, `${schema}.page_size`, 'page_size');
  const at = { main: sql`main.scrub`, idx: sql`idx.scrub` }[schema];
  for (let left = pages; left > 0; left -= PAGES_AT_ONCE) {
    const bytes = Math.min(left, PAGES_AT_ONCE) * (size - 4);
    store.write((tx) => {
      tx.run(sql`CREATE TABLE IF NOT EXISTS ${at} (body BLOB)`);
      tx.run(sql`INSERT INTO ${at} (body) VALUES (zeroblob(${bytes}))`);
    });
  }
  // Also one that a crash left.
  store.write((tx) => tx.run(sql`DROP TABLE IF EXISTS ${at}`));
}

function freePages(store: Store, schema: 'main' | 'idx'): number {
  return numberOf(store, `${schema}.freelist_count`, 'freelist_count');
}

function numberOf(store: Store, pragma: string, column: string): number {
  const [row] = store.inspect(pragma);
  return row === undefined ? 0 : integerOf(row, column);
}
