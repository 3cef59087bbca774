// A frame keeps on paper the height it has on screen, where lines are longer: what no longer fits would be
// cut off without a word. Before printing it therefore gets the width of the paper, wide tables are made
// smaller, and its height is measured anew; afterwards everything is as it was.

/** A4 less the margins of print.css and the room around the text: anything wider makes the engine shrink all. */
const PAPER_WIDTH = 'calc(180mm - 48px)';
/** Smaller cannot be read: then long words break instead. */
const SMALLEST_ZOOM = 0.45;
/** A4 less the margins of print.css, in CSS pixels of 1/96 inch. */
const PAGE_PX = (263 / 25.4) * 96;
const BLOCKS = 'p, li, h1, h2, h3, h4, h5, h6, pre, dt, dd, blockquote, div, table';
const MOST_BLOCKS = 5_000;
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
    undo.push(...keepBlocksWhole(body));
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

/**
 * The engine cuts a frame where a page ends, also through a line. One taller than a page begins at the top of
 * one, so that it is known where they end: a block that would be cut starts on the next page instead. One
 * longer than a page stays as it is.
 */
function keepBlocksWhole(body: HTMLElement): (() => void)[] {
  const undo: (() => void)[] = [];
  const blocks = [...body.querySelectorAll<HTMLElement>(BLOCKS)].filter((block) => block.querySelector(BLOCKS) === null);
  for (const block of blocks.slice(0, MOST_BLOCKS)) {
    const { top, bottom, height } = block.getBoundingClientRect();
    const pageEnd = (Math.floor(top / PAGE_PX) + 1) * PAGE_PX;
    if (bottom <= pageEnd || height >= PAGE_PX || block.closest('table') !== null) continue;
    const { marginTop } = block.style;
    block.style.marginTop = `${Number.parseFloat(getComputedStyle(block).marginTop) + pageEnd - top}px`;
    undo.push(() => {
      block.style.marginTop = marginTop;
    });
  }
  return undo;
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
