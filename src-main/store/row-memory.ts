// Values of rows that never change, kept in memory by number. What a write has seen is kept for that write
// alone until it commits: a number given out in a transaction that failed is given out again, for
// another row.
import type { ReadTx, WriteTx } from './transactions.ts';

type Kept<T> = { readonly committed: Map<number, T>; readonly inWrite: WeakMap<ReadTx, Map<number, T>> };

/** `key` names the kind of row; `read` is asked once for each number. */
export function rowFromMemory<T>(tx: ReadTx | WriteTx, key: string, number: number, read: () => T): T {
  const kept = tx.memory<Kept<T>>(key, () => ({ committed: new Map(), inWrite: new WeakMap() }));
  const known = kept.committed.get(number) ?? kept.inWrite.get(tx)?.get(number);
  if (known !== undefined) return known;
  const value = read();
  if (!('afterCommit' in tx)) {
    kept.committed.set(number, value);
    return value;
  }
  const own = kept.inWrite.get(tx) ?? new Map<number, T>();
  kept.inWrite.set(tx, own);
  own.set(number, value);
  tx.afterCommit(() => kept.committed.set(number, value));
  return value;
}

/** After a row was deleted: its number may be given to another row. */
export function forgetRow(tx: WriteTx, key: string, number: number): void {
  const forget = (): void =>
    void tx.memory<Kept<unknown>>(key, () => ({ committed: new Map(), inWrite: new WeakMap() })).committed.delete(number);
  forget();
  tx.afterCommit(forget);
}
