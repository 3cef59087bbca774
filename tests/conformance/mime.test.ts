// THREATS MIME-01 to MIME-14 on hostile sizes and forms. The suite's time limit stands for "settles";
// MIME-11 is tests/property/mime.test.ts.
import { describe, expect, test } from 'vitest';
import { decodeContent, entityText, listAttachments, readableParts } from '#main/mime/content';
import { decodedHeader } from '#main/mime/headers';
import { parseMessage, walkEntities } from '#main/mime/parse';
import { plainText } from '#main/mime/plain-text';
import { summariseMessage } from '#main/mime/summary';
import { lines } from '#tests/support/mime-text';

function facts(bytes: Uint8Array): { readonly entities: number; readonly deepest: number; readonly defects: readonly string[] } {
  const message = parseMessage(bytes);
  const entities = [...walkEntities(message.root)];
  return {
    entities: entities.length,
    deepest: Math.max(...entities.map((entity) => entity.path.length)),
    defects: message.defects.map((defect) => defect.id),
  };
}
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function nestedMultiparts(depth: number): Uint8Array {
  const open = Array.from({ length: depth }, (_, level) => `Content-Type: multipart/mixed; boundary=b${level}x\r\n\r\n--b${level}x\r\n`);
  return bytesOf(`${open.join('')}\r\ntext`);
}
function nestedMessages(depth: number): Uint8Array {
  return bytesOf(`${'Content-Type: message/rfc822\r\n\r\n'.repeat(depth)}Subject: in\r\n\r\ntext`);
}

describe('MIME-01: parts and depth', () => {
  test.each<[id: string, bytes: Uint8Array, then: { readonly entities: number; readonly deepest: number }, limit: string]>([
    [
      'MIME-01 10,000 parts',
      bytesOf(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(10_000)}--b--`),
      { entities: 1_000, deepest: 1 },
      'mime.limit.parts',
    ],
    [
      'MIME-01 100,000 parts',
      bytesOf(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(100_000)}--b--`),
      { entities: 1_000, deepest: 1 },
      'mime.limit.parts',
    ],
    ['MIME-01 depth 200', nestedMultiparts(200), { entities: 21, deepest: 20 }, 'mime.limit.depth'],
    ['MIME-01 depth 5,000', nestedMultiparts(5_000), { entities: 21, deepest: 20 }, 'mime.limit.depth'],
    ['MIME-01 message/rfc822 depth 300', nestedMessages(300), { entities: 6, deepest: 5 }, 'mime.limit.messageDepth'],
  ])('%s', (_id, bytes, then, limit) => {
    const { entities, deepest, defects } = facts(bytes);
    expect({ entities, deepest }).toEqual(then);
    expect(defects).toContain(limit);
  });

  test('MIME-01 at the limits nothing is flagged', () => {
    const parts = bytesOf(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(999)}--b--`);
    expect(facts(parts)).toEqual({ entities: 1_000, deepest: 1, defects: [] });
    expect(facts(nestedMessages(5))).toEqual({ entities: 6, deepest: 5, defects: [] });
  });
});

describe('MIME-02: headers', () => {
  test.each<[id: string, bytes: Uint8Array, fields: number, defects: readonly string[]]>([
    [
      'MIME-02 20 MB single header',
      bytesOf(`Subject: ${'a'.repeat(20 * 1024 * 1024)}\r\n\r\nx`),
      0,
      ['mime.limit.headerField', 'mime.limit.headerBytes'],
    ],
    ['MIME-02 200 KiB single header', bytesOf(`Subject: ${'a'.repeat(200 * 1024)}\r\n\r\nx`), 1, ['mime.limit.headerField']],
    ['MIME-02 200,000 headers', bytesOf(`${'A: 1\r\n'.repeat(200_000)}\r\nx`), 1_000, ['mime.limit.headers']],
    ['MIME-02 10,000 headers', bytesOf(`${'A: 1\r\n'.repeat(10_000)}\r\nx`), 1_000, ['mime.limit.headers']],
    [
      'MIME-02 300,000 folds',
      bytesOf(`Subject: a\r\n${' b\r\n'.repeat(300_000)}\r\nx`),
      0,
      ['mime.limit.headerField', 'mime.limit.headerBytes'],
    ],
    ['MIME-02 colon after blank', bytesOf('Subject : a\r\n\r\nx'), 1, ['mime.blankBeforeColon']],
    ['MIME-02 without colon', bytesOf('From me\r\nSubject: a\r\n\r\nx'), 1, ['mime.headerWithoutColon']],
    ['MIME-02 CR only', bytesOf('Subject: a\rTo: b\r\rx'), 1, ['mime.bareCr', 'mime.headerUnterminated']],
    ['MIME-02 LF only', bytesOf('Subject: a\nTo: b\n\nx'), 2, ['mime.bareLf']],
    ['MIME-02 mixed line ends', bytesOf('Subject: a\r\nTo: b\n\r\nx'), 2, ['mime.bareLf']],
    ['MIME-02 NUL in a name', bytesOf('Sub\u0000ject: a\r\nTo: b\r\n\r\nx'), 1, ['mime.nul', 'mime.badHeaderName']],
    ['MIME-02 NUL in a value', bytesOf('Subject: a\u0000b\r\n\r\nx'), 1, ['mime.nul']],
  ])('%s', (_id, bytes, fields, defects) => {
    const message = parseMessage(bytes);
    expect([message.root.fields.length, message.defects.map((defect) => defect.id)]).toEqual([fields, defects]);
  });

  test('MIME-02 ten megabytes of headers over many parts stop at one', () => {
    const part = `--b\r\n${`X: ${'a'.repeat(1_000)}\r\n`.repeat(200)}\r\nx\r\n`;
    const message = parseMessage(bytesOf(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(50)}--b--`));
    const recorded = [...walkEntities(message.root)].reduce(
      (sum, entity) => sum + entity.fields.reduce((size, field) => size + field.range.end - field.range.start, 0),
      0,
    );
    expect([message.root.children.length, recorded <= 1024 * 1024, message.defects.map((defect) => defect.id)]).toEqual([
      50,
      true,
      ['mime.limit.headerBytesInAll'],
    ]);
  });
});

describe('MIME-03: bulk', () => {
  test('MIME-03 30 MB of invalid base64', () => {
    const bytes = Buffer.concat([bytesOf('Content-Transfer-Encoding: base64\r\n\r\n'), Buffer.alloc(30 * 1024 * 1024, '!A=*')]);
    const decoded = decodeContent(bytes, parseMessage(bytes).root);
    expect([decoded.bytes.length, decoded.defects]).toEqual([0, ['mime.badBase64']]);
  });
  test('MIME-03 1.6 million soft breaks', () => {
    const bytes = bytesOf(`Content-Transfer-Encoding: quoted-printable\r\n\r\n${'a=\r\n'.repeat(1_600_000)}`);
    expect(decodeContent(bytes, parseMessage(bytes).root).bytes.length).toBe(1_600_000);
  });
  test('MIME-03 one million near-boundaries', () => {
    const bytes = bytesOf(
      `Content-Type: multipart/mixed; boundary=bound\r\n\r\n${'--bounx\r\n--boundx\r\n'.repeat(500_000)}--bound\r\n\r\nx\r\n--bound--`,
    );
    expect(facts(bytes)).toEqual({ entities: 2, deepest: 1, defects: ['mime.ambiguousBoundary'] });
  });
  test('MIME-03 one million "> " and dashes', () => {
    const bytes = bytesOf(
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${'> '.repeat(1_000_000)}${'--'.repeat(1_000_000)}\r\n--b--`,
    );
    const { root } = parseMessage(bytes);
    expect([root.children.length, plainText(bytes, root, 100).length]).toEqual([1, 100]);
  });
});

test('MIME-04 a message that ends inside the header of an inline message settles', () => {
  const bytes = lines(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: message/rfc822',
    'Content-Disposition: inline',
    '',
    'Subject: cut off he',
  );
  expect(facts(bytes)).toEqual({ entities: 3, deepest: 2, defects: ['mime.missingClose', 'mime.headerUnterminated'] });
});

describe('MIME-05 and MIME-06: two readings', () => {
  test.each<[id: string, bytes: Uint8Array, defect: string]>([
    ['MIME-05 charset twice', lines('Content-Type: text/plain; charset=utf-8; charset=utf-7', '', 'x'), 'mime.duplicateParameter'],
    ['MIME-05 name twice', lines('Content-Type: text/plain; name=a; name=b', '', 'x'), 'mime.duplicateParameter'],
    [
      'MIME-05 boundary twice',
      lines('Content-Type: multipart/mixed; boundary=a; boundary=b', '', '--a', '', 'x', '--a--'),
      'mime.twoBoundaries',
    ],
    [
      'MIME-06 RFC 2231 and plain',
      lines("Content-Disposition: attachment; filename=a.pdf; filename*=utf-8''a.exe", '', 'x'),
      'mime.parameterConflict',
    ],
    [
      'MIME-06 index 999999999',
      lines('Content-Disposition: attachment; filename*0=a; filename*999999999=b', '', 'x'),
      'mime.parameterContinuation',
    ],
    [
      'MIME-06 name against filename',
      lines('Content-Type: text/plain; name=a.exe', 'Content-Disposition: attachment; filename=a.pdf', '', 'x'),
      'mime.fileNameConflict',
    ],
  ])('%s', (_id, bytes, defect) => {
    expect(facts(bytes).defects).toContain(defect);
  });

  test('MIME-06 percent-NUL and encoded words in a name', () => {
    const nul = lines("Content-Disposition: attachment; filename*=utf-8''a%00.exe", '', 'x');
    const word = lines('Content-Disposition: attachment; filename="=?utf-8?q?fatt=C3=B9ra?=.pdf"', '', 'x');
    expect([parseMessage(nul).root.fileName, parseMessage(word).root.fileName]).toEqual(['a_.exe', 'fattùra.pdf']);
  });
});

test('MIME-08 nested multiparts sharing a boundary: the outer one takes the delimiters', () => {
  const bytes = lines(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'x',
    '--b--',
    'tail',
  );
  expect(parseMessage(bytes).root.children.map((child) => [child.contentType.value, child.children.length])).toEqual([
    ['multipart/mixed', 0],
    ['text/plain', 0],
  ]);
});

describe('MIME-09: charsets', () => {
  const text = (charset: string, body: string): string => {
    const bytes = lines(`Content-Type: text/plain; charset=${charset}`, '', body);
    return entityText(bytes, parseMessage(bytes).root).text;
  };
  test.each<[id: string, charset: string, body: string, then: string]>([
    ['MIME-09 utf-7 is shown as bytes', 'utf-7', '+ADw-script+AD4-', '+ADw-script+AD4-'],
    ['MIME-09 x-user-defined', 'x-user-defined', '\u0080<', '\u0080<'],
    ['MIME-09 iso-2022-kr', 'iso-2022-kr', '<b>', '<b>'],
    ['MIME-09 unknown', 'made-up', 'caff\u00e8', 'caffè'],
    ['MIME-09 code page 850', 'cp850', 'caff\u008a', 'caffè'],
    ['MIME-09 windows-1252', 'windows-1252', '\u0080', '€'],
    ['MIME-09 none, bytes are UTF-8', 'us-ascii', 'caff\u00c3\u00a8', 'caffè'],
  ])('%s', (_id, charset, body, then) => {
    expect(text(charset, body)).toBe(then);
  });

  test('MIME-09 utf-16 in an encoded word is text, nothing more', () => {
    const bytes = lines('Subject: =?utf-16be?B?ADwAYgA+?=', '', '');
    expect(decodedHeader(bytes, parseMessage(bytes).root, 'subject')).toBe('<b>');
  });
});

test('MIME-10 names of the object prototype', () => {
  const bytes = lines('__proto__: 1', 'constructor: 2', 'Content-Type: text/plain; __proto__=x', '', '');
  const { root } = parseMessage(bytes);
  expect([root.fields.map((field) => field.name), root.contentType.parameters.get('__proto__'), Object.keys(Object.prototype)]).toEqual([
    ['__proto__', 'constructor', 'content-type'],
    'x',
    [],
  ]);
});

test('MIME-12 what is listed is what was parsed: every attachment is an entity of the tree', () => {
  const bytes = lines(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'x',
    '--b',
    'Content-Type: application/pdf; name=a.pdf',
    '',
    'y',
    '--b--',
  );
  const message = parseMessage(bytes);
  const bodies = new Set([...walkEntities(message.root)].map((entity) => `${entity.body.start}-${entity.body.end}`));
  expect(listAttachments(bytes, message).map((attachment) => bodies.has(`${attachment.range.start}-${attachment.range.end}`))).toEqual([
    true,
  ]);
});

test.each<[id: string, type: string]>([
  ['MIME-13 message/partial', 'message/partial; id=x; number=1; total=2'],
  ['MIME-13 message/external-body', 'message/external-body; access-type=URL; URL="http://127.0.0.1/"'],
  ['MIME-14 TNEF', 'application/ms-tnef; name=winmail.dat'],
  ['MIME-14 Outlook message', 'application/vnd.ms-outlook; name=x.msg'],
])('%s is an attachment that is not entered', (_id, type) => {
  const bytes = lines(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    `Content-Type: ${type}`,
    '',
    'Content-Type: text/html',
    '',
    'x',
    '--b--',
  );
  const message = parseMessage(bytes);
  expect([message.root.children[0]?.children, readableParts(message.root), listAttachments(bytes, message).length]).toEqual([[], [], 1]);
});

test('MIME-13 multipart/x-mixed-replace and MIME-14 multipart/appledouble are read as mixed', () => {
  const bytes = lines('Content-Type: multipart/x-mixed-replace; boundary=b', '', '--b', '', 'one', '--b', '', 'two', '--b--');
  expect(plainText(bytes, parseMessage(bytes).root, 100)).toBe('one\ntwo');
});

test('HDR-01 the Mailsploit set: addresses are shown as written and marked', () => {
  const from = '"=?utf-8?Q?potus=40whitehouse=2Egov?=" <=?utf-8?q?potus=40whitehouse=2Egov=00?=@evil.example>';
  const bytes = lines(`From: ${from}`, '', '');
  expect(summariseMessage(bytes, parseMessage(bytes).root).from.addresses).toEqual([
    {
      address: '=?utf-8?q?potus=40whitehouse=2Egov=00?=@evil.example',
      valid: false,
      displayName: 'potus@whitehouse.gov',
      suspicious: ['address.encodedWord', 'address.nameIsAddress'],
    },
  ]);
});
