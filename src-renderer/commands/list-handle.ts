// What commands ask of whichever list stands in the list pane.
import type { ListRow } from '#shared/model/list';
import type { CursorMove } from './command.ts';

export type ListHandle = {
  move(move: CursorMove): void;
  extend(step: 1 | -1): void;
  toggle(): void;
  selectAll(): void;
  openCursor(): void;
  focus(): void;
  /** The selected rows, as far as they are loaded; null when some are not. */
  selected(): readonly ListRow[] | null;
};
