// The records of a CSV as spreadsheets of any country write it (RFC 4180, but ";" or TAB as well; a byte order
// mark; any line end, also several kinds in one file). Parsed by csv-parse; only the delimiter is found out here.
import { CsvError, parse } from 'csv-parse/sync';
import type { TableRow } from './table.ts';

export type CsvRecords = {
  /** In order; a record that could not be read is not among them. */
  readonly records: readonly TableRow[];
  /** The line on which the first record begins that could not be read, such as one whose quote never closes. */
  readonly brokenAt: number | null;
};

type Limits = { readonly records: number; readonly recordCharacters: number };

/** Total. Blank lines are passed over; line ends inside a cell become "\n". */
export function csvRecords(given: string, limits: Limits): CsvRecords {
  // csv-parse settles on the first line end it meets: rows with another one would run into one.
  const text = given.replaceAll(/\r\n?/g, '\n');
  const records: TableRow[] = [];
  let next = 1;
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      record_delimiter: '\n',
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
      to: limits.records,
      max_record_size: limits.recordCharacters,
      on_record: (given: unknown) => {
        const { record, info } = given as { readonly record: readonly string[]; readonly info: { readonly lines: number } };
        // It tells the line on which a record ends; people look for the one on which it begins.
        records.push({ line: info.lines - record.reduce((breaks, cell) => breaks + (cell.match(/\n/g)?.length ?? 0), 0), cells: record });
        next = info.lines + 1;
        return null;
      },
    });
  } catch (error) {
    if (error instanceof CsvError) return { records, brokenAt: next };
    throw error;
  }
  return { records, brokenAt: null };
}

/** The one that the first line has most of, outside quotes. */
function delimiterOf(text: string): string {
  const head = (/^(?:"(?:[^"]|"")*"|[^"\n])*/.exec(text.slice(0, 100_000))?.[0] ?? '').replaceAll(/"(?:[^"]|"")*"/g, '');
  return [';', ',', '\t'].toSorted((left, right) => head.split(right).length - head.split(left).length)[0] ?? ';';
}
