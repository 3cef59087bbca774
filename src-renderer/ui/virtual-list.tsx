// A listbox of any length with one tab stop. Draws only the rows in sight, at fixed heights, with
// positions from scroll-space.ts. The cursor row stays drawn even when scrolled away, so that
// aria-activedescendant always resolves. Rows hold no controls (RENDERER §5).
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import {
  clampOffset,
  offsetOf,
  offsetToShow,
  rowsAt,
  rowsPerPage,
  scrollSpace,
  scrollTopOf,
  type RowRange,
  type ScrollSpace,
} from './scroll-space.ts';
import styles from './virtual-list.module.css';

const OVERSCAN = 6;

export type VirtualListHandle = {
  showRow(index: number): void;
  scrollToRow(index: number, pixelsInto: number): void;
  /** First row in sight and how far it is scrolled past. */
  place(): { readonly index: number; readonly pixelsInto: number };
  rowsPerPage(): number;
  focus(): void;
};

export type VirtualListProps = {
  readonly ref?: Ref<VirtualListHandle>;
  readonly count: number;
  readonly rowHeight: number;
  readonly label: string;
  readonly busy: boolean;
  readonly cursor: number | null;
  readonly idOf: (index: number) => string;
  readonly row: (index: number) => ReactNode;
  readonly onRange: (range: RowRange) => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLDivElement>) => void;
};

export function VirtualList({ ref, count, rowHeight, label, busy, cursor, idOf, row, onRange, onKeyDown }: VirtualListProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState(0);
  const [offset, setOffset] = useState(0);
  const space = scrollSpace(count, rowHeight, viewport);
  const at = clampOffset(space, offset);
  const moveTo = useScrolling(scroller, space, at, setOffset);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const measure = (): void => setViewport(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const range = rowsAt(space, at, OVERSCAN);
  useEffect(() => onRange({ first: range.first, last: range.last }), [onRange, range.first, range.last]);

  useImperativeHandle(ref, () => ({
    showRow: (index) => moveTo(offsetToShow(space, at, index)),
    scrollToRow: (index, pixelsInto) => moveTo(index * rowHeight + pixelsInto),
    place: () => {
      const index = rowHeight === 0 ? 0 : Math.floor(at / rowHeight);
      return { index, pixelsInto: at - index * rowHeight };
    },
    rowsPerPage: () => rowsPerPage(space),
    focus: () => scroller.current?.focus({ preventScroll: true }),
  }));

  const indexes = Array.from({ length: range.last - range.first }, (_, step) => range.first + step);
  if (cursor !== null && cursor < count && (cursor < range.first || cursor >= range.last)) indexes.push(cursor);
  const shift = at - scrollTopOf(space, at);
  return (
    <div
      ref={scroller}
      className={styles['scroller']}
      role="listbox"
      aria-label={label}
      aria-multiselectable="true"
      aria-busy={busy}
      aria-activedescendant={cursor === null || cursor >= count ? undefined : idOf(cursor)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className={styles['spacer']} role="presentation" style={{ height: space.spacer }}>
        {indexes.map((index) => (
          <div
            key={idOf(index)}
            className={styles['slot']}
            role="presentation"
            style={{ transform: `translateY(${index * rowHeight - shift}px)`, height: rowHeight }}
          >
            {row(index)}
          </div>
        ))}
      </div>
    </div>
  );
}

// Keeps the scroll bar and our offset together. A write remembers what it wrote, because the browser
// rounds it to device pixels and the scroll event that follows must not be taken for a person's.
function useScrolling(
  scroller: { readonly current: HTMLDivElement | null },
  space: ScrollSpace,
  at: number,
  setOffset: (offset: number) => void,
): (offset: number) => void {
  const written = useRef<number | null>(null);
  const latest = useRef({ space, at });
  latest.current = { space, at };

  const moveTo = useCallback(
    (offset: number) => {
      const element = scroller.current;
      const next = clampOffset(latest.current.space, offset);
      latest.current = { ...latest.current, at: next };
      if (element !== null) {
        element.scrollTop = scrollTopOf(latest.current.space, next);
        written.current = element.scrollTop;
      }
      setOffset(next);
    },
    [scroller, setOffset],
  );

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const onScroll = (): void => {
      if (written.current !== null && Math.abs(element.scrollTop - written.current) < 1) return;
      written.current = null;
      setOffset(offsetOf(latest.current.space, element.scrollTop));
    };
    const onWheel = (event: WheelEvent): void => {
      if (latest.current.space.scale === 1 || event.ctrlKey) return;
      event.preventDefault();
      const unit =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE
          ? latest.current.space.rowHeight / 2
          : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
            ? latest.current.space.viewport
            : 1;
      moveTo(latest.current.at + event.deltaY * unit);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
    };
  }, [scroller, moveTo, setOffset]);

  return moveTo;
}
