// Mail out of the archive as `.eml`, mbox and zip: byte for byte, read back by our own import and by Python's
// mailbox and zipfile, also where the bytes try to look like the container they are put into.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashOfBytes, putMessage } from '#main/archive/message';
import { exportMail, type MailExport } from '#main/evidence/export-mail';
import { readSources } from '#main/ingest/sources';
import { saveAccount } from '#main/store/account';
import type { Store } from '#main/store/database';
import { saveMessage } from '#main/store/message';
import { hashToBytes, sql, textOf } from '#main/store/sql';
import type { MailForm } from '#shared/model/evidence';
import { asInstant, type BlobHash } from '#shared/model/ids';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { NOW, tempFolder, tempProfile } from '#tests/support/temp-profile';

const python = spawnSync('python3', ['-c', 'import mailbox, zipfile']).status === 0;
const account = accountRecord('anna');
const HEAD = 'From: a@pec.example\r\nSubject: prova\r\n\r\n';

const ODD = [
  `${HEAD}a plain one\r\n`,
  `${HEAD}From here\r\n>From there\r\n>>>From everywhere\r\n> From not quoted\r\nnot From the start\r\n`,
  `${HEAD}end of this one\r\n\r\nFrom MAILER-DAEMON Thu Jan  1 00:00:00 2026\r\nSubject: another, it says\r\n\r\nx\r\n`,
  'Subject: bare line ends\n\nFrom x\n\nFrom y Thu Jan  1 00:00:00 2026\n',
  `${HEAD}blank lines at the end\r\n\r\n\r\n`,
  `${HEAD}blank lines at the end, bare\n\n\n`,
  'From a@pec.example Thu Jan  1 00:00:00 2026\r\nSubject: begins as an mbox does\r\n\r\nx\r\n',
  `${HEAD}\0 nothing \xff\xfe and no charset \x1a\r\n`,
  `${HEAD}a lone return\rFrom here\r\n`,
  '\n',
].map((text) => Buffer.from(text, 'latin1'));
/** These an mbox cannot hold as they are. */
const WITHOUT_END = [`${HEAD}no line end`, `${HEAD}a return alone\r`].map((text) => Buffer.from(text, 'latin1'));
const hashes = (all: readonly Uint8Array[]): string[] => all.map((bytes) => createHash('sha256').update(bytes).digest('hex')).toSorted();

function profileWith(all: readonly Uint8Array[]): Store {
  const store = tempProfile();
  store.write((tx) => {
    saveAccount(tx, account);
    for (const [n, bytes] of all.entries()) {
      const { hash } = putMessage(tx, bytes, { origin: { account: account.id, source: 'import', detail: '', at: NOW } });
      saveMessage(tx, messageRecord(account.id, n, { hash, indication: null, look: 'pending', sortDate: asInstant(NOW + n * 1_000) }));
    }
  });
  return store;
}

/** As rot does, past the triggers that forbid it. */
function damage(store: Store, hash: BlobHash): void {
  store.write((tx) => {
    const triggers = tx.all(sql`SELECT name FROM main.sqlite_schema WHERE type = 'trigger'`, (row) => textOf(row, 'name'));
    for (const name of triggers) tx.run({ text: `DROP TRIGGER main.${name}`, parameters: [] });
    tx.run(sql`UPDATE spool SET body = zeroblob(length(body)) WHERE hash = ${hashToBytes(hash)}`);
  });
}

function exported(store: Store, form: MailForm, selection: Parameters<typeof exportMail>[1] = 'all'): Promise<MailExport> {
  return exportMail(store, selection, { form, to: tempFolder(), signal: new AbortController().signal, onProgress: () => undefined });
}

async function readBack(file: string): Promise<string[]> {
  const found: string[] = [];
  for await (const item of readSources([file], () => Promise.resolve(null)))
    if (item.state !== 'container') found.push(item.state === 'message' ? hashOfBytes(item.bytes) : `refused ${item.reason}`);
  return found.toSorted();
}

describe('IMP-02 what goes out comes back byte for byte', () => {
  test('mbox, also by the mailbox module of Python', async () => {
    const store = profileWith([...ODD, ...WITHOUT_END]);
    const { path: file, messages, missing } = await exported(store, 'mbox');
    expect([missing.map(({ what }) => what), missing.map(({ state }) => state).toSorted()]).toEqual([
      ['senza-a-capo', 'senza-a-capo'],
      hashes(WITHOUT_END),
    ]);
    expect([messages, await readBack(file)]).toEqual([ODD.length, hashes(ODD)]);
    if (!python) return;
    // The module leaves the quoting on (RFC 4155 does not say who takes it off).
    const script = `import mailbox, hashlib, re, sys
for key in (box := mailbox.mbox(sys.argv[1], create=False)).keys():
    print(hashlib.sha256(re.sub(rb'(?m)^>(>*From )', rb'\\1', box.get_bytes(key))).hexdigest())`;
    const said = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
    expect([said.stderr, said.stdout.trim().split('\n').toSorted()]).toEqual(['', hashes(ODD)]);
  });

  test('a folder of .eml with its list of digests', async () => {
    const all = [...ODD, ...WITHOUT_END];
    const { path: folder, rootSha256 } = await exported(profileWith(all), 'eml');
    const files = readdirSync(folder).filter((name) => name.endsWith('.eml'));
    expect(hashes(files.map((name) => readFileSync(path.join(folder, name))))).toEqual(hashes(all));
    const list = readFileSync(path.join(folder, 'sha256sums.txt'));
    expect(hashes([list])).toEqual([rootSha256]);
    const check = spawnSync('sha256sum', ['--strict', '-c', 'sha256sums.txt'], { cwd: folder, encoding: 'utf8' });
    expect(check.error === undefined ? check.status : 0).toBe(0);
    expect(files[0]).toBe(`000001-20261122-100000-${hashOfBytes(ODD[0] ?? Buffer.alloc(0)).slice(0, 8)}.eml`);
  });

  test('a zip, also by the zipfile module of Python', async () => {
    // What begins as an mbox does is read as one, whatever it is called.
    const all = [...ODD, ...WITHOUT_END].filter((bytes) => !bytes.subarray(0, 6).equals(Buffer.from('From a')));
    const { path: file, rootSha256 } = await exported(profileWith(all), 'zip');
    expect([await readBack(file), hashes([readFileSync(file)])]).toEqual([hashes(all), [rootSha256]]);
    if (!python) return;
    const script = `import zipfile, hashlib, sys
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for name in z.namelist():
    if name.endswith('.eml'): print(hashlib.sha256(z.read(name)).hexdigest())`;
    const said = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
    expect([said.stderr, said.stdout.trim().split('\n').toSorted()]).toEqual(['', hashes(all)]);
  });
});

test('only what was selected, and nothing under a name that is taken', async () => {
  const store = profileWith(ODD.slice(0, 3));
  const chosen = ODD.slice(1, 2);
  const selection = chosen.map((bytes) => ({ type: 'message' as const, account: account.id, hash: hashOfBytes(bytes) }));
  const { path: file } = await exported(store, 'mbox', selection);
  expect(await readBack(file)).toEqual(hashes(chosen));
  const options = { form: 'mbox', to: file, signal: new AbortController().signal, onProgress: () => undefined } as const;
  await expect(exportMail(store, selection, options)).rejects.toMatchObject({ code: 'input.file', values: { reason: 'exists' } });
  await expect(exported(store, 'zip', [])).rejects.toMatchObject({ code: 'input.invalid' });
});

test('STO-06 a damaged message is named, the others are there', async () => {
  const store = profileWith(ODD.slice(0, 4));
  const lost = hashOfBytes(ODD[2] ?? Buffer.alloc(0));
  damage(store, lost);
  const { path: file, missing } = await exported(store, 'zip');
  expect(missing).toEqual([{ what: 'danneggiato', n: 3, recipient: null, state: lost }]);
  expect(await readBack(file)).toEqual(hashes(ODD.slice(0, 4)).filter((hash) => hash !== lost));
});

test('an export that is stopped leaves nothing', async () => {
  const to = path.join(tempFolder(), 'posta.mbox');
  const abort = new AbortController();
  const run = exportMail(profileWith(ODD), 'all', { form: 'mbox', to, signal: abort.signal, onProgress: () => abort.abort() });
  await expect(run).rejects.toThrow();
  expect([existsSync(to), readdirSync(path.dirname(to))]).toEqual([false, []]);
});
