// What happened when, as the messages of the bundle say: one row per message, proven or not
// (EVIDENCE §1). CSV by the rules of EVIDENCE §2, safe to open in a spreadsheet.
import { instantToText } from '#shared/model/ids';
import type { SelectedMessage } from './selection.ts';

export type TimelineRow = {
  readonly n: number;
  readonly time: string;
  readonly role: string;
  readonly recipient: string | null;
  /** Indication of the report; null when there is none. */
  readonly indication: string | null;
  readonly sha256: string;
};

export function timelineOf(messages: readonly SelectedMessage[]): readonly TimelineRow[] {
  return messages.map(({ n, time, role, recipient, conclusion, hash }) => ({
    n,
    time: instantToText(time),
    role,
    recipient,
    indication: conclusion?.indication ?? null,
    sha256: hash,
  }));
}

export function timelineCsv(rows: readonly TimelineRow[]): string {
  const lines = rows.map(({ n, time, role, recipient, indication, sha256 }) => [
    String(n),
    time,
    role,
    recipient ?? '',
    indication ?? '',
    sha256,
  ]);
  return [['n', 'time', 'role', 'recipient', 'indication', 'sha256'], ...lines]
    .map((cells) => `${cells.map(csvCell).join(',')}\r\n`)
    .join('');
}

// RFC 4180 §2; a cell that a spreadsheet would run as a formula is made text.
function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}
