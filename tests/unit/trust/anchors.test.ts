// The shipped trust set and trust data from files.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PKI } from '#tests/support/signed-mail';
import { loadBundledTrust } from '#main/trust/anchors';
import { anchorsFromFiles, listsFromFiles } from '#main/trust/material-from-files';
import { asMaterial, withAdded } from '#main/trust/material';
import { certificatesIn, listsIn } from '#main/trust/pem';
import { readCertificate } from '#main/verification/certificate';
import { identityOf } from '#main/verification/trust-context';

const SHIPPED = path.resolve(import.meta.dirname, '../../../assets/trust');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plico-trust-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pem = (der: Uint8Array, label = 'CERTIFICATE') =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;

describe('the shipped set', () => {
  test('SUP-06 eight editions of AgID CA1 with one name and key, DigitPA CA1, and two roots that end no path', async () => {
    const { entries, setDate, material } = await loadBundledTrust(SHIPPED);
    const anchors = entries.filter(({ role }) => role === 'anchor').map(({ der }) => readCertificate(der));
    const names = anchors.map(({ facts }) => facts.subject.split(',')[0]);
    expect({
      setDate,
      editions: names.filter((name) => name === 'CN=AgID CA1').length,
      others: names.filter((name) => name !== 'CN=AgID CA1'),
      identities: new Set(anchors.map(identityOf)).size,
      roots: material.roots.map((der) => readCertificate(der).facts.subject.split(',')[0]),
    }).toEqual({
      setDate: '2026-11-22',
      editions: 8,
      others: ['CN=DigitPA CA1'],
      identities: 2,
      roots: ['CN=Actalis Authentication Root CA', 'CN=Baltimore CyberTrust Root'],
    });
  });

  test('the subject in the manifest is that of the certificate', async () => {
    const { entries } = await loadBundledTrust(SHIPPED);
    const wrong = entries.filter(({ der, subject }) => readCertificate(der).facts.subject !== subject).map(({ file }) => file);
    expect(wrong).toEqual([]);
  });

  test('SUP-06 another certificate under a known name stops the load', async () => {
    const copy = path.join(folder, 'changed');
    cpSync(SHIPPED, copy, { recursive: true });
    writeFileSync(path.join(copy, 'DigitPA_CA1_2011-01-14.pem'), pem(PKI.pinned.der));
    await expect(loadBundledTrust(copy)).rejects.toMatchObject({ code: 'input.file', values: { file: 'DigitPA_CA1_2011-01-14.pem' } });
  });

  test.each<[string, string]>([
    ['no manifest', ''],
    [
      'a name that leaves the folder',
      JSON.stringify({
        setDate: '2026-11-22',
        certificates: [{ file: '../x.pem', role: 'anchor', subject: 'x', sha256: 'x', date: 'x', source: 'x' }],
      }),
    ],
    [
      'an unknown role',
      JSON.stringify({
        setDate: '2026-11-22',
        certificates: [{ file: 'x.pem', role: 'friend', subject: 'x', sha256: 'x', date: 'x', source: 'x' }],
      }),
    ],
  ])('%s is refused', async (name, manifest) => {
    const place = path.join(folder, name.replaceAll(' ', '-'));
    cpSync(SHIPPED, place, { recursive: true });
    writeFileSync(path.join(place, 'trust.json'), manifest);
    await expect(loadBundledTrust(place)).rejects.toThrow();
  });
});

describe('files of a person', () => {
  test('PEM with text around, several in one file, DER', () => {
    const two = Buffer.from(`Subject: uno\n${pem(PKI.root.der)}\nIssuer: due\n${pem(PKI.pinned.der)}`);
    expect([
      certificatesIn(two).length,
      certificatesIn(PKI.pinned.der).length,
      certificatesIn(Buffer.from('ciao')).length,
      listsIn(two).length,
    ]).toEqual([2, 1, 0, 0]);
  });

  test('a folder gives all its certificates, a file without any is an error', async () => {
    writeFileSync(path.join(folder, 'a.pem'), pem(PKI.root.der));
    writeFileSync(path.join(folder, 'b.crt'), PKI.pinned.der);
    writeFileSync(path.join(folder, 'c.txt'), 'no');
    const material = await anchorsFromFiles(folder, '2026-11-22');
    expect(material.anchors.length).toBe(2);
    await expect(anchorsFromFiles(path.join(folder, 'c.txt'), '2026-11-22')).rejects.toMatchObject({ code: 'input.file' });
    await expect(listsFromFiles(path.join(folder, 'missing'))).rejects.toMatchObject({ code: 'input.file' });
  });

  test('the epoch changes with every certificate and with nothing else', () => {
    const one = asMaterial({ setDate: '2026-11-22', anchors: [PKI.root.der, PKI.pinned.der] });
    const sameInOtherOrder = asMaterial({ setDate: '2026-11-22', anchors: [PKI.pinned.der, PKI.root.der] });
    const more = withAdded(one, { crls: [PKI.root.der] });
    expect([one.epoch === sameInOtherOrder.epoch, one.epoch === more.epoch]).toEqual([true, false]);
  });
});

test('the manifest names a source and a date for each certificate', () => {
  const { certificates } = JSON.parse(readFileSync(path.join(SHIPPED, 'trust.json'), 'utf8')) as {
    certificates: readonly Record<string, string>[];
  };
  expect(certificates.map(({ source, date }) => [source !== '', /^\d{4}-\d\d-\d\d$/.test(date ?? '')])).toEqual(
    certificates.map(() => [true, true]),
  );
});
