// What commands ask of whichever list stands in the list pane.
import type { CursorMove } from './command.ts';

export type ListHandle = {
  move(move: CursorMove): void;
  extend(step: 1 | -1): void;
  toggle(): void;
  selectAll(): void;
  openCursor(): void;
  focus(): void;
};
