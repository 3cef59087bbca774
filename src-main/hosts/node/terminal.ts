// What a person sees in a terminal: aligned tables, one progress line on stderr, colour only on a
// terminal, one sentence for an error. With --json nothing but JSON goes to stdout.
import { styleText } from 'node:util';

export type Tone = 'good' | 'unsure' | 'bad' | 'quiet' | 'strong';

const STYLES = { good: 'green', unsure: 'yellow', bad: 'red', quiet: 'dim', strong: 'bold' } as const;

export type Terminal = {
  readonly json: boolean;
  /** A line for people on stdout; nothing with --json. */
  line(text: string): void;
  /** One JSON value on one line of stdout, only with --json. */
  object(value: unknown): void;
  /** One JSON document, indented on a terminal. */
  document(value: unknown): void;
  note(text: string): void;
  /** Replaces the progress line on a terminal; prints nothing elsewhere. */
  progress(label: string, done: number, total: number): void;
  progressEnd(): void;
  paint(text: string, tone: Tone): string;
};

export function createTerminal(options: { readonly json: boolean }): Terminal {
  const live = process.stderr.isTTY === true;
  const coloured = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
  let shown = false;
  let last = 0;
  return {
    json: options.json,
    line: (text) => {
      if (!options.json) process.stdout.write(`${text}\n`);
    },
    object: (value) => {
      if (options.json) process.stdout.write(`${JSON.stringify(value)}\n`);
    },
    document: (value) => {
      if (options.json) process.stdout.write(`${JSON.stringify(value, null, process.stdout.isTTY === true ? 2 : 0)}\n`);
    },
    note: (text) => {
      if (shown) process.stderr.write('\r\x1b[2K');
      shown = false;
      process.stderr.write(`${text}\n`);
    },
    progress(label, done, total) {
      const now = performance.now();
      if (!live || (now - last < 100 && done < total)) return;
      last = now;
      shown = true;
      process.stderr.write(
        `\r\x1b[2K${bar(done, total)} ${label} ${done.toLocaleString('it-IT')}${total > 0 ? ` / ${total.toLocaleString('it-IT')}` : ''}`,
      );
    },
    progressEnd() {
      if (shown) process.stderr.write('\r\x1b[2K');
      shown = false;
    },
    paint: (text, tone) => (coloured ? styleText(STYLES[tone], text) : text),
  };
}

function bar(done: number, total: number): string {
  const width = 20;
  const filled = total > 0 ? Math.min(width, Math.round((done / total) * width)) : 0;
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}]`;
}

/** Columns padded to their widest cell; widths count what a terminal shows, without colour codes. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, shownWidth(cell))));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - shownWidth(cell))))
      .join('  ')
      .trimEnd(),
  );
}

const COLOUR = /\x1b\[[0-9;]*m/g;
const CONTROL = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

function shownWidth(text: string): number {
  return [...text.replace(COLOUR, '')].length;
}

/** Text from a message, safe to print: no control or direction characters, shortened. */
export function safe(text: string, most = 60): string {
  const clean = text.replace(CONTROL, '\ufffd');
  const characters = [...clean];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : clean;
}
