// What is said of a file before anybody opens it. Office files here are the smallest ones that carry the thing;
// what they point to is a real listener, which must stay silent.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachmentRisks, type RiskCode } from '#main/ingest/attachment-risks';
import { parseMessage } from '#main/mime/parse';
import { mailWithFiles, type TestFile } from '#tests/support/mail-with-files';
import { zipOf, type ZipEntry } from '#tests/support/zip-builder';

let listener: Server;
let there = '';
let hits = 0;
beforeAll(async () => {
  listener = createServer((_request, response) => {
    hits += 1;
    response.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  there = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
});
afterAll(() => listener.close());

async function risks(file: TestFile): Promise<readonly RiskCode[]> {
  const mail = mailWithFiles({ files: [file] });
  return (await attachmentRisks(mail, parseMessage(mail), []))[0]?.codes ?? [];
}

const DANGEROUS =
  'exe scr js vbs hta lnk url iso img vhd one chm msi jar ps1 bat cmd reg xll ace library-ms search-ms pif com cpl wsf jse vbe dll'.split(
    ' ',
  );

describe('ATT-03 by name and by first bytes', () => {
  test.each(DANGEROUS)('fattura.%s is a program', async (extension) => {
    expect(await risks({ name: `fattura.${extension.toUpperCase()}`, bytes: 'x' })).toContain('attachment.program');
  });

  test.each<[string, Uint8Array | string, readonly RiskCode[]]>([
    ['pagina.html', '<p>x', ['attachment.active']],
    ['disegno.svg', '<svg/>', ['attachment.active']],
    ['modulo.docm', 'x', ['attachment.active']],
    ['tabella.xlsm', 'x', ['attachment.active']],
    ['fattura.pdf.exe', 'MZ\u0090\u0000', ['attachment.pretends', 'attachment.program']],
    ['fattura.pdf      .scr', 'x', ['attachment.pretends', 'attachment.program']],
    ['atto.exe.p7m', '0\u0080', ['attachment.program']],
    ['fattura.pdf', 'MZ\u0090\u0000', ['attachment.program', 'attachment.contentOther']],
    ['foto.jpg', '\u007fELF', ['attachment.program', 'attachment.contentOther']],
    ['senza estensione', '#!/bin/sh\nrm -rf ~', ['attachment.program', 'attachment.contentOther']],
    ['fattura.pdf', '<html><script>1</script>', ['attachment.contentOther']],
    ['foto.png', 'GIF89a', ['attachment.contentOther']],
    ['fattura.pdf', 'qualche byte prima %PDF-1.7', []],
    ['atto.pdf.p7m', '0\u0080', []],
    ['fattura.xml', '<a/>', []],
    ['note.txt', 'MZ come comincia un programma, ma è un testo.', []],
    ['vuoto.pdf', '', []],
  ])('%s that begins with %j', async (name, content, then) => {
    expect(await risks({ name, bytes: typeof content === 'string' ? Buffer.from(content, 'latin1') : content })).toEqual(then);
  });
});

describe('ATT-04 what office files carry', () => {
  const TYPES: ZipEntry = { name: '[Content_Types].xml', content: '<Types/>' };
  const relationships = (more: string): string =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${more}</Relationships>`;
  const relationship = (type: string, target: string): string =>
    `<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" TargetMode="External"/>`;
  const compound = (...names: readonly (string | Buffer)[]): Buffer =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(504),
      ...names.map((name) => (typeof name === 'string' ? Buffer.concat([Buffer.from(name, 'utf16le'), Buffer.alloc(64)]) : name)),
    ]);
  const sheet = (type: number): Buffer => Buffer.from([0x85, 0, 8 + 5, 0, 1, 2, 3, 4, 0, type, 5, 0, ...Buffer.from('Foglio'.slice(0, 5))]);

  test.each<[string, string, () => Uint8Array | string, readonly RiskCode[]]>([
    ['VBA in a .docx', 'a.docx', () => zipOf([TYPES, { name: 'word/vbaProject.bin', content: 'x' }]), ['attachment.macros']],
    [
      'VBA in a file that calls itself .zip',
      'a.zip',
      () => zipOf([TYPES, { name: 'xl/vbaProject.bin', content: 'x' }]),
      ['attachment.macros'],
    ],
    [
      'an XLM sheet of a workbook',
      'a.xlsx',
      () => zipOf([TYPES, { name: 'xl/macrosheets/sheet1.xml', content: '<x/>' }]),
      ['attachment.macros'],
    ],
    ['VBA in a .doc', 'a.doc', () => compound('Macros', '_VBA_PROJECT'), ['attachment.macros']],
    ['an XLM sheet of a .xls', 'a.xls', () => compound('Workbook', sheet(0), sheet(1)), ['attachment.macros']],
    ['a .xls with sheets alone', 'a.xls', () => compound('Workbook', sheet(0), sheet(2)), []],
    [
      'a template from elsewhere',
      'a.docx',
      () =>
        zipOf([
          TYPES,
          { name: 'word/_rels/settings.xml.rels', content: relationships(relationship('attachedTemplate', `${there}t.dotm`)) },
        ]),
      ['attachment.remoteLoad'],
    ],
    [
      'an object from elsewhere',
      'a.docx',
      () => zipOf([TYPES, { name: 'word/_rels/document.xml.rels', content: relationships(relationship('oleObject', `${there}x.html!`)) }]),
      ['attachment.remoteLoad'],
    ],
    [
      'a link, which waits',
      'a.docx',
      () => zipOf([TYPES, { name: 'word/_rels/document.xml.rels', content: relationships(relationship('hyperlink', there)) }]),
      [],
    ],
    ['a template from elsewhere in RTF', 'a.rtf', () => `{\\rtf1{\\*\\template ${there}t}x}`, ['attachment.remoteLoad']],
    [
      'DDE cut into runs',
      'a.docx',
      () =>
        zipOf([
          TYPES,
          {
            name: 'word/document.xml',
            content: '<w:instrText>DDEA</w:instrText></w:r><w:r><w:instrText xml:space="preserve">UTO cmd.exe "/c calc"</w:instrText>',
          },
        ]),
      ['attachment.dde'],
    ],
    [
      'DDE in one field',
      'a.docx',
      () => zipOf([TYPES, { name: 'word/document.xml', content: '<w:fldSimple w:instr=" DDE excel x y">' }]),
      ['attachment.dde'],
    ],
    [
      'DDE of a workbook',
      'a.xlsx',
      () =>
        zipOf([TYPES, { name: 'xl/externalLinks/externalLink1.xml', content: '<externalLink><ddeLink ddeService="cmd"/></externalLink>' }]),
      ['attachment.dde'],
    ],
    ['DDE of a .doc', 'a.doc', () => compound(Buffer.from('\u0013DDEAUTO c:\\\\windows', 'latin1')), ['attachment.dde']],
    [
      'a page number, which is a field too',
      'a.docx',
      () => zipOf([TYPES, { name: 'word/document.xml', content: '<w:instrText>PAGE</w:instrText>' }]),
      [],
    ],
    [
      'a password on a .docx',
      'a.docx',
      () => compound('EncryptionInfo', 'EncryptedPackage'),
      ['attachment.contentOther', 'attachment.locked'],
    ],
    ['a password on a zip', 'a.zip', () => zipOf([{ name: 'a.txt', content: 'x', encrypted: true }]), ['attachment.locked']],
    ['a program in a zip', 'a.zip', () => zipOf([{ name: 'cartella/fattura.exe', content: 'x' }]), ['attachment.programInside']],
    ['an honest .docx', 'a.docx', () => zipOf([TYPES, { name: 'word/document.xml', content: '<w:t>DDE è una sigla.</w:t>' }]), []],
    ['a zip cut short', 'a.zip', () => zipOf([TYPES]).subarray(0, 40), ['attachment.contentOther']],
  ])('%s', async (_what, name, content, then) => {
    expect([await risks({ name, bytes: content() }), hits]).toEqual([then, 0]);
  });
});
