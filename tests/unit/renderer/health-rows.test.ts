// The board of all boxes: worst first, and sums that add up.
import { expect, test } from 'vitest';
import type { BoxFigures } from '#shared/model/box-figures';
import { needsPerson, type BoxHealth } from '#shared/model/box-health';
import { asAccountId, asInstant } from '#shared/model/ids';
import { boardNumbers, healthRows, volumeOf } from '#ui/features/health/health-rows.ts';
import { boxHealthOf, threeBoxes } from '#tests/browser/fake-host/people';

const template = boxHealthOf(threeBoxes[0] ?? expect.fail('no box'));
const box = (id: string, level: BoxHealth['level']): BoxHealth => ({ ...template, account: asAccountId(id), label: id, level });
const figure = (id: string, values: Partial<BoxFigures>): BoxFigures => ({
  account: asAccountId(id),
  unhandled: 0,
  waiting: 0,
  problems: 0,
  received: [1, 2],
  sent: [3, 4],
  ...values,
});
const boxes = [box('a', 'ok'), box('b', 'warning'), box('c', 'ok'), box('d', 'critical'), box('e', 'ok')];
const figures = {
  weeks: [asInstant(0), asInstant(1)],
  boxes: [
    figure('a', { unhandled: 2 }),
    figure('b', { waiting: 1 }),
    figure('c', { problems: 1 }),
    figure('d', {}),
    figure('e', { unhandled: 5 }),
  ],
};

test('critical, warning, then problems, then most to handle', () => {
  expect(healthRows(boxes, figures, new Set()).map((row) => row.box.label)).toEqual(['d', 'b', 'c', 'e', 'a']);
});

test('the four numbers', () => {
  expect(boardNumbers(healthRows(boxes, figures, new Set()))).toEqual({ boxes: 5, well: 3, unhandled: 7, waiting: 1, problems: 1 });
  expect(boardNumbers(healthRows(boxes, null, new Set()))).toEqual({ boxes: 5, well: 3, unhandled: 0, waiting: 0, problems: 0 });
});

test('the badge counts the boxes that the board does not call well', () => {
  const { boxes: all, well } = boardNumbers(healthRows(boxes, null, new Set()));
  expect([boxes.filter(needsPerson).map(({ label }) => label), all - well]).toEqual([['b', 'd'], 2]);
});

test('mail of all boxes by week', () => {
  expect(volumeOf(figures)).toEqual([
    { week: 0, received: 5, sent: 15 },
    { week: 1, received: 10, sent: 20 },
  ]);
});
