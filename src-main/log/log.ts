// Structured log whose types refuse personal data: a field is a number, a boolean or a `ref()`, the
// event name is a literal of our source (STYLE, Log). One JSON object per line.
import { createHmac, randomBytes } from 'node:crypto';
import { appendFileSync, renameSync, statSync } from 'node:fs';
import type { Log, LogRef, LogValue } from '#main/ports';

export type LogLevel = 'info' | 'warn' | 'error';
export type LogOptions = {
  /** Gets whole lines without the line end. Default: standard error. */
  readonly write?: (line: string) => void;
  /** Entries below are dropped. Default: warn. */
  readonly level?: LogLevel;
  readonly now?: () => number;
};

const RANK: Readonly<Record<LogLevel, number>> = { info: 0, warn: 1, error: 2 };

export function createLog(options: LogOptions = {}): Log {
  const write = options.write ?? writeToStderr;
  const level = options.level ?? 'warn';
  const now = options.now ?? Date.now;
  const entry =
    (kind: LogLevel) =>
    (event: string, fields: Readonly<Record<string, LogValue>> = {}) => {
      if (RANK[kind] >= RANK[level]) write(JSON.stringify({ at: new Date(now()).toISOString(), level: kind, event, ...fields }));
    };
  return { info: entry('info'), warn: entry('warn'), error: entry('error') };
}

/**
 * Names an id in the log without telling it: the same id gives the same twelve digits in one log, and
 * nobody without the key can try addresses against them.
 */
export function createRef(key: Uint8Array = randomBytes(32)): (id: string) => LogRef {
  return (id) => asLogRef(createHmac('sha256', key).update(id).digest('hex').slice(0, 12));
}

/** Appends to a file readable by its owner; at `limitBytes` the file becomes `<file>.1` and a new one begins. */
export function fileWriter(file: string, limitBytes = 5_000_000): (line: string) => void {
  return (line) => {
    try {
      if (sizeOf(file) > limitBytes) renameSync(file, `${file}.1`);
      appendFileSync(file, `${line}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not turn a log line into the failure that is reported.
      writeToStderr(line);
    }
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function writeToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

function asLogRef(text: string): LogRef {
  return text as LogRef;
}
