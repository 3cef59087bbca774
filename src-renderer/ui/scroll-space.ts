// From a long list to a scroll bar a browser can draw. Chromium caps an element at 33,554,428 device
// pixels (a third of that in CSS pixels at ratio 3), far below a million rows; so the spacer stays
// under a limit and positions are scaled (RENDERER §5). Our own offset is the truth: wheel and keys
// move it by real pixels, and only dragging the thumb reads it back from the scroll bar.

/** CSS pixels: under Chromium's cap at every ratio and page zoom in use. */
export const LONGEST_SPACER = 8_000_000;

export type ScrollSpace = {
  readonly count: number;
  readonly rowHeight: number;
  readonly viewport: number;
  /** Height of all rows in real pixels. */
  readonly total: number;
  /** Height of the element that makes the scroll bar. */
  readonly spacer: number;
  /** Largest real offset. */
  readonly lastOffset: number;
  /** Real pixels for one pixel of the scroll bar; 1 for lists that fit. */
  readonly scale: number;
};

export function scrollSpace(count: number, rowHeight: number, viewport: number, longestSpacer = LONGEST_SPACER): ScrollSpace {
  const total = count * rowHeight;
  const spacer = Math.min(total, Math.max(longestSpacer, viewport * 2));
  const lastOffset = Math.max(0, total - viewport);
  const lastScroll = Math.max(0, spacer - viewport);
  const scale = spacer === total || lastScroll === 0 ? 1 : lastOffset / lastScroll;
  return { count, rowHeight, viewport, total, spacer, lastOffset, scale };
}

export function clampOffset(space: ScrollSpace, offset: number): number {
  return Math.min(Math.max(0, offset), space.lastOffset);
}

/** Where the scroll bar stands for a real offset. */
export function scrollTopOf(space: ScrollSpace, offset: number): number {
  return clampOffset(space, offset) / space.scale;
}

/** The real offset a scroll bar position stands for. */
export function offsetOf(space: ScrollSpace, scrollTop: number): number {
  return clampOffset(space, scrollTop * space.scale);
}

export type RowRange = { readonly first: number; readonly last: number };

/** Rows to draw, `overscan` more on each side; last is exclusive. */
export function rowsAt(space: ScrollSpace, offset: number, overscan: number): RowRange {
  if (space.count === 0 || space.rowHeight === 0) return { first: 0, last: 0 };
  const at = clampOffset(space, offset);
  const first = Math.max(0, Math.floor(at / space.rowHeight) - overscan);
  const last = Math.min(space.count, Math.ceil((at + space.viewport) / space.rowHeight) + overscan);
  return { first: Math.min(first, last), last };
}

/** The smallest move that shows the whole row; the offset itself when it is already shown. */
export function offsetToShow(space: ScrollSpace, offset: number, index: number): number {
  const top = index * space.rowHeight;
  if (top < offset || space.rowHeight > space.viewport) return clampOffset(space, top);
  const bottom = top + space.rowHeight;
  return bottom > offset + space.viewport ? clampOffset(space, bottom - space.viewport) : clampOffset(space, offset);
}

/** Rows of a page key: one less than what fits, so that the last row stays in sight. */
export function rowsPerPage(space: ScrollSpace): number {
  return Math.max(1, Math.floor(space.viewport / Math.max(1, space.rowHeight)) - 1);
}
