// What happened when, as the messages of the bundle say: one row per message, proven or not
// (EVIDENCE §1). CSV by the rules of EVIDENCE §2, safe to open in a spreadsheet.
import { canonicalJson } from '#main/audit/canonical-json';
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

function timelineRow({ n, time, role, recipient, conclusion, hash }: SelectedMessage): TimelineRow {
  return { n, time: instantToText(time), role, recipient, indication: conclusion?.indication ?? null, sha256: hash };
}

/** A JSON list of rows, piece by piece: there may be thousands. */
export function* timelineJson(messages: readonly SelectedMessage[]): Generator<string> {
  for (const [index, message] of messages.entries()) yield `${index === 0 ? '[' : ','}${canonicalJson(timelineRow(message))}`;
  yield messages.length === 0 ? '[]\n' : ']\n';
}

export function* timelineCsv(messages: readonly SelectedMessage[]): Generator<string> {
  yield csvLine(['n', 'time', 'role', 'recipient', 'indication', 'sha256']);
  for (const message of messages) {
    const { n, time, role, recipient, indication, sha256 } = timelineRow(message);
    yield csvLine([String(n), time, role, recipient ?? '', indication ?? '', sha256]);
  }
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

// RFC 4180 §2; a cell that a spreadsheet would run as a formula is made text.
function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}
