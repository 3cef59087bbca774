// `npm run bench export`: a bundle of 10,000 signed messages beside the least that must be done with the
// same bytes by system tools: sha256sum and sha512sum over every file, and a stored zip of them. Both
// sides in one run. Numbers of the issue: time at most 2 × theirs, memory under 300 MB.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fillProfile } from '#tests/support/export-profile';

const count = Number(process.env['PLICO_BENCH_MESSAGES'] ?? 10_000);
const WRITER = path.join(import.meta.dirname, '..', 'support', 'export-writer.ts');

async function main(): Promise<number> {
  const home = mkdtempSync(path.join(tmpdir(), 'plico-bench-'));
  try {
    const profile = path.join(home, 'profile');
    const place = path.join(home, 'place');
    mkdirSync(place);
    process.stderr.write(`making ${count} messages\n`);
    await fillProfile(profile, await generated());
    process.stderr.write('exporting\n');
    const run = spawnSync(process.execPath, [WRITER, profile, place], { encoding: 'utf8', maxBuffer: 1e6 });
    if (run.status !== 0) throw new Error(run.stderr);
    const own = JSON.parse(run.stdout.split('\n').at(-2) ?? '') as {
      readonly path: string;
      readonly messages: number;
      readonly seconds: number;
      readonly maxRssBytes: number;
      readonly progress: number;
    };
    process.stderr.write('system tools\n');
    const folder = path.join(home, 'unpacked');
    execFileSync('unzip', ['-q', own.path, '-d', folder]);
    const tools = [
      'find . -type f -print0 | xargs -0 sha256sum > ../sums256',
      'find . -type f -print0 | xargs -0 sha512sum > ../sums512',
      `python3 -c 'import os,zipfile
z=zipfile.ZipFile("../tools.zip","w",zipfile.ZIP_STORED)
for d,_,fs in os.walk("."):
  for f in fs: z.write(os.path.join(d,f))
z.close()'`,
      'sync ../tools.zip',
    ];
    const began = performance.now();
    for (const tool of tools) execFileSync('bash', ['-c', tool], { cwd: folder });
    const theirs = (performance.now() - began) / 1000;
    const ratio = own.seconds / theirs;
    const megabytes = own.maxRssBytes / 1e6;
    const line = (name: string, value: string): void => void process.stdout.write(`  ${name.padEnd(26)} ${value}\n`);
    process.stdout.write(`bundle of ${own.messages} messages, ${(statSync(own.path).size / 1e6).toFixed(0)} MB\n`);
    line('export', `${own.seconds.toFixed(1)} s`);
    line('sha256sum, sha512sum, zip', `${theirs.toFixed(1)} s`);
    line('export ÷ system tools', `${ratio.toFixed(2)} (≤ 2)`);
    line('memory at most', `${megabytes.toFixed(0)} MB (≤ 300)`);
    line('steps of progress', String(own.progress));
    return ratio <= 2 && megabytes <= 300 ? 0 : 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function generated(): Promise<Iterable<Uint8Array>> {
  const file = path.join(import.meta.dirname, '..', 'fixtures', 'lab', 'gen-pec-mailbox.mjs');
  const { generate } = (await import(pathToFileURL(file).href)) as {
    generate(options: { count: number; seed: number; profile: string; sign: boolean }): Iterable<{ readonly raw: Buffer }>;
  };
  return (function* () {
    for (const { raw } of generate({ count, seed: 7, profile: 'default', sign: true })) yield raw;
  })();
}

process.exitCode = await main();
