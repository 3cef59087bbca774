// Blocks of text as a PDF that is a function of its content: fonts that ship with the program, no
// compression (deflate differs between versions of zlib), dates handed in. No link, no action, no form.
import type { Instant } from '#shared/model/ids';
import type { Block } from './report-blocks.ts';

export type PdfFonts = { readonly plain: Uint8Array; readonly bold: Uint8Array };

export type PdfOptions = {
  readonly title: string;
  readonly language: string;
  readonly date: Instant;
  /** Below every page, beside its number. */
  readonly footer: string;
  readonly fonts: PdfFonts;
};

const MARGIN = 54;
const FOOT = 40;
const GREY = '#555555';
const SIZES = { title: 18, heading: 13, subheading: 10.5, lead: 11.5, text: 9.5, code: 8 } as const;

type Doc = InstanceType<typeof import('pdfkit')>;

/** The whole file in memory: callers bound the number of blocks. */
export async function pdfOf(blocks: Iterable<Block>, options: PdfOptions): Promise<Uint8Array> {
  const date = new Date(options.date);
  // Loaded when somebody wants paper: it takes as long to load as all of a short command takes to run.
  const { default: PdfKit } = await import('pdfkit');
  const doc = new PdfKit({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT / 2 },
    compress: false,
    bufferPages: true,
    tagged: false,
    lang: options.language,
    displayTitle: true,
    // None: ours are registered. A default one of the same name would be read again at every change of font.
    font: '',
    info: { Title: options.title, Producer: 'Plico', Creator: 'Plico', CreationDate: date, ModDate: date },
  });
  const pieces: Buffer[] = [];
  doc.on('data', (piece: Buffer) => pieces.push(piece));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  doc.registerFont('plain', Buffer.from(options.fonts.plain));
  doc.registerFont('bold', Buffer.from(options.fonts.bold));
  for (const block of blocks) drawBlock(doc, block);
  drawFooters(doc, options.footer);
  doc.end();
  await ended;
  return Buffer.concat(pieces);
}

function drawBlock(doc: Doc, block: Block): void {
  switch (block.kind) {
    case 'title':
    case 'heading':
    case 'subheading':
    case 'lead':
      return drawHeading(doc, block.kind, block.text);
    case 'text':
      doc.font('plain').fontSize(SIZES.text).fillColor('black').text(plain(block.text), { lineGap: 1.5 });
      doc.moveDown(0.25);
      return;
    case 'code':
      doc.font('plain').fontSize(SIZES.code).fillColor(GREY).text(plain(block.text));
      doc.moveDown(0.35);
      return;
    case 'table':
      return drawTable(doc, block);
    case 'list':
      for (const item of block.items) drawItem(doc, plain(item));
      return;
    case 'terms':
      for (const [term, means] of block.terms) {
        doc
          .font('bold')
          .fontSize(SIZES.text)
          .fillColor('black')
          .text(`${plain(term)}: `, { continued: true });
        doc.font('plain').text(plain(means), { lineGap: 1.5 });
        doc.moveDown(0.25);
      }
  }
}

function drawHeading(doc: Doc, kind: 'title' | 'heading' | 'subheading' | 'lead', text: string): void {
  // A heading never stands alone at the foot of a page.
  if (doc.y > doc.page.maxY() - 70) doc.addPage();
  if (kind === 'heading') doc.moveDown(0.9);
  if (kind === 'subheading') doc.moveDown(0.6);
  doc.font('bold').fontSize(SIZES[kind]).fillColor('black').text(plain(text));
  doc.moveDown(kind === 'title' ? 0.3 : 0.25);
}

function drawItem(doc: Doc, text: string): void {
  doc.font('plain').fontSize(SIZES.text).fillColor('black');
  if (doc.y > doc.page.maxY() - 30) doc.addPage();
  const { x, y } = doc;
  doc.text('•', x, y, { width: 12 });
  doc.text(text, x + 12, y, { width: contentWidth(doc) - 12, lineGap: 1.5 });
  doc.x = x;
  doc.moveDown(0.2);
}

function drawTable(doc: Doc, { head, widths, rows }: Extract<Block, { kind: 'table' }>): void {
  const all = widths.reduce((sum, width) => sum + width, 0);
  const columns = widths.map((width) => (contentWidth(doc) * width) / all);
  drawRow(doc, columns, head, 'bold');
  for (const cells of rows) {
    if (drawRow(doc, columns, cells, 'plain') === 'noRoom') {
      doc.addPage();
      drawRow(doc, columns, head, 'bold');
      drawRow(doc, columns, cells, 'plain');
    }
  }
  doc.x = MARGIN;
  doc.moveDown(0.6);
}

const CELL = 3.5;

/** Draws nothing when the row does not fit what is left of the page; a row longer than a page is cut to it. */
function drawRow(doc: Doc, columns: readonly number[], cells: readonly string[], font: 'plain' | 'bold'): 'drawn' | 'noRoom' {
  doc.font(font).fontSize(8.2).fillColor('black');
  const texts = cells.map(plain);
  const heights = texts.map((text, index) => doc.heightOfString(text, { width: (columns[index] ?? 60) - 2 * CELL }));
  const page = doc.page.maxY() - MARGIN - 30;
  const height = Math.min(page, Math.max(...heights) + 2 * CELL);
  const top = doc.y;
  if (top + height > doc.page.maxY() && top > MARGIN + 30) return 'noRoom';
  let left = MARGIN;
  for (const [index, text] of texts.entries()) {
    const width = columns[index] ?? 60;
    doc.rect(left, top, width, height).lineWidth(0.4).strokeColor('#999999').stroke();
    doc.text(text, left + CELL, top + CELL, { width: width - 2 * CELL, height: height - CELL, ellipsis: true });
    left += width;
  }
  doc.x = MARGIN;
  doc.y = top + height;
  return 'drawn';
}

function drawFooters(doc: Doc, footer: string): void {
  const { count } = doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    doc.switchToPage(index);
    const { page } = doc;
    const { bottom } = page.margins;
    // Text below the bottom margin would otherwise begin a page of its own.
    page.margins.bottom = 0;
    const y = page.height - MARGIN + 8;
    doc.font('plain').fontSize(7.5).fillColor(GREY);
    doc.text(plain(footer), MARGIN, y, { width: contentWidth(doc) - 60, lineBreak: false });
    doc.text(`${index + 1} / ${count}`, page.width - MARGIN - 60, y, { width: 60, align: 'right', lineBreak: false });
    page.margins.bottom = bottom;
  }
}

function contentWidth(doc: Doc): number {
  return doc.page.width - 2 * MARGIN;
}

/** Words of a sender are text: no control or direction characters, and what the font lacks shows as its code point. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
    .replace(
      /[\u{1100}-\u{11ff}\u{2e80}-\u{a4cf}\u{ac00}-\u{d7ff}\u{f900}-\u{faff}\u{ff00}-\u{ffef}\u{10000}-\u{10ffff}]/gu,
      (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}]`,
    );
}
