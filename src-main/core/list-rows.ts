// Rows of a view from the newest on, for callers that want them all: the command line, exports.
import type { Store } from '#main/store/database';
import { listFrame, listSlice, type StoredView } from '#main/store/list-frame';
import type { ListRow } from '#shared/model/list';

const PAGE = 200;

export function listRows(store: Store, view: StoredView, limit: number): readonly ListRow[] {
  const rows: ListRow[] = [];
  const { buckets } = store.read((tx) => listFrame(tx, view));
  for (const bucket of buckets) {
    for (let skip = 0; skip < bucket.count && rows.length < limit; skip += PAGE) {
      rows.push(
        ...store.read((tx) => listSlice(tx, view, bucket.firstKey, skip, Math.min(PAGE, bucket.count - skip, limit - rows.length))),
      );
    }
  }
  return rows;
}
