import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SLICE, slicesFor } from '#ui/client/slices.ts';

const frame = {
  revision: 1,
  count: 2_350,
  buckets: [
    { firstKey: 'a', count: 1_020 },
    { firstKey: 'b', count: 330 },
    { firstKey: 'c', count: 1_000 },
  ],
};

describe('slices of a frame', () => {
  test.each([
    ['the first screen', 0, 30, [{ start: 0, firstKey: 'a', skip: 0, take: 100 }]],
    [
      'over a bucket boundary',
      1_010,
      1_030,
      [
        { start: 1_000, firstKey: 'a', skip: 1_000, take: 20 },
        { start: 1_020, firstKey: 'b', skip: 0, take: 100 },
      ],
    ],
    ['the end', 2_340, 2_350, [{ start: 2_250, firstKey: 'c', skip: 900, take: 100 }]],
    ['nothing', 0, 0, []],
    ['past the end', 5_000, 5_050, []],
  ])('%s', (_name, first, last, slices) => {
    expect(slicesFor(frame, first, last)).toEqual(slices);
  });

  test('every wanted row is in exactly one slice (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.integer({ min: 1, max: 300 }),
        (counts, at, length) => {
          const buckets = counts.map((count, index) => ({ firstKey: String(index), count }));
          const count = counts.reduce((sum, each) => sum + each, 0);
          const first = at % count;
          const last = Math.min(count, first + length);
          const slices = slicesFor({ revision: 1, count, buckets }, first, last);
          for (let index = first; index < last; index += 1)
            expect(slices.filter((each) => index >= each.start && index < each.start + each.take)).toHaveLength(1);
          expect(slices.every((each) => each.take > 0 && each.take <= SLICE && each.skip < 2_000)).toBe(true);
        },
      ),
    );
  });
});
