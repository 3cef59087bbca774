import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clampOffset, LONGEST_SPACER, offsetOf, offsetToShow, rowsAt, rowsPerPage, scrollSpace, scrollTopOf } from '#ui/ui/scroll-space.ts';

const space = fc
  .record({
    count: fc.integer({ min: 1, max: 2_000_000 }),
    rowHeight: fc.constantFrom(44, 64, 88, 128),
    viewport: fc.integer({ min: 100, max: 2_000 }),
  })
  .map(({ count, rowHeight, viewport }) => scrollSpace(count, rowHeight, viewport));
const part = fc.double({ min: 0, max: 1, noNaN: true });
const ratio = fc.constantFrom(1, 1.25, 1.5, 2, 3);

describe('short lists are left to the browser', () => {
  test('scale 1, spacer as tall as the rows', () => {
    expect(scrollSpace(1_000, 64, 800)).toEqual({
      count: 1_000,
      rowHeight: 64,
      viewport: 800,
      total: 64_000,
      spacer: 64_000,
      lastOffset: 63_200,
      scale: 1,
    });
  });
  test('a million rows stay under the cap of Chromium at ratio 3', () => {
    const million = scrollSpace(1_000_000, 64, 800);
    expect(million.spacer).toBe(LONGEST_SPACER);
    expect(million.spacer * 3).toBeLessThan(33_554_428);
    expect(million.scale).toBeGreaterThan(1);
  });
  test('no rows', () => {
    expect(rowsAt(scrollSpace(0, 64, 800), 0, 5)).toEqual({ first: 0, last: 0 });
  });
});

describe('long lists (property)', () => {
  test('every row can be reached and is then inside the drawn range', () => {
    fc.assert(
      fc.property(space, part, (of, at) => {
        const index = Math.min(of.count - 1, Math.floor(at * of.count));
        const offset = offsetToShow(of, 0, index);
        const range = rowsAt(of, offset, 0);
        expect(index).toBeGreaterThanOrEqual(range.first);
        expect(index).toBeLessThan(range.last);
        // A row taller than the window can stand above its top only at the very end of the list.
        if (of.rowHeight <= of.viewport) expect(index * of.rowHeight - offset).toBeGreaterThanOrEqual(0);
        expect((index + 1) * of.rowHeight - offset).toBeLessThanOrEqual(Math.max(of.viewport, of.rowHeight) + 1e-6);
      }),
    );
  });

  test('the ends of the scroll bar are the ends of the list', () => {
    fc.assert(
      fc.property(space, (of) => {
        expect(offsetOf(of, 0)).toBe(0);
        expect(Math.abs(offsetOf(of, of.spacer - of.viewport) - of.lastOffset)).toBeLessThan(1e-3);
      }),
    );
  });

  test('round trip through a scroll bar rounded to device pixels stays within one row', () => {
    fc.assert(
      fc.property(space, part, ratio, (of, at, pixels) => {
        const offset = at * of.lastOffset;
        const rounded = Math.round(scrollTopOf(of, offset) * pixels) / pixels;
        expect(Math.abs(offsetOf(of, rounded) - offset)).toBeLessThanOrEqual(of.rowHeight);
      }),
    );
  });

  test('further down the bar is never further up the list', () => {
    fc.assert(
      fc.property(space, part, part, (of, left, right) => {
        const [low, high] = [Math.min(left, right), Math.max(left, right)].map((each) => each * (of.spacer - of.viewport));
        expect(offsetOf(of, low ?? 0)).toBeLessThanOrEqual(offsetOf(of, high ?? 0));
      }),
    );
  });

  test('at most a window full of rows and the overscan is drawn', () => {
    fc.assert(
      fc.property(space, part, (of, at) => {
        const { first, last } = rowsAt(of, at * of.lastOffset, 6);
        expect(last - first).toBeLessThanOrEqual(Math.ceil(of.viewport / of.rowHeight) + 1 + 12);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(last).toBeLessThanOrEqual(of.count);
      }),
    );
  });

  test('an offset is never outside the list', () => {
    fc.assert(
      fc.property(space, fc.double({ noNaN: true }), (of, offset) => {
        const clamped = clampOffset(of, offset);
        expect(clamped >= 0 && clamped <= of.lastOffset).toBe(true);
      }),
    );
  });
});

test.each([
  [800, 64, 11],
  [60, 64, 1],
  [0, 0, 1],
])('a window of %i px and rows of %i px page by %i', (viewport, rowHeight, rows) => {
  expect(rowsPerPage(scrollSpace(100, rowHeight, viewport))).toBe(rows);
});
