// A table that somebody brings (rows of a bulk run, an address book), from CSV or XLSX. Runs where it can be killed (DECISIONS §Parsing in jail).
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { refusedTable, TABLE_LIMITS, type Table, type TableRequest } from './table.ts';

/** Total: whatever the bytes are, a table or the reason why not. */
export async function readTable({ bytes, language }: TableRequest): Promise<Table> {
  if (bytes.byteLength === 0) return refusedTable('table.empty');
  if (bytes.byteLength > TABLE_LIMITS.bytes) return refusedTable('table.tooLarge');
  if (startsWith(bytes, [0x50, 0x4b])) return readXlsx(bytes, language);
  // Compound files: an .xls, or an .xlsx with a password.
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return refusedTable('table.oldExcel');
  return readCsv(bytes);
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
