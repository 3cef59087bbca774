// A CSV as a table: UTF-8, UTF-16 or Windows-1252.
import { csvRecords } from './csv-records.ts';
import { refusedTable, TABLE_LIMITS, tableOf, type Table } from './table.ts';

// One more than may be, and the line that names the columns: more is refused, never cut.
const LIMITS = { records: TABLE_LIMITS.rows + 2, recordCharacters: TABLE_LIMITS.columns * TABLE_LIMITS.cellCharacters };

export function readCsv(bytes: Uint8Array): Table {
  const text = decoded(bytes);
  if (text.includes('\u0000')) return refusedTable('table.damaged');
  const { records, brokenAt } = csvRecords(text, LIMITS);
  return brokenAt === null ? tableOf(records, null) : refusedTable('table.damaged', brokenAt);
}

function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
