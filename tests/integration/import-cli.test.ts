// Offline review as a person does it: files in, rows out, nothing asked of a network, nothing lost.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSources } from '#main/ingest/sources';
import { buildMsg, buildSignedMsg } from '#tests/support/msg-builder';
import { jsonLines, runCli, type CliResult } from '#tests/support/run-cli';

const home = mkdtempSync(path.join(os.tmpdir(), 'plico-import-'));
const profile = path.join(home, 'profile');
const box = path.join(home, 'vecchio-archivio');
const plicoOn = (folder: string, ...args: readonly string[]): Promise<CliResult> => runCli([...args, '--data', folder]);
const plico = (...args: readonly string[]): Promise<CliResult> => plicoOn(profile, ...args);

const authority = path.join(home, 'ca.pem');
const GENERATOR = path.join(import.meta.dirname, '..', 'fixtures/lab/gen-pec-mailbox.mjs');
const byText = (a: string, b: string): number => a.localeCompare(b);

const GARBAGE = Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 0x0d]);
let mail: readonly Buffer[] = [];
let first: CliResult;

function summaryOf(result: CliResult): Record<string, number> {
  return jsonLines(result.stdout).at(-1)?.['summary'] as Record<string, number>;
}

function asMbox(messages: readonly Buffer[]): string {
  return messages
    .map((raw) => `From sender Thu Jan  1 00:00:00 2026\n${raw.toString('latin1').replaceAll(/^(>*From )/gm, '>$1')}\n`)
    .join('');
}

beforeAll(async () => {
  const made = path.join(home, 'made');
  execFileSync(process.execPath, [
    GENERATOR,
    '--out',
    made,
    '--format',
    'eml',
    '--profile',
    'archive',
    '--count',
    '60',
    '--seed',
    '5',
    '--account',
    'anna.verdi@studio.pec-uno.example',
    '--ca',
    authority,
  ]);
  const files = readdirSync(made, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'));
  mail = files.toSorted(byText).map((name) => readFileSync(path.join(made, name)));
  mkdirSync(box);
  mail.slice(0, 40).forEach((raw, index) => writeFileSync(path.join(box, `${index}.eml`), raw));
  writeFileSync(path.join(box, 'resto.mbox'), asMbox(mail.slice(40)), 'latin1');
  writeFileSync(path.join(box, 'rotto.eml'), GARBAGE);
  writeFileSync(path.join(box, 'elenco.txt'), 'notes, no mail');
  first = await plico('import', box, '--json');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function statuses(): Promise<readonly string[]> {
  const rows = jsonLines((await plico('list', '--json')).stdout);
  return [...new Set(rows.flatMap((row) => (row['recipients'] as readonly { readonly status: string }[]).map(({ status }) => status)))];
}

describe('plico import', () => {
  test('IMP-02 what is exported as mail comes back with the same hashes', async () => {
    const file = path.join(home, 'fuori.mbox');
    const out = await plico('export', '--all', '--as', 'mbox', '--to', file, '--json');
    const { messages, missing } = JSON.parse(out.stdout) as { readonly messages: number; readonly missing: readonly object[] };
    // The piece of garbage ends in the middle of a line.
    expect([out.code, messages, missing.length]).toEqual([0, mail.length, 1]);
    const hashes: string[] = [];
    for await (const item of readSources([file], () => Promise.resolve(null)))
      if (item.state === 'message') hashes.push(createHash('sha256').update(item.bytes).digest('hex'));
    const wanted = mail.map((raw) => createHash('sha256').update(raw).digest('hex'));
    expect(hashes.toSorted(byText)).toEqual(wanted.toSorted(byText));
  });

  test('every message is stored once, the broken one as unreadable', () => {
    expect({ code: first.code, ...summaryOf(first) }).toMatchObject({ code: 0, stored: 60, known: 0, unreadable: 1, refused: 0 });
  });

  test('IMP-04 a second import changes nothing', async () => {
    expect(summaryOf(await plico('import', box, '--json'))).toMatchObject({ stored: 0, known: 61, unreadable: 0, refused: 0 });
  });

  test('the bytes are those of the files', () => {
    const stored = jsonLines(first.stdout).flatMap((line) => (typeof line['sha256'] === 'string' ? [line['sha256']] : []));
    const expected = [...mail, GARBAGE].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    expect(new Set(stored)).toEqual(new Set(expected));
  });

  test('the unreadable message is listed as such and can be shown', async () => {
    const rows = jsonLines((await plico('list', '--json')).stdout);
    const broken = rows.filter((row) => row['kind'] === 'unreadable');
    expect(broken).toHaveLength(1);
    const shown = await plico('show', String(broken[0]?.['id']), '--json');
    expect({ code: shown.code, ...(JSON.parse(shown.stdout) as object) }).toMatchObject({
      code: 0,
      kind: 'unreadable',
      sha256: createHash('sha256').update(GARBAGE).digest('hex'),
    });
  });

  test('IMP-03 receipts of a provider nobody pinned never make a dispatch or a status', async () => {
    const rows = jsonLines((await plico('list', '--json')).stdout);
    const refused = rows.filter((row) => row['verdict'] === 'failed').length;
    expect({ refused: refused > 5, statuses: await statuses() }).toEqual({ refused: true, statuses: [] });
  });

  test('with the authority added by file the same receipts are proven, and without it not any more', async () => {
    const added = await plico('trust', 'add', authority, '--json');
    const fingerprint = (jsonLines(added.stdout)[0]?.['certificate'] as { readonly fingerprint: string } | undefined)?.fingerprint ?? '';
    expect({ code: added.code, warned: /ATTENZIONE|WARNING/.test(added.stderr) }).toEqual({ code: 0, warned: true });
    expect(await statuses()).toContain('delivered');
    expect((await plico('trust', 'remove', fingerprint)).code).toBe(0);
    expect(await statuses()).toEqual(['submitted']);
  });

  test('the messages attached to a .msg are known by their bytes; without one a sentence says what to do', async () => {
    const file = path.join(home, 'posta.msg');
    const empty = path.join(home, 'vuoto.msg');
    const noise = path.join(home, 'rumore.msg');
    writeFileSync(file, buildMsg('inoltro', [{ name: 'ricevuta.eml', content: mail[0] ?? GARBAGE }]));
    const signed = path.join(home, 'firmato.msg');
    writeFileSync(signed, buildSignedMsg(mail.find((raw) => raw.includes('multipart/signed')) ?? GARBAGE));
    writeFileSync(empty, buildMsg('CONSEGNA', []));
    writeFileSync(noise, Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096, 0xa5)]));
    const { stdout } = await plico('import', file, signed, empty, noise, '--json');
    expect(
      jsonLines(stdout).flatMap((line) => (line['result'] === undefined ? [] : [[line['path'], line['result'], line['reason']]])),
    ).toEqual([
      [empty, 'refused', 'rebuilt'],
      [noise, 'refused', 'unreadable'],
      [`${file}!ricevuta.eml`, 'stored', null],
      [`${signed}!smime.p7m`, 'stored', 'outlookHeader'],
    ]);
    const worded = await plico('import', empty, '--lang', 'it');
    expect(worded.stderr).toContain('Outlook non conserva qui il messaggio originale');
  });

  test('STO-08 the index deleted: the same messages, verdicts and links come back from the archive, and what is lost is told', async () => {
    const copy = path.join(home, 'senza-indice');
    cpSync(profile, copy, { recursive: true });
    cpSync(`${profile}.key`, `${copy}.key`);
    // Without what a box is called: that was in the index alone.
    const rows = async (): Promise<readonly unknown[]> =>
      jsonLines((await plicoOn(copy, 'list', '--limit', '1000', '--json')).stdout)
        .map(({ id, type, sha256, subject, kind, verdict, status, recipients }) => ({
          id,
          type,
          sha256,
          subject,
          kind,
          verdict,
          status,
          recipients,
        }))
        .toSorted((one, other) => byText(String(one.id), String(other.id)));
    await plicoOn(copy, 'trust', 'add', authority);
    const before = await rows();
    for (const name of readdirSync(copy)) if (name.startsWith('index.db')) rmSync(path.join(copy, name));
    // Who was trusted was chosen by a person: for them to choose again.
    await plicoOn(copy, 'trust', 'add', authority);
    expect(before.length).toBeGreaterThan(10);
    expect(JSON.stringify(before)).toContain('delivered');
    expect(await rows()).toEqual(before);
    const health = await plicoOn(copy, 'account', 'health', '--lang', 'it');
    expect([health.stdout.includes('L’indice era andato perduto'), (await plicoOn(copy, 'doctor')).code]).toEqual([true, 0]);
  });

  test('LOC-10 a profile folder copied without its key says what to do, and no new key is made for it', async () => {
    const copy = path.join(home, 'copia');
    cpSync(profile, copy, { recursive: true });
    const missing = await plicoOn(copy, 'list', '--lang', 'it');
    expect({ code: missing.code, made: existsSync(`${copy}.key`), says: missing.stderr.trim().split('\n') }).toEqual({
      code: 3,
      made: false,
      says: [expect.stringContaining(`col nome ${copy}.key`)],
    });
    writeFileSync(`${copy}.key`, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    const other = await plicoOn(copy, 'list', '--lang', 'en');
    expect([other.code, other.stderr]).toEqual([3, expect.stringContaining(`The key in ${copy}.key is not that of ${copy}:`)]);
    cpSync(`${profile}.key`, `${copy}.key`);
    expect((await plicoOn(copy, 'list')).code).toBe(0);
  });

  test('nothing that is not mail, and nothing that is not there', async () => {
    const { code, stdout } = await plico('import', path.join(box, 'elenco.txt'), path.join(home, 'nothing'), '--json');
    expect({ code, reasons: jsonLines(stdout).flatMap((line) => (line['reason'] === undefined ? [] : [line['reason']])) }).toEqual({
      code: 3,
      reasons: ['notMail', 'unreadable'],
    });
  });
});
