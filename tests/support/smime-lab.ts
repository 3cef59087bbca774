// The S/MIME lab (tests/fixtures/smime-lab/gen.sh): a PKI and 111 messages made by the openssl CLI,
// new at each run, shared by the test files of one run. Null where the tools are not installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { anchorsFromFiles } from '#main/trust/material-from-files';
import { asMaterial, withAdded } from '#main/trust/material';
import type { TrustMaterial } from '#main/ports';

const GENERATOR = path.resolve(import.meta.dirname, '../fixtures/smime-lab/gen.sh');
const PREFIX = 'plico-smime-lab-';
const DAY_MS = 86_400_000;

export const labTools: boolean = ['bash', 'openssl', 'awk', 'sed'].every(
  (tool) => spawnSync(tool, ['version'], { stdio: 'ignore', input: '' }).error === undefined,
);

export type LabCase = {
  readonly id: string;
  readonly file: string;
  readonly verdict: 'accept' | 'warn' | 'reject';
  readonly expect: Readonly<Record<'structure' | 'integrity' | 'identity' | 'chain' | 'time' | 'revocation' | 'algorithm', string>>;
  readonly why: string;
};

export type Lab = {
  readonly folder: string;
  readonly cases: readonly LabCase[];
  readonly material: TrustMaterial;
  read(file: string): Buffer;
};

/** Lists to judge with, as the lab's README names them. */
export const LAB_LISTS = ['root', 'inter', 'root2', 'interrev', 'interp0', 'intersub', 'internc', 'interexp'] as const;

/** About 25 s the first time in a run. */
export async function smimeLab(): Promise<Lab> {
  const folder = generated();
  const read = (file: string): Buffer => readFileSync(path.join(folder, file));
  const cases = read('manifest.jsonl').toString('utf8').trim().split('\n').map(asCase);
  const anchors = await anchorsFromFiles(path.join(folder, 'pki/anchors.pem'), '2026-11-22');
  return { folder, cases, material: withAdded(anchors, { crls: LAB_LISTS.map((name) => read(`crl/${name}.crl`)) }), read };
}

export function withLists(lab: Lab, names: readonly string[], pool: readonly Uint8Array[] = []): TrustMaterial {
  return asMaterial({
    setDate: lab.material.setDate,
    anchors: lab.material.anchors,
    crls: names.map((name) => lab.read(`crl/${name}.crl`)),
    pool,
  });
}

function asCase(line: string): LabCase {
  return JSON.parse(line) as LabCase;
}

// Test files run in processes of their own under one parent: the first makes the lab, others wait.
function generated(): string {
  const folder = path.join(tmpdir(), `${PREFIX}${process.ppid}`);
  const done = path.join(folder, 'complete');
  if (claim(folder)) {
    removeOld(folder);
    const run = spawnSync('bash', [GENERATOR, path.join(folder, 'out')], {
      env: { ...process.env, BIG: '1' },
      encoding: 'utf8',
      timeout: 240_000,
    });
    writeFileSync(done, run.status === 0 ? '' : `gen.sh failed: ${run.stderr}`);
  }
  for (let waited = 0; !existsSync(done); waited += 100) {
    if (waited > 240_000) throw new Error('the S/MIME lab was not made in time');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  const failure = readFileSync(done, 'utf8');
  if (failure !== '') throw new Error(failure);
  return path.join(folder, 'out');
}

function claim(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false; // somebody else is making it, or has made it
  }
}

function removeOld(own: string): void {
  for (const name of readdirSync(tmpdir())) {
    const folder = path.join(tmpdir(), name);
    if (name.startsWith(PREFIX) && folder !== own && Date.now() - statSync(folder).mtimeMs > DAY_MS)
      rmSync(folder, { recursive: true, force: true });
  }
}
