// One row of the board for each box, worst first. Pure.
import type { BoxFigures, Figures } from '#shared/model/box-figures';
import { needsPerson, type BoxHealth } from '#shared/model/box-health';

export type HealthRow = { readonly box: BoxHealth; readonly figures: BoxFigures | null; readonly offline: boolean };

const RANK: Readonly<Record<BoxHealth['level'], number>> = { critical: 0, warning: 1, ok: 2 };

/** Worst first, then those with problems, then those with most to handle, then by name. */
export function healthRows(boxes: readonly BoxHealth[], figures: Figures | null, offline: ReadonlySet<string>): readonly HealthRow[] {
  const byBox = new Map(figures?.boxes.map((each) => [each.account, each]));
  return boxes
    .map((box) => ({ box, figures: byBox.get(box.account) ?? null, offline: offline.has(box.account) }))
    .sort(
      (left, right) =>
        RANK[left.box.level] - RANK[right.box.level] ||
        (right.figures?.problems ?? 0) - (left.figures?.problems ?? 0) ||
        (right.figures?.unhandled ?? 0) - (left.figures?.unhandled ?? 0) ||
        left.box.label.localeCompare(right.box.label),
    );
}

export type BoardNumbers = {
  readonly boxes: number;
  readonly well: number;
  readonly unhandled: number;
  readonly waiting: number;
  readonly problems: number;
};

export function boardNumbers(rows: readonly HealthRow[]): BoardNumbers {
  const sum = (of: (figures: BoxFigures) => number): number =>
    rows.reduce((total, { figures }) => total + (figures === null ? 0 : of(figures)), 0);
  return {
    boxes: rows.length,
    well: rows.filter(({ box }) => !needsPerson(box)).length,
    unhandled: sum(({ unhandled }) => unhandled),
    waiting: sum(({ waiting }) => waiting),
    problems: sum(({ problems }) => problems),
  };
}

/** Messages of all boxes by week. */
export function volumeOf(figures: Figures): readonly { readonly week: number; readonly received: number; readonly sent: number }[] {
  return figures.weeks.map((week, index) => ({
    week,
    received: figures.boxes.reduce((sum, { received }) => sum + (received[index] ?? 0), 0),
    sent: figures.boxes.reduce((sum, { sent }) => sum + (sent[index] ?? 0), 0),
  }));
}
