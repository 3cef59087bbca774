import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatOfStart, readSources } from '#main/ingest/sources';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plico-sources-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Buffer): string => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
};

async function read(...paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const item of readSources(paths)) {
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

  test('IMP-02 nothing that looks like mail is passed over in silence', async () => {
    const blank = write('blank-before-colon.eml', 'From : a@b.it\r\nSubject: x\r\n\r\nbody');
    const untimed = write('untimed.mbox', 'From a@b\nSubject: 1\n\nx\n\nFrom c@d\nSubject: 2\n\ny\n');
    expect(await read(blank, untimed)).toEqual([
      'blank-before-colon.eml: From : a@b.it\r\nSubject: x\r\n\r\nbody',
      'untimed.mbox#1: Subject: 1\n\nx\n',
      'untimed.mbox#2: Subject: 2\n\ny',
    ]);
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
])('format of %j named %s is %s', (start, name, format) => {
  expect(formatOfStart(Buffer.from(start, 'latin1'), name)).toBe(format);
});
