// Frames of list views kept in memory and patched after each commit: new mail changes one bucket,
// not a million rows (RENDERER §5). Pure: knows rows by their place, nothing of SQL.
import type { ListFrame, ListView, RowKey } from '#shared/model/list';
import type { ReadTx, WriteTx } from './transactions.ts';

export type StoredView = Exclude<ListView, { readonly view: 'search' }>;
export type Position = { readonly sortDate: number; readonly number: number };
export type RowPlace = Position & {
  readonly account: number;
  readonly sent: boolean;
  readonly problem: boolean;
  /** 0 none, 1 unhandled, 2 inCharge, 3 handled. */
  readonly handling: number;
  readonly unread: boolean;
};
export type RowChange = { readonly before: RowPlace | null; readonly after: RowPlace | null } | 'all';

/** A bucket holds the rows from `first` down to the `first` of the next one. */
export type Bucket = { first: Position; count: number };
export type CachedFrame = { readonly view: StoredView; readonly account: number | null; revision: number; buckets: Bucket[] };
export type FrameCache = {
  readonly frames: Map<string, CachedFrame>;
  lastRevision: number;
  /** Of a writer in another thread: changes are told there. */
  tell: ((change: RowChange) => void) | null;
};

export const BUCKET_SIZE = 1_000;
export const BUCKET_LIMIT = 2_000;
export const BUCKET_MINIMUM = 300;

/** Revisions start at the clock, so that one of an earlier run is never met again. */
export function frameCache(tx: ReadTx): FrameCache {
  return tx.memory('list.frames', () => ({ frames: new Map(), lastRevision: Date.now(), tell: null }));
}

/** Frames follow the change once it is committed. */
export function noteRowChange(tx: WriteTx, change: RowChange): void {
  const cache = frameCache(tx);
  const { tell } = cache;
  if (tell !== null) tx.afterCommit(() => tell(change));
  else if (cache.frames.size > 0) tx.afterCommit(() => applyChange(cache, change));
}

export function applyChange(cache: FrameCache, change: RowChange): void {
  if (change === 'all') {
    cache.frames.clear();
    return;
  }
  for (const frame of cache.frames.values()) {
    const left = change.before !== null && isInView(frame, change.before) ? change.before : null;
    const entered = change.after !== null && isInView(frame, change.after) ? change.after : null;
    if (left !== null && entered !== null && comparePositions(left, entered) === 0) continue;
    if (left === null && entered === null) continue;
    if (left !== null) removeRow(frame, left);
    if (entered !== null) addRow(frame, entered);
    cache.lastRevision += 1;
    frame.revision = cache.lastRevision;
  }
}

export function isInView(frame: Pick<CachedFrame, 'view' | 'account'>, row: RowPlace): boolean {
  if (frame.account !== null && row.account !== frame.account) return false;
  switch (frame.view.view) {
    case 'all':
      return true;
    case 'received':
      return !row.sent;
    case 'sent':
      return row.sent;
    case 'problems':
      return row.problem;
    case 'unhandled':
      return row.handling === 1;
    case 'inCharge':
      return row.handling === 2;
  }
}

/** Newest first: negative when `a` stands above `b`. */
export function comparePositions(a: Position, b: Position): number {
  return b.sortDate - a.sortDate || b.number - a.number;
}

/** The bucket a position falls into, also one above all rows; -1 when there are none. */
export function bucketAt(buckets: readonly Bucket[], position: Position): number {
  let low = 0;
  let high = buckets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const bucket = buckets[middle];
    if (bucket !== undefined && comparePositions(bucket.first, position) <= 0) low = middle;
    else high = middle - 1;
  }
  return buckets.length === 0 ? -1 : low;
}

function addRow(frame: CachedFrame, row: Position): void {
  const bucket = frame.buckets[bucketAt(frame.buckets, row)];
  if (bucket === undefined) {
    frame.buckets.push({ first: row, count: 1 });
    return;
  }
  bucket.count += 1;
  if (comparePositions(row, bucket.first) < 0) bucket.first = row;
}

function removeRow(frame: CachedFrame, row: Position): void {
  const index = bucketAt(frame.buckets, row);
  const bucket = frame.buckets[index];
  if (bucket === undefined) return;
  bucket.count -= 1;
  const above = frame.buckets[index - 1];
  if (above !== undefined && bucket.count < BUCKET_MINIMUM && above.count + bucket.count <= BUCKET_LIMIT) {
    above.count += bucket.count;
    frame.buckets.splice(index, 1);
  } else if (bucket.count === 0) {
    frame.buckets.splice(index, 1);
  }
}

export function toKey(position: Position): RowKey {
  return `${position.sortDate}:${position.number}`;
}

/** Null when the text is not a key. */
export function fromKey(key: RowKey): Position | null {
  const match = /^(-?\d{1,16}):(\d{1,16})$/.exec(key);
  return match === null ? null : { sortDate: Number(match[1]), number: Number(match[2]) };
}

export function toFrame(frame: CachedFrame): ListFrame {
  return {
    revision: frame.revision,
    count: frame.buckets.reduce((sum, bucket) => sum + bucket.count, 0),
    buckets: frame.buckets.map(({ first, count }) => ({ firstKey: toKey(first), count })),
  };
}
