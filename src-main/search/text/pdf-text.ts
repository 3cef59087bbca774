// The text of a PDF, page by page, by PDFium (the reader of Chromium) as WebAssembly: what a file does to it stays
// inside its own memory. Loaded when the first PDF comes: most parsing processes never see one.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { TEXT_LIMITS, type TextBudget } from './text-budget.ts';

/** What is used of PDFium (public/fpdfview.h, public/fpdf_text.h); pointers are numbers, 0 is null. */
type Pdfium = {
  readonly PDFiumExt_Init: () => void;
  readonly FPDF_LoadMemDocument: (bytes: number, length: number, password: string) => number;
  readonly FPDF_GetLastError: () => number;
  readonly FPDF_GetPageCount: (document: number) => number;
  readonly FPDF_LoadPage: (document: number, index: number) => number;
  readonly FPDF_ClosePage: (page: number) => void;
  readonly FPDF_CloseDocument: (document: number) => void;
  readonly FPDFText_LoadPage: (page: number) => number;
  readonly FPDFText_CountChars: (text: number) => number;
  readonly FPDFText_GetText: (text: number, start: number, count: number, into: number) => number;
  readonly FPDFText_ClosePage: (text: number) => void;
  readonly pdfium: {
    readonly HEAPU8: Uint8Array<ArrayBuffer>;
    readonly wasmExports: { readonly malloc: (size: number) => number; readonly free: (pointer: number) => void };
  };
};

/** FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY (public/fpdfview.h). */
const ENCRYPTED: ReadonlySet<number> = new Set([4, 5]);
/** WebAssembly memory never shrinks: one that grew beyond this goes with the file that needed it. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;

let loaded: Promise<Pdfium> | null = null;

async function load(): Promise<Pdfium> {
  const { init } = await import('@embedpdf/pdfium');
  const wasmBinary = await readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
  const overrides: object = { wasmBinary, print: () => undefined, printErr: () => undefined };
  const engine: object = await init(overrides);
  const pdfium = engine as Pdfium;
  pdfium.PDFiumExt_Init();
  return pdfium;
}

export async function readPdf(bytes: Uint8Array, budget: TextBudget): Promise<void> {
  loaded ??= load();
  const engine = await loaded;
  try {
    readDocument(engine, bytes, budget);
    if (engine.pdfium.HEAPU8.length > MOST_KEPT_BYTES) loaded = null;
  } catch {
    // A trap leaves its memory as it was at that moment.
    loaded = null;
    budget.stopped('pdf.damaged');
  }
}

function readDocument(engine: Pdfium, bytes: Uint8Array, budget: TextBudget): void {
  const { malloc, free } = engine.pdfium.wasmExports;
  const file = malloc(bytes.length);
  if (file === 0) return budget.stopped('text.tooLarge');
  engine.pdfium.HEAPU8.set(bytes, file);
  const document = engine.FPDF_LoadMemDocument(file, bytes.length, '');
  if (document === 0) budget.stopped(ENCRYPTED.has(engine.FPDF_GetLastError()) ? 'pdf.encrypted' : 'pdf.damaged');
  else {
    readPages(engine, document, budget);
    engine.FPDF_CloseDocument(document);
  }
  free(file);
}

function readPages(engine: Pdfium, document: number, budget: TextBudget): void {
  const pages = engine.FPDF_GetPageCount(document);
  if (pages > TEXT_LIMITS.pdfPages) budget.stopped('pdf.tooManyPages');
  for (let index = 0; index < Math.min(pages, TEXT_LIMITS.pdfPages); index += 1) {
    if (budget.late()) return;
    const page = engine.FPDF_LoadPage(document, index);
    const text = page === 0 ? 0 : engine.FPDFText_LoadPage(page);
    if (text === 0) budget.stopped('pdf.damaged');
    // One character more than wanted, so that what is left out is known.
    const words = text === 0 ? '' : pageText(engine, text, budget.left() + 1);
    if (text !== 0) engine.FPDFText_ClosePage(text);
    if (page !== 0) engine.FPDF_ClosePage(page);
    if (!budget.add(joinedLines(words)) && index + 1 < pages) return budget.stopped('text.tooLong');
    budget.add('\n');
  }
}

function pageText(engine: Pdfium, text: number, most: number): string {
  const { malloc, free } = engine.pdfium.wasmExports;
  const count = Math.min(engine.FPDFText_CountChars(text), most);
  if (count <= 0) return '';
  const room = malloc((count + 1) * 2);
  if (room === 0) return '';
  // The number of UTF-16 units written, with a zero at the end.
  const written = engine.FPDFText_GetText(text, 0, count, room);
  const { buffer } = engine.pdfium.HEAPU8;
  const words = Buffer.from(buffer, room, Math.max(0, written - 1) * 2).toString('utf16le');
  free(room);
  return words;
}

/** A word split at the end of a line is one word (PDFium marks such a hyphen), and so is one with a ligature. */
function joinedLines(text: string): string {
  return text
    .replace(/[\u0002\ufffe](?:\r?\n)?/g, '')
    .replace(/(\p{L})-\r?\n(?=\p{Ll})/gu, '$1')
    .replace(/[\ufb00-\ufb06]/g, (ligature) => ligature.normalize('NFKC'));
}
