// `plico verify BUNDLE` against the expert's own commands: on every bundle they agree (EVI-10).
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeFiles } from '#main/core/judge-files';
import { loadTrust } from '#main/core/trust-material';
import { assetsFolder } from '#main/hosts/node/assets-folder';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import type { TrustMaterial } from '#main/ports';
import { asInstant } from '#shared/model/ids';
import { bash, copyOf, filesUnder, openDemoLab, plico, unpack, type EvidenceLab } from '#tests/support/evidence-lab';
import { runCli } from '#tests/support/run-cli';

let lab: EvidenceLab;
let zip = '';
let folder = '';
let material: TrustMaterial;

beforeAll(async () => {
  lab = await openDemoLab();
  zip = path.join(lab.home, 'bundle.zip');
  const { code } = await plico(['export', lab.id('Notificazione'), '--to', zip, '--data', lab.profile]);
  expect(code).toBe(0);
  folder = await unpack(zip, path.join(lab.home, 'unpacked'));
  // The expert has the authority's certificate from elsewhere; here that is the sandbox's.
  const trust = path.join(lab.home, 'anchors.pem');
  writeFileSync(trust, readFileSync(path.join(folder, 'data/trust/anchors.pem')));
  material = await loadTrust({ bundled: assetsFolder('trust'), trust, crls: null });
}, 120_000);
afterAll(() => lab.close());

type Verdict = { readonly indication: string; readonly because: string | null };

async function verdictOf(bundle: string): Promise<Verdict> {
  const options = { material, policy: 'pec/1', at: null, now: asInstant(Date.now()), deep: false, processes: 1 } as const;
  for await (const judged of judgeFiles([bundle], nodeParserHost, options)) {
    if (judged.state !== 'judged') return { indication: judged.state, because: null };
    const conclusion = judged.documents[0]?.conclusion;
    return { indication: conclusion?.indication ?? '', because: conclusion?.because ?? null };
  }
  throw new Error('nothing judged');
}

test('the ZIP and its folder pass under the right authority', async () => {
  const passed = { indication: 'passed', because: null };
  expect([await verdictOf(zip), await verdictOf(folder)]).toEqual([passed, passed]);
});

test('under the authorities that ship with the program alone nothing of a demo is proven', async () => {
  const run = await runCli(['verify', '--json', zip]);
  const judged = JSON.parse(run.stdout) as {
    readonly form: string;
    readonly sha256: string;
    readonly conclusion: { readonly because: string; readonly sub: string };
  };
  expect({ code: run.code, form: judged.form, because: judged.conclusion.because, root: judged.sha256 }).toEqual({
    code: 1,
    form: 'bundle',
    because: 'bundle.messages',
    root: createHash('sha256')
      .update(readFileSync(path.join(folder, 'tagmanifest-sha256.txt')))
      .digest('hex'),
  });
});

function edit(file: string, from: RegExp, to: string): void {
  writeFileSync(file, readFileSync(file, 'latin1').replace(from, to), 'latin1');
}

const REMAKE = `for n in 256 512; do find data -type f | LC_ALL=C sort | xargs sha\${n}sum > manifest-sha$n.txt; done`;
const REMAKE_ROOT = `find . -type f ! -path './data/*' ! -path './attest/*' ! -path ./tagmanifest-sha256.txt | cut -c3- | LC_ALL=C sort | xargs sha256sum > /tmp/plico-tag.$$; mv /tmp/plico-tag.$$ tagmanifest-sha256.txt`;

describe('EVI-10 with the expert', () => {
  const receipt = (copy: string): string => path.join(copy, filesUnder(copy).find((file) => file.includes('-consegna-')) ?? '');
  test.each<[string, (copy: string) => string, Verdict]>([
    ['nothing touched', () => '', { indication: 'passed', because: null }],
    [
      'a receipt changed',
      (copy) => (edit(receipt(copy), /consegnato/, 'consegnata'), ''),
      { indication: 'failed', because: 'bundle.manifests' },
    ],
    [
      'a receipt changed, manifests re-made',
      (copy) => (edit(receipt(copy), /consegnato/, 'consegnata'), REMAKE),
      { indication: 'failed', because: 'bundle.root' },
    ],
    [
      'a receipt changed, manifests and root re-made',
      (copy) => (edit(receipt(copy), /consegnato/, 'consegnata'), `${REMAKE}; ${REMAKE_ROOT}`),
      { indication: 'failed', because: 'bundle.inventory' },
    ],
    [
      'the script changed',
      (copy) => (writeFileSync(path.join(copy, 'bag-info.txt'), 'x\n'), ''),
      { indication: 'failed', because: 'bundle.root' },
    ],
    [
      'a file added',
      (copy) => (writeFileSync(path.join(copy, 'data/more.txt'), 'x'), ''),
      { indication: 'failed', because: 'bundle.complete' },
    ],
    [
      'a file added beside',
      (copy) => (writeFileSync(path.join(copy, 'more.txt'), 'x'), ''),
      { indication: 'failed', because: 'bundle.root' },
    ],
    ['a file removed', (copy) => (rmSync(path.join(copy, 'data/timeline.csv')), ''), { indication: 'failed', because: 'bundle.complete' }],
  ])(
    '%s',
    async (_what, spoil, expected) => {
      const copy = copyOf(folder, mkdtempSync(path.join(lab.home, 'copy-')));
      const script = spoil(copy);
      if (script !== '') expect((await bash(script, copy)).code).toBe(0);
      const verdict = await verdictOf(copy);
      const expert = await bash('bash verifica.sh', copy);
      expect({ verdict, expert: expert.code === 0 }).toEqual({ verdict: expected, expert: expected.indication === 'passed' });
    },
    60_000,
  );
});
