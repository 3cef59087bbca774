// Tables as people and attackers make them: CSV of every kind, workbooks, bombs.
import { describe, expect, test } from 'vitest';
import { readTable } from '#main/table/read-table';
import { textCell, xlsxOf } from '#tests/support/xlsx-builder';
import { zipOf } from '#tests/support/zip-builder';

const read = (content: string | Uint8Array, language: 'it' | 'en' = 'it') => readTable({ bytes: Buffer.from(content), language });
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

const TWO_ROWS = { state: 'read', sheet: null, columns: ['PEC', 'Nome'], rows: [{ line: 2, cells: ['a@pec.it', 'Società È'] }] };

describe('SND-09 CSV', () => {
  test.each<[given: string, bytes: string | Uint8Array]>([
    ['semicolons', 'PEC;Nome\na@pec.it;Società È\n'],
    ['commas', 'PEC,Nome\r\na@pec.it,Società È\r\n'],
    ['tabs', 'PEC\tNome\na@pec.it\tSocietà È'],
    ['a byte order mark', '\ufeffPEC;Nome\na@pec.it;Società È\n'],
    ['Windows-1252', Buffer.from('PEC;Nome\na@pec.it;Società È\n', 'latin1')],
    ['UTF-16 as Excel writes it', utf16('PEC\tNome\r\na@pec.it\tSocietà È\r\n')],
    ['quotes', '"PEC";"Nome"\n"a@pec.it";"Società È"\n'],
    ['a comma inside a quoted name of a column separated by semicolons', '"PEC";Nome\na@pec.it;Società È\n'],
  ])('%s', async (_given, bytes) => {
    expect(await read(bytes)).toEqual(TWO_ROWS);
  });

  test('lines are counted as an editor shows them, across breaks inside cells and empty lines', async () => {
    const table = await read('PEC;Nota\na@pec.it;"prima\nseconda"\n\nb@pec.it;"x"\n');
    expect(table).toMatchObject({
      rows: [
        { line: 2, cells: ['a@pec.it', 'prima\nseconda'] },
        { line: 5, cells: ['b@pec.it', 'x'] },
      ],
    });
  });

  test('several kinds of line ends in one file end a row each, inside a cell none', async () => {
    const table = await read('PEC;Nome\r\na@pec.it;Uno\nb@pec.it;"Due\r\nrighe"\rc@pec.it;Tre\n');
    expect(table).toMatchObject({
      rows: [
        { line: 2, cells: ['a@pec.it', 'Uno'] },
        { line: 3, cells: ['b@pec.it', 'Due\nrighe'] },
        { line: 5, cells: ['c@pec.it', 'Tre'] },
      ],
    });
  });

  test('columns without a name or of one name can all be named', async () => {
    expect(await read('PEC;;Nome;nome\na@pec.it;1;2;3\n')).toMatchObject({ columns: ['PEC', '#2', 'Nome', 'nome (2)'] });
  });

  test('what looks like a formula stays the text it is', async () => {
    const table = await read("PEC;V\na@pec.it;=cmd|' /C calc'!A0\nb@pec.it;+1\nc@pec.it;-1\nd@pec.it;@SUM(A1)\n");
    expect(table.state === 'read' ? table.rows.map(({ cells }) => cells[1]) : null).toEqual(["=cmd|' /C calc'!A0", '+1', '-1', '@SUM(A1)']);
  });

  test.each<[given: string, bytes: string | Uint8Array, problem: string]>([
    ['nothing', '', 'table.empty'],
    ['only a head', 'PEC;Nome\n', 'table.empty'],
    ['10,001 rows', `PEC\n${'a@pec.it\n'.repeat(10_001)}`, 'table.tooManyRows'],
    ['101 columns', `${'c;'.repeat(100)}c\n${'1;'.repeat(100)}1\n`, 'table.tooManyColumns'],
    ['a cell of a megabyte', `PEC;Nome\na@pec.it;${'x'.repeat(1_000_000)}\n`, 'table.cellTooLong'],
    ['NUL bytes', Buffer.from('PEC;Nome\na@pec.it;\u0000\n'), 'table.damaged'],
    ['a quote that never closes', `PEC;Nome\na@pec.it;"${'x'.repeat(100)}`, 'table.damaged'],
    ['an old workbook, or one with a password', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'table.oldExcel'],
  ])('%s is refused with its reason', async (_given, bytes, problem) => {
    expect(await read(bytes)).toMatchObject({ state: 'refused', problem });
  });

  test('10,000 rows are taken', async () => {
    const table = await read(`PEC\n${'a@pec.it\n'.repeat(10_000)}`);
    expect(table.state === 'read' ? table.rows.length : table).toBe(10_000);
  });
});

describe('SND-09 XLSX', () => {
  const head = `<row r="1">${textCell('A1', 'PEC')}${textCell('B1', 'Importo')}</row>`;

  test('text, numbers, yes and no, and of a formula only the value stored with it', async () => {
    const row = `<row r="3">${textCell('A3', 'a@pec.it')}<c r="B3"><v>1234.5</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="str"><f>HYPERLINK("http://x")</f><v>mostrato</v></c><c r="E3"><f>1+1</f></c></row>`;
    expect([await read(xlsxOf(head + row)), await read(xlsxOf(head + row), 'en')]).toEqual([
      {
        state: 'read',
        sheet: 'Condòmini',
        columns: ['PEC', 'Importo', '#3', '#4'],
        rows: [{ line: 3, cells: ['a@pec.it', '1234,5', 'VERO', 'mostrato'] }],
      },
      {
        state: 'read',
        sheet: 'Condòmini',
        columns: ['PEC', 'Importo', '#3', '#4'],
        rows: [{ line: 3, cells: ['a@pec.it', '1234.5', 'TRUE', 'mostrato'] }],
      },
    ]);
  });

  test.each<[given: string, bytes: Uint8Array, problem: string]>([
    ['a zip that is no workbook', zipOf([{ name: 'a.txt', content: 'x' }]), 'table.damaged'],
    ['a workbook cut in half', xlsxOf(head).subarray(0, 900), 'table.damaged'],
    ['a part with a DTD', xlsxOf(head, [], '<!DOCTYPE a [<!ENTITY x "y">]>'), 'table.damaged'],
    ['an encrypted part', zipOf([{ name: 'xl/workbook.xml', content: 'x', encrypted: true }]), 'table.encrypted'],
    ['a bomb', xlsxOf(head, [{ name: 'xl/media/a.bin', content: '\u0000'.repeat(210 * 1024 * 1024) }]), 'table.tooLarge'],
    [
      'a part that lies about its size',
      zipOf([{ name: 'xl/workbook.xml', content: 'x'.repeat(5_000_000), claimedSize: 10 }]),
      'table.damaged',
    ],
    ['nothing but empty cells', xlsxOf('<row r="1"><c r="A1"/></row>'), 'table.empty'],
    ['XML that does not end', xlsxOf('<row r="1"><c r="A1" t="inlineStr"><is><t>PEC'), 'table.damaged'],
  ])('ATT-05 %s is refused with its reason', async (_given, bytes, problem) => {
    expect(await read(bytes)).toMatchObject({ state: 'refused', problem });
  });
});
