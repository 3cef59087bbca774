import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMsg } from '#main/ingest/msg-file';
import { formatOfStart, readMbox, readSources } from '#main/ingest/sources';
import { buildMsg, buildSignedMsg } from '#tests/support/msg-builder';
import { rawZip } from '#tests/support/raw-zip';
import { signedMail } from '#tests/support/signed-mail';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plico-sources-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const signedType = (): string => /^Content-Type: multipart\/signed.*$/m.exec(signedMail({}).toString('latin1'))?.[0] ?? '';
const signedEntity = (): { name: string; content: Buffer }[] => {
  const text = signedMail({}).toString('latin1');
  return [{ name: 'smime.p7m', content: Buffer.from(`${signedType()}\r\n${text.slice(text.indexOf('\r\n\r\n') + 2)}`, 'latin1') }];
};

const write = (name: string, content: string | Buffer): string => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
};

/** The integration test goes through the parsing process. */
const inPlace = (bytes: Uint8Array): ReturnType<typeof readMsg> => readMsg({ bytes });

async function read(...paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const item of readSources(paths, inPlace)) {
    if (item.state === 'container') continue;
    const label = path.relative(folder, item.label);
    found.push(item.state === 'message' ? `${label}: ${Buffer.from(item.bytes).toString('latin1')}` : `${label}: refused ${item.reason}`);
  }
  return found;
}

describe('files with mail in them', () => {
  test('an .eml comes out byte for byte', async () => {
    const file = write('a.eml', 'Subject: x\r\n\r\ntrailing blank \r\n');
    expect(await read(file)).toEqual(['a.eml: Subject: x\r\n\r\ntrailing blank \r\n']);
  });

  test('an .eml of junk is still a message, an empty one is not', async () => {
    const junk = write('junk.eml', '\0\x01\x02');
    const empty = write('empty.eml', '');
    expect(await read(junk, empty)).toEqual(['junk.eml: \0\x01\x02', 'empty.eml: refused empty']);
  });

  test('IMP-02 mbox: messages end before the next "From " after a blank line, one quote level comes off', async () => {
    const file = write(
      'box.mbox',
      'From a@b Thu Jan  1 00:00:00 2026\nSubject: 1\n\nFrom here no blank line before\n>From quoted\n>>From twice\n\nFrom c@d Fri Jan  2 00:00:00 2026\nSubject: 2\n\nlast line without end',
    );
    expect(await read(file)).toEqual([
      'box.mbox#1: Subject: 1\n\nFrom here no blank line before\nFrom quoted\n>From twice\n',
      'box.mbox#2: Subject: 2\n\nlast line without end',
    ]);
  });

  test('IMP-02 mbox: a long line that comes in pieces begins once', async () => {
    const pieces = [
      'From a@b Thu Jan  1 00:00:00 2026\n',
      'Subject: 1\n',
      '\n',
      'long ',
      '>From on ',
      '\n',
      'From c@d Fri Jan  2 00:00:00 2026\n',
    ];
    const found: string[] = [];
    for await (const item of readMbox(
      'long',
      pieces.map((text) => Buffer.from(text)),
    ))
      found.push(item.state === 'message' ? Buffer.from(item.bytes).toString() : item.state);
    expect(found).toEqual(['Subject: 1\n\nlong >From on \nFrom c@d Fri Jan  2 00:00:00 2026']);
  });

  test('IMP-02 nothing that looks like mail is passed over in silence', async () => {
    const blank = write('blank-before-colon.eml', 'From : a@b.it\r\nSubject: x\r\n\r\nbody');
    const untimed = write('untimed.mbox', 'From a@b\nSubject: 1\n\nx\n\nFrom c@d\nSubject: 2\n\ny\n');
    expect(await read(blank, untimed)).toEqual([
      'blank-before-colon.eml: From : a@b.it\r\nSubject: x\r\n\r\nbody',
      'untimed.mbox#1: Subject: 1\n\nx\n',
      'untimed.mbox#2: Subject: 2\n\ny',
    ]);
  });

  test.each<[what: string, content: string]>([
    ['a line that begins with "From "', 'From anna questo\r\nSubject: x\r\n\r\n>From here\r\n\r\n'],
    [
      'the line of an mbox before one message',
      'From a@b Thu Jan  1 00:00:00 2026\nSubject: x\n\n>From here\n\nFrom there at 10:30\n\nno header\n\n',
    ],
  ])('IMP-02 an .eml with %s, alone, in a zip or a Maildir: every byte of it, as one message', async (_what, content) => {
    const eml = write('from/uno.eml', content);
    const zip = write('from/due.zip', rawZip([{ name: 'tre.eml', content }]));
    const maildir = write('from/m/cur/4:2,S', content);
    expect(await read(eml, zip, maildir)).toEqual([
      `from/uno.eml: ${content}`,
      `from/due.zip!tre.eml: ${content}`,
      `from/m/cur/4:2,S: ${content}`,
    ]);
  });

  test('IMP-02 an mbox named .eml is read as what it is', async () => {
    const content = 'From a@b Thu Jan  1 00:00:00 2026\nSubject: 1\n\nx\n\nFrom c@d Fri Jan  2 00:00:00 2026\nSubject: 2\n\ny\n';
    expect(await read(write('due.eml', content))).toEqual(['due.eml#1: Subject: 1\n\nx\n', 'due.eml#2: Subject: 2\n\ny']);
  });

  test('a Maildir is read without its tmp, in the order of names', async () => {
    write('maildir/cur/2:2,S', 'Subject: seen\n\n');
    write('maildir/new/1', 'Subject: new\n\n');
    write('maildir/tmp/0', 'Subject: half\n\n');
    write('maildir/dovecot.index', 'no mail here');
    expect(await read(path.join(folder, 'maildir'))).toEqual(['maildir/cur/2:2,S: Subject: seen\n\n', 'maildir/new/1: Subject: new\n\n']);
  });

  test('a file that is no mail is refused by name, and passed over inside a folder', async () => {
    const file = write('notes/todo.pdf', '%PDF-1.7 not mail');
    expect(await read(file)).toEqual(['notes/todo.pdf: refused notMail']);
    expect(await read(path.dirname(file))).toEqual([]);
  });

  test('a path that is not there is refused', async () => {
    expect(await read(path.join(folder, 'nothing.eml'))).toEqual(['nothing.eml: refused unreadable']);
  });

  test('IMP-02 names that are not UTF-8 lose nothing and read as they were meant', async () => {
    const maildir = path.join(folder, 'vecchio');
    for (const sub of ['cur', 'new']) mkdirSync(path.join(maildir, sub), { recursive: true });
    const latin = Buffer.concat([Buffer.from(`${maildir}/cur/perch`), Buffer.from([0xe9]), Buffer.from(':2,S')]);
    writeFileSync(latin, 'Subject: latin name\n\n');
    const inner = Buffer.concat([Buffer.from(`${maildir}/citt`), Buffer.from([0xe0])]);
    mkdirSync(inner);
    writeFileSync(Buffer.concat([inner, Buffer.from('/a.eml')]), 'Subject: inner\n\n');
    expect(await read(maildir)).toEqual(['vecchio/città/a.eml: Subject: inner\n\n', 'vecchio/cur/perché:2,S: Subject: latin name\n\n']);
  });

  test('IMP-02 names in a zip: code page 437 where nothing else is said, UTF-8 where it is', async () => {
    const zip = rawZip([
      { name: Buffer.from([0x63, 0x69, 0x74, 0x74, 0x85, 0x2e, 0x65, 0x6d, 0x6c]), content: 'Subject: 437\n\n' },
      { name: 'perché.eml', content: 'Subject: utf8\n\n' },
    ]);
    expect(await read(write('nomi.zip', zip))).toEqual(['nomi.zip!città.eml: Subject: 437\n\n', 'nomi.zip!perché.eml: Subject: utf8\n\n']);
  });

  test('IMP-01 an entry whose name leads out is refused by name, the rest of the zip is read', async () => {
    const zip = rawZip([
      { name: 'a.eml', content: 'Subject: a\n\n' },
      { name: '../../etc/b.eml', content: 'Subject: b\n\n' },
      { name: '/abs.eml', content: 'Subject: c\n\n' },
      { name: 'C:\\windows\\d.eml', content: 'Subject: d\n\n' },
      { name: 'x\\..\\e.eml', content: 'Subject: e\n\n' },
      { name: 'z.eml', content: 'Subject: z\n\n' },
    ]);
    const found = await read(write('fuori.zip', zip));
    expect(found.filter((line) => !line.endsWith('unsafeName'))).toEqual([
      'fuori.zip!a.eml: Subject: a\n\n',
      'fuori.zip!z.eml: Subject: z\n\n',
    ]);
    expect(found.filter((line) => line.endsWith('refused unsafeName'))).toHaveLength(4);
  });

  test('IMP-01 links, devices, doubles, clashes of case, NUL and UNC names in a zip: contents by the reader alone, no path used', async () => {
    const mail = (name: string): string => `Subject: ${name}\n\n`;
    const zip = rawZip([
      { name: 'link.eml', content: '/etc/passwd', mode: 0o120777 },
      { name: 'device.eml', content: mail('device'), mode: 0o020666 },
      { name: 'due.eml', content: mail('uno') },
      { name: 'due.eml', content: mail('due') },
      { name: 'DUE.EML', content: mail('tre') },
      { name: 'nul\0.eml', content: mail('nul') },
      { name: '\\\\srv\\x.eml', content: mail('unc') },
      { name: 'z.eml', content: mail('z') },
    ]);
    expect(await read(write('tutto.zip', zip))).toEqual([
      // What the entry itself holds: nothing is followed.
      'tutto.zip!link.eml: /etc/passwd',
      'tutto.zip!device.eml: Subject: device\n\n',
      'tutto.zip!due.eml: Subject: uno\n\n',
      'tutto.zip!due.eml: Subject: due\n\n',
      'tutto.zip!DUE.EML: Subject: tre\n\n',
      'tutto.zip!nul\0.eml: refused unsafeName',
      'tutto.zip!\\\\srv\\x.eml: refused unsafeName',
      'tutto.zip!z.eml: Subject: z\n\n',
    ]);
  });

  test('a file with several messages is named with its hash before them', async () => {
    const content = 'From a@b Thu Jan  1 00:00:00 2026\nSubject: 1\n\nx\n';
    const items = [];
    for await (const item of readSources([write('hash.mbox', content)], inPlace)) items.push(item);
    expect(items[0]).toEqual({
      state: 'container',
      label: path.join(folder, 'hash.mbox'),
      sha256: createHash('sha256').update(content).digest('hex'),
      sizeBytes: content.length,
    });
  });

  test('an .eml attached to an Outlook .msg comes out byte for byte, small or large; nothing is rebuilt', async () => {
    const small = Buffer.from('Subject: small\r\n\r\ntrailing \xe9 \r\n', 'latin1');
    const large = Buffer.concat([Buffer.from('Subject: large\r\n\r\n'), Buffer.alloc(300_001, 'riga\r\n')]);
    const file = write(
      'posta.msg',
      buildMsg('POSTA CERTIFICATA', [
        { name: 'postacert.eml', content: small },
        { name: 'daticert.xml', content: Buffer.from('<postacert/>') },
        { name: 'grande.EML', content: large },
        { name: 'smontato.eml', object: [{ name: 'dentro.eml', content: small }] },
      ]),
    );
    const zip = write('posta.zip', rawZip([{ name: 'a.msg', content: buildMsg('x', [{ name: 'b.eml', content: small }]) }]));
    expect(await read(file, zip)).toEqual([
      `posta.msg!postacert.eml: ${small.toString('latin1')}`,
      `posta.msg!grande.EML: ${large.toString('latin1')}`,
      `posta.zip!a.msg!b.eml: ${small.toString('latin1')}`,
    ]);
  });

  test('a .msg without a message in its own bytes is refused, whatever headers it carries', async () => {
    const file = write('ricevuta.msg', buildMsg('CONSEGNA', [{ name: 'daticert.xml', content: Buffer.from('<postacert/>') }]));
    expect(await read(file)).toEqual(['ricevuta.msg: refused rebuilt']);
  });

  test('a clear-signed message of Outlook comes out as it was, header and signed entity put together, and that is said', async () => {
    const mail = signedMail({});
    const file = write('firmato.msg', buildSignedMsg(mail));
    const items: unknown[] = [];
    for await (const item of readSources([file], inPlace)) if (item.state !== 'container') items.push(item);
    expect(items).toEqual([{ state: 'message', label: `${file}!smime.p7m`, bytes: mail, finding: 'outlookHeader' }]);
  });

  test.each<[what: string, msg: () => Buffer]>([
    ['cut', () => buildSignedMsg(signedMail({}), 40)],
    [
      'with the header of another message',
      () => buildMsg('x', signedEntity(), 'Subject: x\r\nContent-Type: multipart/signed; boundary="other"\r\n'),
    ],
    ['without its header', () => buildMsg('x', signedEntity(), '')],
    ['with a header that is no US-ASCII', () => buildMsg('x', signedEntity(), `Subject: \u00e8\r\n${signedType()}\r\n`)],
    ['with a header that ends before its end', () => buildMsg('x', signedEntity(), `Subject: x\r\n\r\n${signedType()}\r\n`)],
    ['beside another file', () => buildMsg('x', [...signedEntity(), { name: 'a.pdf', content: Buffer.from('x') }], `${signedType()}\r\n`)],
    ['that is a CMS file', () => buildMsg('x', [{ name: 'smime.p7m', content: Buffer.from('308006092a864886', 'hex') }], 'Subject: x\r\n')],
  ])('a signed entity in a .msg %s is refused', async (_what, msg) => {
    expect(await read(write('no.msg', msg()))).toEqual(['no.msg: refused rebuilt']);
  });

  test('IMP-02 PST and MSG junk: each is refused by name, also inside a folder and a zip', async () => {
    const magic = Buffer.from('d0cf11e0a1b11ae1', 'hex');
    write('outlook/a-junk.msg', Buffer.from([0, 1, 2, 3]));
    write('outlook/b-magic.msg', magic);
    write('outlook/c-noise.msg', Buffer.concat([magic, Buffer.alloc(4096, 0xa5)]));
    write('outlook/e.pst', Buffer.concat([Buffer.from('!BDN'), Buffer.alloc(600, 7)]));
    write('outlook/f-other-start.ost', Buffer.alloc(600, 7));
    write('outlook/g.doc', magic);
    write(
      'outlook/h.zip',
      rawZip([
        { name: 'x.msg', content: 'nothing' },
        { name: 'x.pst', content: '!BDN' },
      ]),
    );
    expect(await read(path.join(folder, 'outlook'))).toEqual([
      'outlook/a-junk.msg: refused unreadable',
      'outlook/b-magic.msg: refused unreadable',
      'outlook/c-noise.msg: refused unreadable',
      'outlook/e.pst: refused outlookFile',
      'outlook/f-other-start.ost: refused outlookFile',
      'outlook/h.zip!x.msg: refused unreadable',
      'outlook/h.zip!x.pst: refused outlookFile',
    ]);
  });

  test('IMP-02 a .msg cut off anywhere gives the exact bytes or none', async () => {
    const inner = Buffer.concat([
      Buffer.from('Subject: x\r\n\r\n'),
      Buffer.from(Array.from({ length: 900 }, (_, at) => `line ${at}`).join('\r\n')),
    ]);
    const whole = buildMsg('x', [{ name: 'a.eml', content: inner }]);
    const seen = new Set<string>();
    for (let cut = 0; cut <= whole.length; cut += 128) {
      const reading = await readMsg({ bytes: whole.subarray(0, cut) });
      seen.add(
        reading.state === 'refused'
          ? reading.reason
          : reading.messages.every(({ bytes }) => inner.equals(bytes))
            ? 'exact'
            : `other bytes at ${cut}`,
      );
    }
    expect([...seen].toSorted()).toEqual(['exact', 'unreadable']);
  });

  test('IMP-01 a broken zip is refused', async () => {
    const file = write('broken.zip', Buffer.from('PK\x03\x04 but nothing more'));
    expect(await read(file)).toEqual(['broken.zip: refused unreadable']);
  });
});

test.each<[start: string, name: string, format: string]>([
  ['From a@b Thu', 'x', 'mbox'],
  ['From: a@b\r\nTo: c@d', 'x', 'message'],
  ['From: a@b\r\nTo: c@d', 'x.txt', 'message'],
  ['PK\x03\x04', 'x.eml', 'zip'],
  ['{"json": true}', 'x.json', 'other'],
  ['', 'x.eml', 'other'],
  ['From: a@b\r\nTo: c@d', 'x.msg', 'message'],
  ['!BDN', 'x', 'pst'],
])('format of %j named %s is %s', (start, name, format) => {
  expect(formatOfStart(Buffer.from(start, 'latin1'), name)).toBe(format);
});
