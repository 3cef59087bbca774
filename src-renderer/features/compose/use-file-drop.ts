// Files dropped on the composer, those of a folder too, or pasted into it become attachments; pasted text stays text.
import { useRef, useState, type ClipboardEvent, type DragEvent } from 'react';
import { droppedFiles } from '#ui/ui/dropped-files.ts';

/** More than these were hardly meant. */
export const MOST_DROPPED = 100;

export type DropRefusal = 'tooMany' | 'empty' | 'unreadable';

type Handlers = {
  readonly onDragEnter: (event: DragEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
  readonly onPasteCapture: (event: ClipboardEvent) => void;
};

export function useFileDrop(
  add: (files: readonly File[]) => void,
  onRefused: (why: DropRefusal) => void,
): { readonly over: boolean; readonly handlers: Handlers } {
  const [over, setOver] = useState(false);
  // Entering a child comes before leaving its parent.
  const depth = useRef(0);
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return {
    over,
    handlers: {
      onDragEnter(event) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current += 1;
        setOver(true);
      },
      onDragOver(event) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDragLeave(event) {
        if (!hasFiles(event)) return;
        depth.current = Math.max(0, depth.current - 1);
        if (depth.current === 0) setOver(false);
      },
      onDrop(event) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        depth.current = 0;
        setOver(false);
        droppedFiles(event.dataTransfer, MOST_DROPPED).then(
          (dropped) => {
            if (dropped === null) return;
            if (dropped.files.length === 0) onRefused('empty');
            else if (dropped.files.length > MOST_DROPPED) onRefused('tooMany');
            else add(dropped.files);
          },
          () => onRefused('unreadable'),
        );
      },
      onPasteCapture(event) {
        const files = [...event.clipboardData.files];
        // Office programs put a picture beside the words they copied.
        if (files.length === 0 || event.clipboardData.types.includes('text/plain') || event.clipboardData.types.includes('text/html'))
          return;
        event.preventDefault();
        event.stopPropagation();
        add(files);
      },
    },
  };
}
