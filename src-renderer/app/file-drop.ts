// A file dropped on the window: on a sent message it is held against what was sent, anywhere else it is
// looked for. The page never leaves for the file.
import type { DragEvent } from 'react';
import { holdsFolder } from '#ui/ui/dropped-files.ts';
import { holdFile, useWhere } from './where.ts';

/** `onFolder`: a folder was dropped, which is no file. */
export function fileDrop(
  lookForFile: (file: File) => void,
  onFolder: () => void,
): {
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
} {
  return {
    onDragOver(event) {
      if (event.dataTransfer.types.includes('Files')) event.preventDefault();
    },
    onDrop(event) {
      const file = event.dataTransfer.files[0];
      if (file === undefined) return;
      event.preventDefault();
      if (holdsFolder(event.dataTransfer)) return onFolder();
      const onMessage = event.target instanceof Element && event.target.closest('[data-pane="message"]') !== null;
      if (onMessage && useWhere.getState().open?.type === 'dispatch') holdFile(file);
      else lookForFile(file);
      return undefined;
    },
  };
}
