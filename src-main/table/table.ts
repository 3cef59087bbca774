// A table as a person made it, reduced to text: the first row names the columns, every other row is one
// message. Formulas are never computed: of a cell only the value that was stored with it is taken.
export type TableRow = {
  /** As the program that made the table counts: the first row of data is usually 2. */
  readonly line: number;
  readonly cells: readonly string[];
};

export type TableProblem =
  | 'table.empty'
  | 'table.damaged'
  | 'table.encrypted'
  | 'table.oldExcel'
  | 'table.tooLarge'
  | 'table.tooManyRows'
  | 'table.tooManyColumns'
  | 'table.cellTooLong';

export type Table =
  | { readonly state: 'read'; readonly sheet: string | null; readonly columns: readonly string[]; readonly rows: readonly TableRow[] }
  | { readonly state: 'refused'; readonly problem: TableProblem; readonly line: number | null };

export type TableRequest = {
  readonly bytes: Uint8Array;
  /** Decides how numbers and yes or no are written out of a spreadsheet. */
  readonly language: 'it' | 'en';
};

export const TABLE_LIMITS = {
  bytes: 20 * 1024 * 1024,
  rows: 10_000,
  columns: 100,
  /** What a cell of a spreadsheet holds at most. */
  cellCharacters: 32_767,
  /** Of a workbook, all parts together (THREATS ATT-05). */
  unpackedBytes: 200 * 1024 * 1024,
  entries: 2_000,
} as const;

export function refusedTable(problem: TableProblem, line: number | null = null): Table {
  return { state: 'refused', problem, line };
}

/** Rows of text to a table: empty rows are passed over, the first other one names the columns. */
export function tableOf(rows: readonly TableRow[], sheet: string | null): Table {
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [head, ...body] = filled;
  if (head === undefined || body.length === 0) return refusedTable('table.empty');
  if (body.length > TABLE_LIMITS.rows) return refusedTable('table.tooManyRows', body[TABLE_LIMITS.rows]?.line ?? null);
  const width = filled.reduce((most, { cells }) => Math.max(most, widthOf(cells)), 0);
  if (width > TABLE_LIMITS.columns) return refusedTable('table.tooManyColumns', head.line);
  const long = filled.find(({ cells }) => cells.some((cell) => cell.length > TABLE_LIMITS.cellCharacters));
  if (long !== undefined) return refusedTable('table.cellTooLong', long.line);
  return {
    state: 'read',
    sheet,
    columns: columnNames(head.cells, width),
    rows: body.map(({ line, cells }) => ({ line, cells: Array.from({ length: width }, (_, index) => cells[index] ?? '') })),
  };
}

function widthOf(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== '') + 1;
}

/** Every column can be named in a template: without a name it is "#3", and a second one of a name gets a number. */
function columnNames(cells: readonly string[], width: number): readonly string[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const bare = (cells[index] ?? '')
      .replaceAll(/[\s\u0000-\u001f{}]+/g, ' ')
      .trim()
      .slice(0, 100);
    const wanted = bare === '' ? `#${index + 1}` : bare;
    let name = wanted;
    for (let copy = 2; taken.has(name.toLowerCase()); copy += 1) name = `${wanted} (${copy})`;
    taken.add(name.toLowerCase());
    return name;
  });
}
