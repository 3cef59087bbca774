// What a bundle proves of the log (EVIDENCE §13): with a real anchor by PEC through the sandbox and a real
// time-stamp, checked by the expert's commands and by `plico verify`, good and forged.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Core } from '#main/core/core-types';
import { judgeFiles } from '#main/core/judge-files';
import { loadTrust } from '#main/core/trust-material';
import { assetsFolder } from '#main/hosts/node/assets-folder';
import { createNodeCore } from '#main/hosts/node/node-core';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import type { TrustMaterial } from '#main/ports';
import { startSandbox, type Sandbox } from '#main/sandbox/sandbox';
import { asInstant, type AccountId, type Instant } from '#shared/model/ids';
import { remade } from '#tests/support/bundle-forger';
import { bash, copyOf, filesUnder, unpack } from '#tests/support/evidence-lab';
import { accountOf, endpointsOf } from '#tests/support/sandbox-run';
import { startTimestampAuthority, type TimestampServer } from '#tests/support/timestamp-authority';

const ROSSI = 'studio.rossi@pec-uno.example';
const COMUNE = 'comune@pec-due.example';

let home = '';
let sandbox: Sandbox;
let authority: TimestampServer;
let core: Core;
let rossi: AccountId;
let material: TrustMaterial;

type Bundle = { readonly zip: string; readonly folder: string; readonly asOf: Instant };
let before: Bundle;
let anchored: Bundle;
let later: Bundle;
let stamped: Bundle;

beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'plico-log-proof-'));
  sandbox = await startSandbox({ folder: null, now: Date.now });
  authority = await startTimestampAuthority();
  await sandbox.settle();
  core = await createNodeCore({
    folder: path.join(home, 'profile'),
    extraAnchors: sandbox.pecAnchorsPem,
    extraLists: sandbox.crls,
    loopbackRoots: sandbox.tlsRootPem,
    note: () => undefined,
  });
  const account = accountOf(sandbox, ROSSI);
  const { imap, smtp } = endpointsOf(sandbox, account);
  rossi = await core.addAccount(
    {
      address: ROSSI,
      label: account.displayName,
      imap: { ...imap, security: 'tls' },
      smtp: { ...smtp, security: 'tls' },
      credentials: { login: account.login, password: account.password },
    },
    { test: false },
  );
  const first = await receiptsOf('prima');
  before = await bundleOf('before', first);
  core.anchors.choose({ account: rossi, second: null });
  const sent = await core.anchors.send({ asked: true });
  if (sent.state !== 'queued') throw new Error(JSON.stringify(sent));
  await core.outbox.sendNow(sent.dispatch);
  await until(async () => (await core.anchors.evidence(null)).length === 2);
  anchored = await bundleOf('anchored', first);
  const second = await receiptsOf('dopo');
  later = await bundleOf('later', second);
  await core.stamps.stamp({ url: authority.url, login: null, password: null, root: null }, new AbortController().signal);
  stamped = await bundleOf('stamped', second);
  const trust = path.join(home, 'anchors.pem');
  writeFileSync(trust, readFileSync(path.join(before.folder, 'data/trust/anchors.pem')));
  material = await loadTrust({ bundled: assetsFolder('trust'), trust, crls: null });
}, 180_000);
afterAll(async () => {
  await core.close();
  await sandbox.stop();
  authority.close();
  rmSync(home, { recursive: true, force: true });
});

async function until(arrived: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    await core.syncOnce({ account: null, signal: new AbortController().signal, onStep: () => undefined, onProgress: () => undefined });
    await core.idle();
    if (await arrived()) return;
    await pause(200);
  }
  throw new Error('nothing came back');
}

/** One message to one recipient, delivered; id of its dispatch. */
async function receiptsOf(name: string): Promise<readonly string[]> {
  const text = `From: <${ROSSI}>\r\nTo: <${COMUNE}>\r\nSubject: ${name}\r\nMessage-ID: <${name}@prova.example>\r\nDate: ${new Date().toUTCString()}\r\n\r\n${name}\r\n`;
  await core.submit(rossi, Buffer.from(text), [COMUNE]);
  const found = () => core.rows({ view: 'sent', account: rossi }, 100).find((row) => row.subject === name);
  await until(() => Promise.resolve(found()?.dispatch?.state === 'allDelivered'));
  return [found()?.id ?? ''];
}

async function bundleOf(
  name: string,
  ids: readonly string[],
  asOf: Instant = asInstant(Math.ceil(Date.now() / 1000) * 1000),
): Promise<Bundle> {
  const { path: zip } = await core.exportEvidence(ids, {
    profile: 'prova',
    to: path.join(home, `${name}.zip`),
    asOf,
    form: 'zip',
    unsigned: true,
    timestamp: null,
    language: 'it',
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return { zip, folder: await unpack(zip, path.join(home, name)), asOf };
}

type Verdict = {
  readonly indication: string;
  readonly because: string | null;
  readonly code: string | null;
  readonly anchored: string | null;
};

async function verdictOf(bundle: string): Promise<Verdict> {
  const options = { material, policy: 'pec/1', at: null, now: asInstant(Date.now()), deep: false, processes: 1 } as const;
  for await (const judged of judgeFiles([bundle], nodeParserHost, options)) {
    const [document] = judged.state === 'judged' ? judged.documents : [];
    if (document === undefined || !('log' in document)) break;
    const check = document.checks.find(({ id }) => id === 'bundle.log');
    const { indication, because } = document.conclusion;
    return { indication, because, code: check?.code ?? null, anchored: document.log?.anchored?.by ?? null };
  }
  throw new Error('nothing judged');
}

const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const logOf = ({ folder }: Bundle): readonly string[] =>
  filesUnder(path.join(folder, 'data/audit')).filter((name) => !name.startsWith('proofs/'));
const linesOf = (folder: string, file: string): string[] =>
  readFileSync(path.join(folder, 'data/audit', file), 'utf8')
    .trimEnd()
    .split('\n');

test('what lies there: entries and checkpoint; receipts of the first anchor that covers them; an older anchor with its bridge; a stamp', () => {
  const plain = ['checkpoint.sig', 'checkpoint.txt', 'entries.jsonl', 'installation.crt'];
  const receipts = [expect.stringMatching(/^anchors\/0001-accettazione-/), expect.stringMatching(/^anchors\/0002-consegna-/)];
  const [, , ...rest] = plain;
  const stamp = ['-chain.pem', '-root.pem', '.tsr', '.txt'].map((end) => `timestamps/0001${end}`);
  expect([before, anchored, later, stamped].map(logOf)).toEqual([
    plain,
    [...receipts, ...plain],
    [...receipts, 'checkpoint.sig', 'checkpoint.txt', 'consistency.txt', ...rest],
    [...plain, ...stamp],
  ]);
});

test('EVI-01 as of the same time the same bytes, whatever was logged, anchored and stamped since', async () => {
  const ids = core
    .rows({ view: 'sent', account: rossi }, 100)
    .filter((row) => row.subject === 'prima')
    .map(({ id }) => id);
  const again = await bundleOf('again', ids, before.asOf);
  expect(digestOf(again.zip)).toBe(digestOf(before.zip));
}, 60_000);

test('EVI-05 the expert’s commands pass on each, and print what the provider and the authority attest', async () => {
  const runs = await Promise.all([before, anchored, later, stamped].map(({ folder }) => bash('bash verifica.sh', folder)));
  const [, root] = linesOf(later.folder, 'consistency.txt');
  expect({
    codes: runs.map(({ code }) => code),
    older: runs[2]?.stdout.includes(`sha256=${root}`),
    kinds: /tipo="accettazione"[\s\S]*tipo="avvenuta-consegna"/.test(runs[1]?.stdout ?? ''),
    stamp: runs[3]?.stdout.includes('Policy OID'),
  }).toEqual({ codes: [0, 0, 0, 0], older: true, kinds: true, stamp: true });
}, 60_000);

test('EVI-10 `plico verify` agrees, and says since when the log is held fast and by whom', async () => {
  const told = (code: string, anchoredBy: string | null): Verdict => ({ indication: 'passed', because: null, code, anchored: anchoredBy });
  expect(await Promise.all([before, anchored, later, stamped].map(({ zip }) => verdictOf(zip)))).toEqual([
    told('bundle.logHolds', null),
    told('bundle.logAnchored', 'pec'),
    told('bundle.logAnchored', 'pec'),
    told('bundle.logAnchored', 'timestamp'),
  ]);
}, 60_000);

const edit = (file: string, from: RegExp | string, to: string) => (copy: string) => {
  const place = path.join(copy, 'data/audit', file);
  const text = readFileSync(place, 'latin1');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to change in ${file}`);
  writeFileSync(place, changed, 'latin1');
};
/** Whoever has no key of the installation signs the checkpoint as it is now with one of his own. */
const OWN_KEY = `cd data/audit; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ../../../k.pem -subj /CN=x -days 9 -out installation.crt 2>/dev/null
  openssl dgst -sha256 -sign ../../../k.pem -out checkpoint.sig checkpoint.txt; cd ../..`;

/** Everything in the bundle is made to fit again, but for what others signed. */
const FORGERIES: readonly (readonly [string, () => Bundle, (copy: string) => string | void, string])[] = [
  ['an entry that tells another time', () => before, edit('entries.jsonl', /"at":"20\d\d/, '"at":"2019'), 'bundle.logEntry'],
  ['a step of a path', () => before, (copy) => flipPath(copy), 'bundle.logEntry'],
  ['a root in the checkpoint', () => before, edit('checkpoint.txt', /^([0-9a-f]{60})[0-9a-f]{4}$/m, '$10000'), 'bundle.logEntry'],
  [
    'a checkpoint of another hour, signed by another',
    () => anchored,
    (copy) => (edit('checkpoint.txt', /T\d\d:/, 'T01:')(copy), OWN_KEY),
    'bundle.logSignature',
  ],
  [
    'a shorter log, signed by another',
    () => anchored,
    (copy) => (edit('checkpoint.txt', /^[0-9a-f]{64}$/m, '0'.repeat(64))(copy), OWN_KEY),
    'bundle.logEntry',
  ],
  ['the entries of a message left out', () => before, (copy) => dropMessage(copy), 'bundle.logLacks'],
  ['an entry twice', () => before, (copy) => edit('entries.jsonl', /^(.*)\n/, '$1\n$1\n')(copy), 'bundle.logForm'],
  ['a file beside', () => before, (copy) => writeFileSync(path.join(copy, 'data/audit/more.txt'), 'x'), 'bundle.logForm'],
  [
    'another receipt in place of the anchor’s',
    () => anchored,
    () => `cp data/messages/*-accettazione-*.eml data/audit/anchors/0001-accettazione-*.eml`,
    'bundle.logAnchor',
  ],
  ['the anchor of one log given for another size', () => later, edit('consistency.txt', /^\d+/, '3'), 'bundle.logConsistency'],
  ['the bridge left out', () => later, (copy) => rmSync(path.join(copy, 'data/audit/consistency.txt')), 'bundle.logAnchor'],
  ['a step of the bridge', () => later, edit('consistency.txt', /[0-9a-f]{4}\n$/, '0000\n'), 'bundle.logConsistency'],
  ['the stamped lines', () => stamped, edit('timestamps/0001.txt', /T\d\d:/, 'T01:'), 'bundle.logStamp'],
];

function flipPath(copy: string): void {
  const [first = ''] = readdirSync(path.join(copy, 'data/audit/proofs'));
  edit(`proofs/${first}`, /[0-9a-f]{4}\n/, '0000\n')(copy);
}

function dropMessage(copy: string): void {
  const lines = linesOf(copy, 'entries.jsonl');
  const blob = /"blob":"([0-9a-f]{64})"/.exec(lines.find((line) => line.includes('message.stored')) ?? '')?.[1] ?? '';
  const gone = lines.filter((line) => line.includes(blob));
  for (const line of gone) rmSync(path.join(copy, 'data/audit/proofs', `${/"seq":(\d+),"v"/.exec(line)?.[1]}.path`));
  writeFileSync(
    path.join(copy, 'data/audit/entries.jsonl'),
    lines
      .filter((line) => !gone.includes(line))
      .map((line) => `${line}\n`)
      .join(''),
  );
}

describe('EVI-06 what the log says, forged and made to fit: found, and by the expert as well', () => {
  test.each(FORGERIES)(
    '%s',
    async (_what, of, forge, code) => {
      const copy = copyOf(of().folder, mkdtempSync(path.join(home, 'forged-')));
      const script = forge(copy) ?? '';
      expect(await bash(`${script}\n${remade(copy)}`, copy)).toMatchObject({ code: 0 });
      const [verdict, expert] = await Promise.all([verdictOf(copy), bash('bash verifica.sh', copy)]);
      expect({ ...verdict, expert: expert.code === 0 }).toEqual({
        indication: 'failed',
        because: 'bundle.log',
        code,
        anchored: null,
        expert: false,
      });
    },
    60_000,
  );

  test('the whole of it taken away: the rest holds, and nothing is said of a log', async () => {
    const copy = copyOf(anchored.folder, mkdtempSync(path.join(home, 'none-')));
    rmSync(path.join(copy, 'data/audit'), { recursive: true });
    expect(await bash(remade(copy), copy)).toMatchObject({ code: 0 });
    expect(await verdictOf(copy)).toEqual({ indication: 'passed', because: null, code: 'bundle.logNone', anchored: null });
  }, 60_000);
});
