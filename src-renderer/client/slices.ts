// Where a row of a frame is: which bucket, how far in, and which slices to ask for. Pure; the answer
// of the core is exact, so the scroll bar is too (RENDERER §5).
import type { ListFrame, RowKey } from '#shared/model/list';

/** Rows asked for at once. */
export const SLICE = 100;

export type Slice = {
  /** Index of its first row in the whole list. */
  readonly start: number;
  readonly firstKey: RowKey;
  readonly skip: number;
  readonly take: number;
};

/** The slices that hold the rows from `first` up to `last` (exclusive), in order. */
export function slicesFor(frame: ListFrame, first: number, last: number): readonly Slice[] {
  const slices: Slice[] = [];
  let bucketStart = 0;
  for (const bucket of frame.buckets) {
    const bucketEnd = bucketStart + bucket.count;
    if (bucketStart >= last) break;
    if (bucketEnd > first) {
      const from = Math.max(0, first - bucketStart);
      const to = Math.min(bucket.count, last - bucketStart);
      for (let skip = Math.floor(from / SLICE) * SLICE; skip < to; skip += SLICE) {
        slices.push({ start: bucketStart + skip, firstKey: bucket.firstKey, skip, take: Math.min(SLICE, bucket.count - skip) });
      }
    }
    bucketStart = bucketEnd;
  }
  return slices;
}
