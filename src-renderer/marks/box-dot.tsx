// The identity of a box: a colour and two letters, because six hues cannot name thirty-one boxes.
import type { ReactNode } from 'react';
import { classNames } from '#ui/ui/class-names.ts';
import styles from './box-dot.module.css';

export type BoxIdentity = { readonly label: string; readonly colour: number };

/** First letters of the first two words, else the first two letters. */
export function boxLetters(label: string): string {
  const words = label
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const [first = '', second] = words;
  const letters = second === undefined ? [...first].slice(0, 2) : [[...first][0] ?? '', [...second][0] ?? ''];
  return letters.join('').toUpperCase();
}

export function BoxDot({ box, named = false }: { readonly box: BoxIdentity; readonly named?: boolean }): ReactNode {
  return (
    <span
      className={classNames(styles['dot'], styles[`box${((box.colour % 6) + 6) % 6}`])}
      {...(named ? { role: 'img', 'aria-label': box.label, title: box.label } : { 'aria-hidden': true })}
    >
      {boxLetters(box.label)}
    </span>
  );
}
