// What of a bundle ships with the program: the offline verifier, one HTML file made of three, and the
// fonts of the PDFs.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PdfFonts } from './pdf.ts';

export type ShippedFiles = { verifierPage(): string; fonts(): PdfFonts };

/** `assets`: the folder of that name of the installation. Read at each call: exports are rare, memory is not. */
export function shippedFiles(assets: string): ShippedFiles {
  const verifier = (name: string): string => readFileSync(path.join(assets, 'verifier', name), 'utf8');
  return {
    verifierPage: () =>
      verifier('shell.html')
        .replace('/*css*/', () => verifier('verifica.css'))
        .replace('/*js*/', () => verifier('verifica.js')),
    fonts: () => ({
      plain: readFileSync(path.join(assets, 'fonts', 'DejaVuSans.ttf')),
      bold: readFileSync(path.join(assets, 'fonts', 'DejaVuSans-Bold.ttf')),
    }),
  };
}
