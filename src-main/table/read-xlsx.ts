// The first sheet of a workbook that holds anything (ECMA-376), by read-excel-file. Before it sees a byte,
// yauzl has unpacked every part and counted: a bomb, an encrypted file or a part with a DTD is refused
// here (THREATS ATT-05, XML). Formulas are not computed: the library gives the stored value.
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import readWorkbook from 'read-excel-file/universal';
import { refusedTable, TABLE_LIMITS, tableOf, type Table, type TableProblem, type TableRow } from './table.ts';

type Language = 'it' | 'en';

export async function readXlsx(bytes: Uint8Array, language: Language): Promise<Table> {
  const problem = await problemOf(bytes);
  if (problem !== null) return refusedTable(problem);
  let sheets: readonly { readonly sheet: string; readonly data: readonly (readonly unknown[])[] }[];
  try {
    sheets = await readWorkbook(new Uint8Array(bytes).buffer, { trim: false });
  } catch {
    return refusedTable('table.damaged');
  }
  const found = sheets.find(({ data }) => data.some((row) => row.some((cell) => cell !== null && cell !== '')));
  if (found === undefined) return refusedTable('table.empty');
  // More is refused, never cut.
  const rows = found.data
    .slice(0, TABLE_LIMITS.rows * 2)
    .map((row, index): TableRow => ({ line: index + 1, cells: row.map((cell) => cellText(cell, language)) }));
  return tableOf(rows, found.sheet);
}

function cellText(cell: unknown, language: Language): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return numberText(cell, language);
  if (typeof cell === 'boolean') return language === 'it' ? (cell ? 'VERO' : 'FALSO') : cell ? 'TRUE' : 'FALSE';
  if (cell instanceof Date && !Number.isNaN(cell.getTime())) return dateText(cell);
  return '';
}

/** Fifteen digits, as spreadsheets show them; without separators of thousands. */
function numberText(value: number, language: Language): string {
  const text = String(Number(value.toPrecision(15)));
  return language === 'it' ? text.replace('.', ',') : text;
}

/** A spreadsheet has no time zone. */
function dateText(date: Date): string {
  const [day, time] = [date.toISOString().slice(0, 10).split('-').toReversed().join('/'), date.toISOString().slice(11, 16)];
  return time === '00:00' ? day : `${day} ${time}`;
}

async function problemOf(bytes: Uint8Array): Promise<TableProblem | null> {
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      decodeStrings: true,
      validateEntrySizes: true,
      strictFileNames: false,
    });
  } catch {
    return 'table.damaged';
  }
  try {
    return await problemInside(zip);
  } catch {
    return 'table.damaged';
  } finally {
    zip.close();
  }
}

async function problemInside(zip: ZipFile): Promise<TableProblem | null> {
  let entries = 0;
  let unpacked = 0;
  let workbook = false;
  for await (const entry of zip.eachEntry()) {
    entries += 1;
    if (entries > TABLE_LIMITS.entries) return 'table.tooLarge';
    if (entry.isEncrypted()) return 'table.encrypted';
    if (entry.fileName.endsWith('/')) continue;
    workbook ||= entry.fileName === 'xl/workbook.xml';
    const size = await unpackedSize(zip, entry, TABLE_LIMITS.unpackedBytes - unpacked);
    if (typeof size === 'string') return size;
    unpacked += size;
  }
  return workbook ? null : 'table.damaged';
}

async function unpackedSize(zip: ZipFile, entry: Entry, most: number): Promise<number | TableProblem> {
  if (entry.uncompressedSize > most) return 'table.tooLarge';
  const xml = /\.(?:xml|rels)$/i.test(entry.fileName);
  const stream = await zip.openReadStreamPromise(entry);
  let size = 0;
  let tail = '';
  for await (const piece of stream) {
    if (!(piece instanceof Buffer)) continue;
    size += piece.length;
    const text = xml ? tail + piece.toString('latin1') : '';
    if (size > most || /<!DOCTYPE/i.test(text) || /<!ENTITY/i.test(text)) {
      stream.destroy();
      return size > most ? 'table.tooLarge' : 'table.damaged';
    }
    tail = text.slice(-16);
  }
  return size;
}
