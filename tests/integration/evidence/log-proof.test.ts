// What a bundle proves of the log (EVIDENCE §13): with a real anchor by PEC through the sandbox and a real
// time-stamp, checked by the expert's commands and by `plico verify`, good and forged.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeFiles } from '#main/core/judge-files';
import { loadTrust } from '#main/core/trust-material';
import { assetsFolder } from '#main/hosts/node/assets-folder';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import type { TrustMaterial } from '#main/ports';
import { asInstant } from '#shared/model/ids';
import { openAnchoredBundles, type AnchoredBundles, type Bundle } from '#tests/support/anchored-bundles';
import { remade } from '#tests/support/bundle-forger';
import { bash, copyOf, filesUnder } from '#tests/support/evidence-lab';
import { LOG_FORGERIES } from '#tests/support/log-forger';

let lab: AnchoredBundles;
let material: TrustMaterial;

beforeAll(async () => {
  lab = await openAnchoredBundles();
  const trust = path.join(lab.home, 'anchors.pem');
  writeFileSync(trust, readFileSync(path.join(lab.before.folder, 'data/trust/anchors.pem')));
  material = await loadTrust({ bundled: assetsFolder('trust'), trust, crls: null });
}, 180_000);
afterAll(() => lab.close());

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

test('what lies there: entries and checkpoint; receipts of the first anchor that covers them; an older anchor with its bridge; a stamp', () => {
  const plain = ['checkpoint.sig', 'checkpoint.txt', 'entries.jsonl', 'installation.crt'];
  const receipts = [expect.stringMatching(/^anchors\/0001-accettazione-/), expect.stringMatching(/^anchors\/0002-consegna-/)];
  const [, , ...rest] = plain;
  const stamp = ['-chain.pem', '-root.pem', '.tsr', '.txt'].map((end) => `timestamps/0001${end}`);
  expect([lab.before, lab.anchored, lab.later, lab.stamped].map(logOf)).toEqual([
    plain,
    [...receipts, ...plain],
    [...receipts, 'checkpoint.sig', 'checkpoint.txt', 'consistency.txt', ...rest],
    [...plain, ...stamp],
  ]);
});

test('EVI-01 as of the same time the same bytes, whatever was logged, anchored and stamped since', async () => {
  expect(digestOf((await lab.again()).zip)).toBe(digestOf(lab.before.zip));
}, 60_000);

test('EVI-05 the expert’s commands pass on each, and print what the provider and the authority attest', async () => {
  const runs = await Promise.all([lab.before, lab.anchored, lab.later, lab.stamped].map(({ folder }) => bash('bash verifica.sh', folder)));
  const [, root] = readFileSync(path.join(lab.later.folder, 'data/audit/consistency.txt'), 'utf8').split('\n');
  expect({
    codes: runs.map(({ code }) => code),
    older: runs[2]?.stdout.includes(`sha256=${root}`),
    kinds: /tipo="accettazione"[\s\S]*tipo="avvenuta-consegna"/.test(runs[1]?.stdout ?? ''),
    stamp: runs[3]?.stdout.includes('Policy OID'),
  }).toEqual({ codes: [0, 0, 0, 0], older: true, kinds: true, stamp: true });
}, 60_000);

test('EVI-10 `plico verify` agrees, and says since when the log is held fast and by whom', async () => {
  const told = (code: string, anchoredBy: string | null): Verdict => ({ indication: 'passed', because: null, code, anchored: anchoredBy });
  expect(await Promise.all([lab.before, lab.anchored, lab.later, lab.stamped].map(({ zip }) => verdictOf(zip)))).toEqual([
    told('bundle.logHolds', null),
    told('bundle.logAnchored', 'pec'),
    told('bundle.logAnchored', 'pec'),
    told('bundle.logAnchored', 'timestamp'),
  ]);
}, 60_000);

describe('EVI-06 what the log says, forged and made to fit: found, and by the expert as well', () => {
  test.each(LOG_FORGERIES)(
    '%s',
    async (_what, of, forge, code) => {
      const copy = copyOf(lab[of].folder, mkdtempSync(path.join(lab.home, 'forged-')));
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

  test('what the inventory says of it; a log of one installation in a bundle signed by another; no word of it is a command', async () => {
    const told = copyOf(lab.later.folder, mkdtempSync(path.join(lab.home, 'told-')));
    const signed = copyOf(lab.before.folder, mkdtempSync(path.join(lab.home, 'signed-')));
    const sign = `mkdir attest; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ../k.pem -subj /CN=x -days 9 -out attest/installation.crt 2>/dev/null
      openssl dgst -sha256 -sign ../k.pem -out attest/root.sig tagmanifest-sha256.txt`;
    expect(await bash(remade(told, `m['audit']['anchoredSize']=m['audit']['size']`), told)).toMatchObject({ code: 0 });
    expect(await bash(`${remade(signed)}\n${sign}`, signed)).toMatchObject({ code: 0 });
    const found = await Promise.all([verdictOf(told), verdictOf(signed), bash('bash verifica.sh', signed)]);
    expect({
      codes: [found[0].code, found[1].code],
      expert: found[2].code === 0,
      commanded: readdirSync(lab.home, { recursive: true }).filter((name) => path.basename(String(name)) === 'commanded'),
    }).toEqual({ codes: ['bundle.logInventory', 'bundle.logSignature'], expert: false, commanded: [] });
  }, 60_000);

  test('the whole of it taken away: the rest holds, and nothing is said of a log', async () => {
    const copy = copyOf(lab.anchored.folder, mkdtempSync(path.join(lab.home, 'none-')));
    rmSync(path.join(copy, 'data/audit'), { recursive: true });
    expect(await bash(remade(copy), copy)).toMatchObject({ code: 0 });
    expect(await verdictOf(copy)).toEqual({ indication: 'passed', because: null, code: 'bundle.logNone', anchored: null });
  }, 60_000);
});

// From here on the archive is not whole, then it has another key.
test('a receipt of the anchor that is damaged is left out and said, and the rest of the bundle stands', async () => {
  const { folder, zip, missing } = await lab.damaged();
  const receipts = filesUnder(path.join(folder, 'data/audit')).filter((name) => name.startsWith('anchors/'));
  const [verdict, expert] = await Promise.all([verdictOf(zip), bash('bash verifica.sh', folder)]);
  expect({ receipts: receipts.length, missing, verdict, expert: expert.code }).toMatchObject({
    receipts: 1,
    missing: ['anchorLost'],
    verdict: { indication: 'passed', code: 'bundle.logAnchored' },
    expert: 0,
  });
}, 60_000);

test('after the key of the installation was changed the new one signs, announced in the log, over the older anchor', async () => {
  const { folder, zip } = await lab.rotated();
  const [verdict, expert] = await Promise.all([verdictOf(zip), bash('bash verifica.sh', folder)]);
  const entries = readFileSync(path.join(folder, 'data/audit/entries.jsonl'), 'utf8');
  expect({
    verdict,
    expert: expert.code,
    announced: /"event":"key\.(\w+)"/.exec(entries)?.[1],
    bridge: filesUnder(folder).includes('data/audit/consistency.txt'),
  }).toEqual({
    verdict: { indication: 'passed', because: null, code: 'bundle.logAnchored', anchored: expect.any(String) as string },
    expert: 0,
    announced: 'rotated',
    bridge: true,
  });
}, 60_000);
