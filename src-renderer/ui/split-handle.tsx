// The edge between two panes: dragged with a pointer, moved with the arrow keys, put back by a double
// click. A window splitter as WAI-ARIA wants it: a focusable separator with a value.
import { useRef, type ReactNode } from 'react';
import styles from './split-handle.module.css';

export type SplitHandleProps = {
  readonly label: string;
  /** Width of the pane before it, in CSS pixels at 100 %. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** What a double click brings back. */
  readonly initial: number;
  /** `settled`: let go, or moved by a key. */
  readonly onMove: (value: number, settled: boolean) => void;
};

const STEP = 16;

export function SplitHandle({ label, value, min, max, initial, onMove }: SplitHandleProps): ReactNode {
  const drag = useRef<{ readonly from: number; readonly width: number } | null>(null);
  const within = (width: number): number => Math.round(Math.min(max, Math.max(min, width)));
  const at = (clientX: number): number => {
    const { from, width } = drag.current ?? { from: clientX, width: value };
    return within(width + ((clientX - from) * 16) / rootFontSize());
  };
  return (
    <div
      className={styles['handle']}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      data-print="no"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { from: event.clientX, width: value };
      }}
      onPointerMove={(event) => {
        if (drag.current !== null) onMove(at(event.clientX), false);
      }}
      onPointerUp={(event) => {
        if (drag.current === null) return;
        onMove(at(event.clientX), true);
        drag.current = null;
      }}
      onPointerCancel={() => (drag.current = null)}
      onDoubleClick={() => onMove(initial, true)}
      onKeyDown={(event) => {
        const to = { ArrowLeft: value - STEP, ArrowRight: value + STEP, Home: min, End: max }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        onMove(within(to), true);
      }}
    />
  );
}

/** Widths are kept in rem, so that they follow zoom and the person's font size. */
function rootFontSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
