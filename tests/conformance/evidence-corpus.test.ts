// Real messages of 2014 and 2018, exported and re-verified by openssl alone (EVIDENCE §6, issue "Done").
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bash, copyOf, plico, unpack } from '#tests/support/evidence-lab';
import { jsonLines } from '#tests/support/run-cli';
import { sharedFolder } from '#tests/support/shared-folder';

const corpus = path.join(sharedFolder ?? '', 'pec', 'corpus', 'pec');
const files = sharedFolder === null ? [] : readdirSync(corpus).filter((name) => /^0[1-4]-.*\.eml$/.test(name));

type Missing = readonly { readonly what: string; readonly n: number | null; readonly state: string }[];

describe.skipIf(sharedFolder === null)('the corpus, messages 01 to 04 (needs ../shared)', () => {
  let home = '';
  let folder = '';
  let zip = '';
  let missing: Missing = [];

  beforeAll(async () => {
    home = mkdtempSync(path.join(os.tmpdir(), 'plico-corpus-'));
    const profile = path.join(home, 'profile');
    const imported = await plico(['import', ...files.map((name) => path.join(corpus, name)), '--json', '--data', profile]);
    const ids = jsonLines(imported.stdout).flatMap((line) => (typeof line['sha256'] === 'string' ? [line['sha256']] : []));
    zip = path.join(home, 'corpus.zip');
    const exported = await plico(['export', ...ids, '--to', zip, '--json', '--data', profile]);
    missing = (JSON.parse(exported.stdout) as { missing: Missing }).missing;
    expect({ files: files.length, ids: ids.length, code: exported.code }).toEqual({ files: 4, ids: 4, code: 0 });
    folder = await unpack(zip, path.join(home, 'unpacked'));
  }, 180_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test('the bytes in the bag are the bytes of the corpus', () => {
    const inBag = readdirSync(path.join(folder, 'data/messages')).map((name) =>
      readFileSync(path.join(folder, 'data/messages', name), 'latin1'),
    );
    const given = files.map((name) => readFileSync(path.join(corpus, name), 'latin1'));
    expect(inBag.toSorted()).toEqual(given.toSorted());
  });

  test('openssl verifies all four, and so do we under the authorities that ship', async () => {
    const expert = await bash('bash verifica.sh', folder);
    const own = await plico(['verify', zip, folder, '--json']);
    expect({
      code: expert.code,
      successes: expert.stderr.match(/Verification successful/g)?.length,
      own: jsonLines(own.stdout).map((line) => line['conclusion']),
    }).toEqual({
      code: 0,
      // Once by its mail reader, once from the exact bytes.
      successes: 8,
      own: [
        { indication: 'passed', sub: null, because: null, notes: [] },
        { indication: 'passed', sub: null, because: null, notes: [] },
      ],
    });
  }, 60_000);

  test('EVI-14 a weak digest, as openssl names it, and revocation nobody could check are in `missing`, the inventory and the words', async () => {
    const names = readdirSync(path.join(folder, 'data/messages')).toSorted();
    const digests = await Promise.all(
      names.map(async (name) => {
        const { stdout } = await bash(`openssl cms -cmsout -print -noout -in 'data/messages/${name}' | grep -A1 digestAlgorithms`, folder);
        return /sha1\b/.test(stdout);
      }),
    );
    const inventory = JSON.parse(readFileSync(path.join(folder, 'data/manifest.json'), 'utf8')) as { readonly missing: Missing };
    const readme = readFileSync(path.join(folder, 'LEGGIMI.txt'), 'utf8');
    expect({
      weak: missing.filter(({ what }) => what === 'algoritmo').map(({ n, state }) => [n, state]),
      some: digests.includes(true),
      revocation: missing.some(({ what }) => what === 'revoca'),
      inventory: inventory.missing,
      words: readme.includes('oggi deboli') && readme.includes('revoca del certificato non si è potuta controllare'),
    }).toEqual({
      weak: digests.flatMap((weak, at) => (weak ? [[at + 1, 'weak:sha1']] : [])),
      some: true,
      revocation: true,
      inventory: missing,
      words: true,
    });
  });

  test('one flipped bit in the signed part of any of them is found by openssl from the exact bytes', async () => {
    const commands = readFileSync(path.join(folder, 'verifica.sh'), 'utf8').split('\n');
    const exact = commands.filter((line) => line.startsWith('openssl cms -verify') && line.includes('-inform DER'));
    const prepare = commands.filter((line) => line.startsWith('export SSL_CERT_FILE'));
    const outcomes: boolean[] = [];
    for (const command of exact) {
      const copy = copyOf(folder, mkdtempSync(path.join(home, 'copy-')));
      const part = path.join(copy, /-content (\S+)/.exec(command)?.[1] ?? '');
      const bytes = readFileSync(part);
      const at = Math.floor(bytes.length / 2);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(part, bytes);
      outcomes.push((await bash([...prepare, command].join('\n'), copy)).code === 0);
    }
    expect(outcomes).toEqual([false, false, false, false]);
  }, 60_000);
});
