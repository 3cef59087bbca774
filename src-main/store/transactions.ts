// What a query function may do. A reader gets a ReadTx and cannot write: `run` does not exist there,
// so a query that writes does not compile inside `store.read`, and the statement is refused as well.
import type { Query, Row } from './sql.ts';

export type ReadTx = {
  readonly mode: 'read' | 'write';
  /** The first row, mapped; null when there is none. */
  get<T>(query: Query, map: (row: Row) => T): T | null;
  all<T>(query: Query, map: (row: Row) => T): T[];
  /**
   * A value kept in memory as long as the profile is open, one per key. It must hold committed facts
   * only: what a write learns goes in by `afterCommit`.
   */
  memory<T>(key: string, make: () => T): T;
  /** False when a writer thread may have committed since this transaction began: what is counted now must not be kept. */
  undisturbed(): boolean;
};

export type WriteTx = ReadTx & {
  readonly mode: 'write';
  /** Number of changed rows and the rowid of the last insert. */
  run(query: Query): { readonly changes: number; readonly lastRowId: number };
  /** Runs at the end of the transaction and inside it, in order: to write once what many statements changed. */
  beforeCommit(action: () => void): void;
  /** Runs after a successful commit, in order; must not throw. */
  afterCommit(action: () => void): void;
};
