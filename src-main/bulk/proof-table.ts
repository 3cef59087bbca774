// The proof table as a file: one line per row with what was sent and which receipts speak of it. What came
// from a table goes back into one, so nothing in it may become a formula: in CSV by an apostrophe
// (EVIDENCE §2), in XLSX by cells that are text by their type (ECMA-376 part 1 §18.18.11).
import writeWorkbook from 'write-excel-file/node';

export type ProofCells = { readonly head: readonly string[]; readonly lines: readonly (readonly string[])[] };

/** UTF-8 with the mark that spreadsheets look for, semicolons as in Italy, CRLF (RFC 4180 §2). */
export function proofCsv({ head, lines }: ProofCells): Uint8Array {
  const text = [head, ...lines].map((cells) => `${cells.map(csvCell).join(';')}\r\n`).join('');
  return Buffer.from(`\ufeff${text}`, 'utf8');
}

export async function proofXlsx({ head, lines }: ProofCells, sheet: string): Promise<Uint8Array> {
  const cells = [
    head.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...lines.map((line) => line.map((value) => (value === '' ? null : { value: cleanText(value), type: String }))),
  ];
  return writeWorkbook(cells, {
    sheet,
    stickyRowsCount: 1,
    columns: head.map((name) => ({ width: Math.max(12, name.length + 2) })),
  }).toBuffer();
}

/** An apostrophe before what a spreadsheet would run; quotes around everything. */
function csvCell(text: string): string {
  const inert = /^[\s\u0000-\u001f]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}

/** XML 1.0 §2.2 has no place for these. */
function cleanText(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ').slice(0, 32_767);
}
