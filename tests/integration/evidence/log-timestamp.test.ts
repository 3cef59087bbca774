// RFC 3161 over the log (EVIDENCE §14, §15): a local authority of openssl stamps it, `openssl ts` checks what
// goes out, and a log rewritten by somebody who has every key is told from the one that was stamped.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Core } from '#main/core/core-types';
import { openProfileSecrets } from '#main/core/profile-secrets';
import { createNodeCore } from '#main/hosts/node/node-core';
import { connect } from '#main/store/connection';
import { bash, filesUnder, plico } from '#tests/support/evidence-lab';
import { startTimestampAuthority, type Misbehaviour, type TimestampServer } from '#tests/support/timestamp-authority';

let home = '';
let profile = '';
let authority: TimestampServer;

beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'plico-log-stamp-'));
  profile = path.join(home, 'profile');
  authority = await startTimestampAuthority();
  await withCore(profile, (core) => core.archiveBox(path.join(home, 'a')));
  // What a thief takes: database, checkpoints, secrets and their key, before anything was stamped.
  for (const name of ['profile', 'profile.key'])
    cpSync(path.join(home, name), path.join(home, name.replace('profile', 'stolen')), { recursive: true });
  await withCore(profile, (core) => core.archiveBox(path.join(home, 'c')));
});
afterAll(() => {
  authority.close();
  rmSync(home, { recursive: true, force: true });
});

async function withCore<T>(folder: string, work: (core: Core) => Promise<T>): Promise<T> {
  const core = await createNodeCore({ folder, extraAnchors: [], offline: true, note: () => undefined });
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}

const stamped = (core: Core) =>
  core.stamps.stamp({ url: authority.url, login: null, password: null, root: null }, new AbortController().signal);
const idsOf = async (core: Core, folder: string | null = null): Promise<readonly string[]> =>
  (await core.audit.verify(folder)).findings.map(({ id, what }) => `${id} ${what}`);

test.each<Misbehaviour>(['otherDigest', 'refuse', 'junk', 'status'])('an authority that answers with %s leaves no stamp', async (mode) => {
  authority.behave(mode);
  const left = await withCore(profile, async (core) => ({
    failed: await stamped(core).catch((error: unknown) => error),
    last: core.stamps.last(),
  }));
  authority.behave('none');
  expect(left).toMatchObject({ failed: { code: 'net.closed' }, last: null });
});

test('`plico audit anchor --tsa` stamps the log; openssl and `plico audit verify` agree on what goes out', async () => {
  const made = await plico(['audit', 'anchor', '--tsa', authority.url, '--json', '--data', profile]);
  const told = JSON.parse(made.stdout) as { readonly state: string; readonly size: number; readonly root: string };
  const out = path.join(home, 'out');
  await withCore(profile, (core) => core.audit.export(out, []));
  const place = path.join(out, 'timestamps');
  const lines = readFileSync(path.join(place, '0001.txt'), 'utf8').split('\n');
  writeFileSync(path.join(home, 'tsa.pem'), authority.root);
  // The authority's root by another road, as an expert would have it.
  const check = `openssl ts -verify -data 0001.txt -in 0001.tsr -CAfile '${home}/tsa.pem' -untrusted 0001-chain.pem`;
  const good = await bash(check, place);
  const verified = await plico(['audit', 'verify', '--anchors', place, '--data', profile]);
  expect({
    code: made.code,
    state: told.state,
    line: lines.slice(2, 4),
    files: filesUnder(place),
    good: good.code,
    verified: verified.code,
  }).toEqual({
    code: 0,
    state: 'stamped',
    line: [String(told.size), told.root],
    files: ['0001-chain.pem', '0001-root.pem', '0001.tsr', '0001.txt'],
    good: 0,
    verified: 0,
  });
});

test('a stamp that was changed, or lacks a file, is named and never counts', async () => {
  const found: Record<string, readonly string[]> = {};
  const place = path.join(home, 'out', 'timestamps');
  const spoil = (name: string, change: (bytes: Buffer) => Buffer) => async (core: Core) => {
    const folder = path.join(home, `spoilt-${name}`);
    cpSync(place, folder, { recursive: true });
    writeFileSync(path.join(folder, name), change(readFileSync(path.join(folder, name))));
    found[name] = await idsOf(core, folder);
  };
  const flip = (from: number) => (bytes: Buffer) => {
    bytes[bytes.length - from] = (bytes[bytes.length - from] ?? 0) ^ 1;
    return bytes;
  };
  await withCore(profile, async (core) => {
    await spoil('0001.tsr', flip(20))(core);
    await spoil('0001.txt', flip(30))(core);
    await spoil('0001-root.pem', () => Buffer.alloc(0))(core);
  });
  const named = ['audit.anchorUnverifiable 0001.tsr'];
  expect(found).toEqual({ '0001.tsr': named, '0001.txt': named, '0001-root.pem': named });
});

test('a log rewritten with every key: not found here, found with the stamp that somebody else kept', async () => {
  const result = await withCore(path.join(home, 'stolen'), async (core) => {
    // Another history from the same beginning, long enough to reach past the stamp, all of it signed.
    for (let n = 0; n < 10; n += 1) await core.archiveBox(path.join(home, `b${n}`));
    await core.audit.export(path.join(home, 'false-proof'), []);
    return { alone: await idsOf(core), stamp: await idsOf(core, path.join(home, 'out', 'timestamps')) };
  });
  expect(result).toEqual({ alone: [], stamp: ['audit.anchorMismatch 0001.tsr'] });
});

test('an entry changed under a stamp of the archive is told by the stamp as well', async () => {
  const before = await withCore(profile, async (core) => ({ ids: await idsOf(core), state: core.stamps.last()?.state }));
  const raw = connect(profile, { key: (await openProfileSecrets(profile, null)).key });
  raw.exec('DROP TRIGGER idx.audit_entry_update');
  raw.exec(
    `UPDATE idx.audit_entry SET entry = CAST(replace(CAST(entry AS TEXT), '"event":"account.added"', '"event":"account.adder"') AS BLOB) WHERE seq = 1`,
  );
  raw.close();
  const after = await withCore(profile, (core) => idsOf(core));
  expect({ before, told: after.filter((line) => line.startsWith('audit.anchorMismatch')) }).toEqual({
    before: { ids: [], state: 'holds' },
    told: [expect.stringMatching(/^audit\.anchorMismatch timestamp \d+$/)],
  });
});
