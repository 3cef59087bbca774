// Small PDFs for tests, written object by object (ISO 32000-1 §7.5).
import { deflateSync } from 'node:zlib';

/** One page for each text, in Helvetica; ASCII only. */
export function pdfOf(pages: readonly string[]): Buffer {
  return pdfWithStreams(pages.map((text) => deflateSync(Buffer.from(`BT /F1 12 Tf 50 700 Td (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`))));
}

/** One page with these lines under each other. */
export function pdfOfLines(lines: readonly string[]): Buffer {
  const shown = lines.map((line) => `(${line}) Tj 0 -14 Td`).join(' ');
  return pdfWithStreams([deflateSync(Buffer.from(`BT /F1 12 Tf 50 700 Td ${shown} ET`))]);
}

/** Says that it is encrypted with a password that nobody has (ISO 32000-1 §7.6.3). */
export function lockedPdf(): Buffer {
  const [owner, user] = ['4f', '55'].map((byte) => byte.repeat(32));
  const encrypted = `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${owner}> /U <${user}> /P -44 >> /ID [<00> <00>]`;
  return Buffer.from(pdfOf(['segreto']).toString('latin1').replace('/Root 1 0 R', `/Root 1 0 R ${encrypted}`), 'latin1');
}

/** Page contents as deflated streams, whatever is in them. */
export function pdfWithStreams(streams: readonly Uint8Array[]): Buffer {
  const kids = streams.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  const objects: Buffer[] = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from(`<< /Type /Pages /Kids [${kids}] /Count ${streams.length} >>`),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'),
    ...streams.flatMap((stream, index) => [
      Buffer.from(
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
      ),
      Buffer.concat([Buffer.from(`<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n`), stream, Buffer.from('\nendstream')]),
    ]),
  ];
  const pieces: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let at = 9;
  for (const [index, object] of objects.entries()) {
    const piece = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    offsets.push(at);
    pieces.push(piece);
    at += piece.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  pieces.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(pieces);
}
