// Bundles from strangers: refused by name, nothing written (EVIDENCE §10, THREATS EVI-11).
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBundleFolder, openBundleZip } from '#main/evidence/bundle-source';
import { readBagManifest } from '#main/evidence/bag-manifest';
import { isBagPath } from '#main/evidence/bag-path';
import { rawZip, type RawEntry } from '#tests/support/raw-zip';
import { tempFolder } from '#tests/support/temp-profile';

const BAGIT: RawEntry = { name: 'b/bagit.txt', content: 'BagIt-Version: 1.0\n' };

async function outcome(entries: readonly RawEntry[]): Promise<string> {
  const folder = tempFolder();
  const file = path.join(folder, 'x.zip');
  writeFileSync(file, rawZip(entries));
  const source = await openBundleZip(file);
  if (source.state === 'open') source.close();
  expect(readdirSync(folder)).toEqual(['x.zip']);
  return source.state === 'refused' ? source.code : source.state;
}

describe('EVI-11 a ZIP', () => {
  test.each<[string, readonly RawEntry[], string]>([
    ['plain', [BAGIT, { name: 'b/data/x.eml', content: 'x' }], 'open'],
    ['without bagit.txt', [{ name: 'b/data/x.eml', content: 'x' }], 'notABundle'],
    ['going up', [BAGIT, { name: 'b/../../evil', content: 'x' }], 'path'],
    ['absolute', [BAGIT, { name: '/etc/evil', content: 'x' }], 'path'],
    ['with a drive', [BAGIT, { name: 'C:/evil', content: 'x' }], 'path'],
    ['with backslashes', [BAGIT, { name: 'b\\..\\evil', content: 'x' }], 'path'],
    ['with a name of other case', [BAGIT, { name: 'b/BAGIT.txt', content: 'x' }], 'path'],
    ['with a device', [BAGIT, { name: 'b/data/nul.eml', content: 'x' }], 'path'],
    ['with a control character', [BAGIT, { name: 'b/data/x\n.eml', content: 'x' }], 'path'],
    ['with a double', [BAGIT, BAGIT], 'duplicate'],
    ['with a link', [BAGIT, { name: 'b/data/x.eml', content: '/etc/passwd', mode: 0o120777 }], 'link'],
    ['with a device file', [BAGIT, { name: 'b/data/x.eml', content: '', mode: 0o020666 }], 'link'],
    ['with a password', [BAGIT, { name: 'b/data/x.eml', content: 'x', encrypted: true }], 'encrypted'],
    ['of two folders', [BAGIT, { name: 'c/data/x.eml', content: 'x' }], 'severalFolders'],
    ['without a folder', [{ name: 'bagit.txt', content: 'x' }], 'severalFolders'],
    ['that swells', [BAGIT, { name: 'b/data/x.eml', content: Buffer.alloc(8 * 1024 * 1024), deflated: true }], 'tooLarge'],
  ])('%s', async (_what, entries, expected) => {
    expect(await outcome(entries)).toBe(expected);
  });

  test('cut short is unreadable', async () => {
    const file = path.join(tempFolder(), 'x.zip');
    writeFileSync(file, rawZip([BAGIT]).subarray(0, 40));
    expect(await openBundleZip(file)).toEqual({ state: 'refused', code: 'unreadable' });
  });
});

describe('EVI-11 EVI-06 a ZIP that not every program reads alike', () => {
  const whole = [BAGIT, { name: 'b/data/x.eml', content: 'x' }];
  const read = async (bytes: Buffer): Promise<string> => {
    const file = path.join(tempFolder(), 'x.zip');
    writeFileSync(file, bytes);
    const source = await openBundleZip(file);
    if (source.state === 'open') source.close();
    return source.state === 'refused' ? source.code : source.state;
  };
  const good = rawZip(whole);
  const other = rawZip([BAGIT, { name: 'b/data/y.eml', content: 'y' }]);

  test('is opened only as it is', async () => {
    const hidden = rawZip([...whole, { name: 'b/data/z.eml', content: 'hidden' }]);
    const local = Buffer.from(good);
    local.write('b/data/z', local.indexOf('b/data/x'));
    const commented = Buffer.concat([good, Buffer.from('PK')]);
    commented.writeUInt16LE(2, good.length - 2);
    const fewer = Buffer.from(hidden);
    // The directory goes on after the entries that its end counts.
    fewer.writeUInt16LE(2, fewer.length - 14);
    fewer.writeUInt16LE(2, fewer.length - 12);
    expect({
      good: await read(good),
      trailing: await read(Buffer.concat([good, Buffer.from('more')])),
      inFront: await read(Buffer.concat([Buffer.from('#!/bin/sh\n'), good])),
      second: await read(Buffer.concat([other, good])),
      secondAfter: await read(Buffer.concat([good, other])),
      comment: await read(commented),
      otherName: await read(local),
      uncounted: await read(fewer),
    }).toEqual({
      good: 'open',
      trailing: 'unreadable',
      inFront: 'path',
      second: 'layout',
      secondAfter: 'layout',
      comment: 'layout',
      otherName: 'layout',
      uncounted: 'layout',
    });
  });
});

describe('EVI-11 a folder', () => {
  test('with a link in it is refused', async () => {
    const folder = tempFolder();
    mkdirSync(path.join(folder, 'data'));
    writeFileSync(path.join(folder, 'bagit.txt'), 'x');
    symlinkSync('/etc/passwd', path.join(folder, 'data', 'x.eml'));
    expect(await openBundleFolder(folder)).toEqual({ state: 'refused', code: 'link' });
  });
});

describe('EVI-11 a manifest', () => {
  const digest = 'a'.repeat(64);
  test.each<[string, string, number | null]>([
    ['one line', `${digest}  data/x\n`, 1],
    ['empty', '', 0],
    ['CRLF', `${digest}  data/x\r\n`, null],
    ['a byte order mark', `\ufeff${digest}  data/x\n`, null],
    ['no last line end', `${digest}  data/x`, null],
    ['binary mark', `${digest} *data/x\n`, null],
    ['the same path twice', `${digest}  data/x\n${digest}  data/x\n`, null],
    ['a path that goes up', `${digest}  ../x\n`, null],
    ['capital digits', `${digest.toUpperCase()}  data/x\n`, null],
    ['a short digest', `${digest.slice(1)}  data/x\n`, null],
    ['a million lines', `${digest}  data/x\n`.repeat(1_000_000), null],
  ])('%s', (_what, text, size) => {
    expect(readBagManifest(Buffer.from(text, 'utf8'), 64)?.size ?? null).toBe(size);
  });
});

test.each<[string, boolean]>([
  ['data/messages/0001-inviato-4ab3e3619ee4a8be.eml', true],
  ['LEGGIMI.txt', true],
  ['data/LEGGIMI.txt', false],
  ['data//x', false],
  ['data/./x', false],
  ['/data/x', false],
  ['data/x/', false],
  ['data/con.txt', false],
  ['data/console.txt', true],
  ['data/è.txt', false],
  [`data/${'x'.repeat(120)}`, false],
  ['', false],
])('a path of a bag: %j is %s', (candidate, expected) => {
  expect(isBagPath(candidate)).toBe(expected);
});
