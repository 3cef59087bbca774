// What the reading pane asks of a real core beside the message: an invoice out of the archived bytes,
// and the log of a reading copy.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asBlobHash, type AccountId, type BlobHash } from '#shared/model/ids';
import { signedData } from '#tests/support/cms-builder';
import { invoiceText } from '#tests/support/invoice-text';
import { mailWithFiles } from '#tests/support/mail-with-files';
import { openTempCore, type TempCore } from '#tests/support/temp-core';

let temp: TempCore;
let account: AccountId;
let hash: BlobHash;

beforeAll(async () => {
  temp = await openTempCore();
  const plain = Buffer.from(invoiceText());
  const signed = Buffer.from(signedData(plain, { signers: [], certificates: [], embed: plain }));
  const folder = path.join(temp.folder, '..', 'mail');
  mkdirSync(folder);
  const mail = mailWithFiles({
    files: [
      { name: 'IT01234567890_00117.xml', bytes: plain },
      { name: 'IT01234567890_00118.xml.p7m', bytes: signed },
      { name: 'bomba.xml', bytes: '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>' },
    ],
  });
  writeFileSync(path.join(folder, 'fattura.eml'), mail);
  account = await temp.core.archiveBox('Archivio');
  await temp.core.importPaths([folder], {
    account,
    signal: new AbortController().signal,
    onStep: () => undefined,
    onProgress: () => undefined,
  });
  await temp.core.idle();
  const [row] = temp.core.rows({ view: 'all', account: null }, 1);
  hash = row?.hash ?? asBlobHash('0'.repeat(64));
});
afterAll(() => temp.close());

test('an invoice from an attachment of an archived message, plain and signed; XML-01 an entity refused', async () => {
  const client = createRouterClient(temp.core.router, { context: {} });
  const { attachments } = await client.messages.open({ account, hash });
  const readings = await Promise.all(attachments.map(({ part, name }) => client.messages.invoice({ account, hash, part, name })));
  expect(readings.map((one) => (one.state === 'read' ? [one.invoice.bodies[0]?.total, one.invoice.enveloped] : one.code))).toEqual([
    ['548.12', false],
    ['548.12', true],
    'xml.doctype',
  ]);
  await expect(client.messages.invoice({ account, hash, part: '9.9', name: 'f.xml' })).rejects.toMatchObject({
    data: { code: 'notFound' },
  });
});

test('a reading copy is in the log, with the digest of the message and how it was made', async () => {
  const client = createRouterClient(temp.core.router, { context: {} });
  await client.messages.printed({ account, hash, how: 'pdf' });
  await expect(client.messages.printed({ account, hash: asBlobHash('0'.repeat(64)), how: 'paper' })).rejects.toMatchObject({
    data: { code: 'notFound' },
  });
  const to = path.join(temp.folder, '..', 'log');
  await temp.core.audit.export(to, []);
  const { findings } = await temp.core.audit.verify(null);
  const entries = logEntries(path.join(to, 'entries.jsonl')).filter(({ event }) => event === 'message.printed');
  expect([findings, entries.map(({ data }) => data)]).toEqual([[], [{ account: 'a1', blob: hash, how: 'pdf' }]]);
});

type Entry = { readonly event: string; readonly data: unknown };

function logEntries(file: string): readonly Entry[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry);
}
