// CSV as spreadsheets of any country write it (RFC 4180, but ";" or TAB as well; a byte order mark; UTF-8,
// UTF-16 or Windows-1252). Parsed by csv-parse; only charset and delimiter are found out here.
import { CsvError, parse } from 'csv-parse/sync';
import { refusedTable, TABLE_LIMITS, tableOf, type Table, type TableRow } from './table.ts';

export function readCsv(bytes: Uint8Array): Table {
  const text = decoded(bytes);
  if (text.includes('\u0000')) return refusedTable('table.damaged');
  try {
    const records = parse(text, {
      delimiter: delimiterOf(text),
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
      // One more than may be, and the line that names the columns: more is refused, never cut.
      to: TABLE_LIMITS.rows + 2,
      max_record_size: TABLE_LIMITS.columns * TABLE_LIMITS.cellCharacters,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    return tableOf(withLines(records), null);
  } catch (error) {
    if (error instanceof CsvError) return refusedTable('table.damaged', typeof error['lines'] === 'number' ? error['lines'] : null);
    throw error;
  }
}

/** csv-parse tells the line on which a record ends; people look for the one on which it begins. */
function withLines(
  records: readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[],
): readonly TableRow[] {
  return records.map(({ record, info }) => ({
    line: info.lines - record.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0),
    cells: record,
  }));
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

/** The one that the first line has most of, outside quotes. */
function delimiterOf(text: string): string {
  const head = (/^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text.slice(0, 100_000))?.[0] ?? '').replaceAll(/"(?:[^"]|"")*"/g, '');
  return [';', ',', '\t'].toSorted((left, right) => head.split(right).length - head.split(left).length)[0] ?? ';';
}
