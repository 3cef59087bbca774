// A frame keeps on paper the height it has on screen, where lines are longer: what no longer fits would be
// cut off without a word. Before printing it therefore gets the width of the paper, wide tables are made
// smaller, and its height is measured anew; afterwards everything is as it was.

/** A4 less the margins of print.css. */
const PAPER_WIDTH = '180mm';
/** Smaller cannot be read: then long words break instead. */
const SMALLEST_ZOOM = 0.45;
/** Both sides (frame-document.ts). */
const BODY_PADDING_PX = 24;
/** About 180 pages: a mail cannot use up all the paper there is (THREATS HTML-06). */
const TALLEST_PX = 200_000;

/** Returns what takes the listeners away. */
export function fitFrameOnPaper(frame: HTMLIFrameElement, inside: Document): () => void {
  let undo: (() => void)[] = [];
  const fit = (): void => {
    restore();
    const { documentElement: root, body } = inside;
    const { inlineSize, blockSize } = frame.style;
    frame.style.inlineSize = PAPER_WIDTH;
    root.dataset['plicoPaper'] = 'fits';
    undo = [
      () => Object.assign(frame.style, { inlineSize, blockSize }),
      () => delete root.dataset['plicoPaper'],
      ...outermostTables(body).map((table) => shrunk(table, body.clientWidth - BODY_PADDING_PX)),
    ];
    if (root.scrollWidth > root.clientWidth) root.dataset['plicoPaper'] = 'broken';
    frame.style.blockSize = `${Math.min(TALLEST_PX, Math.ceil(root.getBoundingClientRect().height) + 4)}px`;
  };
  const restore = (): void => {
    for (const step of undo) step();
    undo = [];
  };
  window.addEventListener('beforeprint', fit);
  window.addEventListener('afterprint', restore);
  return () => {
    window.removeEventListener('beforeprint', fit);
    window.removeEventListener('afterprint', restore);
  };
}

function outermostTables(body: HTMLElement): readonly HTMLElement[] {
  return [...body.querySelectorAll('table')].filter((table) => table.parentElement?.closest('table') === null);
}

/** Returns what makes the table as large as it was. */
function shrunk(table: HTMLElement, available: number): () => void {
  const { zoom } = table.style;
  const width = table.getBoundingClientRect().width;
  if (width > available) table.style.zoom = String(Math.max(SMALLEST_ZOOM, available / width));
  return () => {
    table.style.zoom = zoom;
  };
}
