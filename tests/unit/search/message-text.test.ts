// What can be found of a message: its words, and those of the files it carries.
import { describe, expect, test } from 'vitest';
import { readMessageText } from '#main/search/text/message-text';
import { TEXT_LIMITS } from '#main/search/text/text-budget';
import { mailWithFiles, type TestFile } from '#tests/support/mail-with-files';
import { lockedPdf, pdfOf, pdfOfLines } from '#tests/support/pdf-builder';
import { signedData } from '#tests/support/cms-builder';
import { zipOf } from '#tests/support/zip-builder';

const docx = zipOf([
  { name: '[Content_Types].xml', content: '<Types/>' },
  {
    name: 'word/document.xml',
    content:
      '<w:document><w:body><w:p><w:r><w:t>Con</w:t></w:r><w:r><w:t>tratto</w:t></w:r><w:tab/><w:r><w:t>d&#x2019;appalto &amp; altro</w:t></w:r></w:p><w:p><w:r><w:t>firma</w:t></w:r></w:p></w:body></w:document>',
  },
]);
const xlsx = zipOf([
  { name: '[Content_Types].xml', content: '<Types/>' },
  { name: 'xl/sharedStrings.xml', content: '<sst><si><t>Canone</t></si><si><r><t>Man</t></r><r><t>zoni</t></r></si></sst>' },
  {
    name: 'xl/worksheets/sheet1.xml',
    content:
      '<row><c r="A1" t="s"><v>0</v></c><c r="B1"><f>SUM(A1)</f><v>1284.50</v></c><c t="inlineStr"><is><t>diretto</t></is></c></row>',
  },
]);
const odt = zipOf([
  { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
  {
    name: 'content.xml',
    content: '<office:text><text:p>Verbale <text:span>assem</text:span>bleare</text:p><text:p>delibera</text:p></office:text>',
  },
]);
const fattura =
  '<?xml version="1.0"?><p:FatturaElettronica><Denominazione>Alfa Costruzioni</Denominazione><Attachment>' +
  'QUJD'.repeat(200) +
  '</Attachment></p:FatturaElettronica>';
const p7m = signedFile(Buffer.from(fattura));

/** The signature is of no interest here. */
function signedFile(content: Uint8Array): Buffer {
  return Buffer.from(signedData(content, { signers: [], certificates: [], embed: content }));
}

async function read(files: readonly TestFile[]): Promise<{ readonly words: readonly string[]; readonly reason: string | null }> {
  const { attachments, reason } = await readMessageText({ bytes: mailWithFiles({ files }), attachments: 'content', withInner: false });
  return { words: attachments.map(({ text }) => text.replace(/\s+/g, ' ').trim()), reason };
}

describe('attachments', () => {
  test.each<[what: string, file: TestFile, words: string]>([
    ['TXT in UTF-8', { name: 'a.txt', bytes: 'perch\u00e9 no' }, 'perch\u00e9 no'],
    ['TXT in windows-1252', { name: 'a.txt', bytes: Buffer.from('perch\u00e9 no', 'latin1') }, 'perch\u00e9 no'],
    ['TXT in UTF-16', { name: 'a.txt', bytes: Buffer.from('\ufeffciao', 'utf16le') }, 'ciao'],
    ['PDF', { name: 'a.pdf', bytes: pdfOf(['Decreto ingiuntivo', 'seconda pagina']) }, 'Decreto ingiuntivo seconda pagina'],
    [
      'PDF, a word split at the end of a line',
      { name: 'a.pdf', bytes: pdfOfLines(['chi presenta ricor-', 'so entro i termini']) },
      'chi presenta ricorso entro i termini',
    ],
    ['PDF under another name', { name: 'a.bin', bytes: pdfOf(['Decreto']) }, 'Decreto'],
    ['DOCX, runs joined', { name: 'a.docx', bytes: docx }, 'Contratto d\u2019appalto & altro firma'],
    ['XLSX', { name: 'a.xlsx', bytes: xlsx }, 'Canone Manzoni 1284.50 diretto'],
    ['ODT', { name: 'a.odt', bytes: odt }, 'Verbale assembleare delibera'],
    ['XML without what is encoded in it', { name: 'a.xml', bytes: fattura }, 'Alfa Costruzioni'],
    ['P7M', { name: 'a.xml.p7m', bytes: p7m }, 'Alfa Costruzioni'],
    ['P7M in base64', { name: 'a.xml.p7m', bytes: p7m.toString('base64') }, 'Alfa Costruzioni'],
    [
      'ZIP of documents',
      {
        name: 'a.zip',
        bytes: zipOf([
          { name: 'uno.txt', content: 'dentro' },
          { name: 'due.docx', content: docx },
        ]),
      },
      'uno.txt dentro due.docx Contratto d\u2019appalto & altro firma',
    ],
    [
      'a message',
      { name: 'a.eml', bytes: mailWithFiles({ subject: 'interno', body: 'corpo', files: [{ name: 'x.txt', bytes: 'fondo' }] }) },
      'interno Mario Rossi mario.rossi@pec.example ufficio@pec.example corpo x.txt fondo',
    ],
    ['a picture has none', { name: 'a.png', type: 'image/png', bytes: '\u0089PNG' }, ''],
  ])('%s', async (_what, file, words) => {
    expect(await read([file])).toEqual({ words: [words], reason: null });
  });

  test.each<[what: string, file: TestFile, reason: string]>([
    ['ATT-05 a zip whose directory is missing', { name: 'a.docx', bytes: docx.subarray(0, 60) }, 'zip.damaged'],
    ['ATT-05 an encrypted zip', { name: 'a.zip', bytes: zipOf([{ name: 'segreto.txt', content: 'x', encrypted: true }]) }, 'zip.encrypted'],
    [
      'ATT-05 an entry that says it is 10 GB',
      { name: 'a.zip', bytes: zipOf([{ name: 'a.txt', content: 'x', claimedSize: 4_000_000_000 }]) },
      'zip.tooLarge',
    ],
    [
      'ATT-05 a bomb: 30 MB of blanks twice',
      { name: 'a.zip', bytes: zipOf([1, 2].map((n) => ({ name: `${n}.bin`, content: Buffer.alloc(30_000_000, 0x20) }))) },
      'zip.tooLarge',
    ],
    [
      'ATT-05 more entries than anybody reads',
      { name: 'a.zip', bytes: zipOf(Array.from({ length: TEXT_LIMITS.zipEntries + 1 }, (_, n) => ({ name: `${n}/`, content: '' }))) },
      'zip.tooManyEntries',
    ],
    ['ATT-06 a p7m nested 50 deep', { name: `a.txt${'.p7m'.repeat(50)}`, bytes: nested(50) }, 'text.tooDeep'],
    ['ATT-06 a p7m that is none', { name: 'a.p7m', bytes: Buffer.from([0x30, 0x80, 0x06]) }, 'cms.unreadable'],
    ['a PDF under a password', { name: 'a.pdf', bytes: lockedPdf() }, 'pdf.encrypted'],
    ['a PDF cut short', { name: 'a.pdf', bytes: '%PDF-1.7\n1 0 obj\n' }, 'pdf.damaged'],
    ['more text than is kept', { name: 'a.txt', bytes: 'parola '.repeat(100_000) }, 'text.tooLong'],
  ])('%s says so', async (_what, file, reason) => {
    expect((await read([file])).reason).toBe(reason);
  });

  function nested(depth: number): Buffer {
    let bytes: Buffer = Buffer.from('fondo');
    for (let layer = 0; layer < depth; layer += 1) bytes = signedFile(bytes);
    return bytes;
  }
});

test('names only, when contents are not asked for', async () => {
  const { attachments } = await readMessageText({
    bytes: mailWithFiles({ files: [{ name: 'a.txt', bytes: 'ciao' }] }),
    attachments: 'names',
    withInner: false,
  });
  expect(attachments).toEqual([{ name: 'a.txt', text: '' }]);
});
