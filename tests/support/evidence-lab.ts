// A demo profile to export from, and an expert's desk: bash, unzip, openssl and hash tools, with the
// commands taken from the bundle's own LEGGIMI.txt.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCli } from './run-cli.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '..', '..');
const CLI = path.join(REPOSITORY, 'src-main/hosts/node/cli.ts');

export type EvidenceLab = {
  readonly home: string;
  readonly profile: string;
  /** Ids by the words their subject begins with. */
  id(subject: string): string;
  close(): void;
};

export async function openDemoLab(): Promise<EvidenceLab> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'plico-evidence-'));
  const data = path.join(home, 'demo');
  const { code, stderr } = await runCli(['demo', '--once', '--json', '--data', data]);
  if (code !== 0) throw new Error(stderr);
  const profile = path.join(data, 'profile');
  const { stdout } = await runCli(['list', '--json', '--data', profile]);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly id: string; readonly type: string; readonly subject: string });
  return {
    home,
    profile,
    id(subject) {
      const row = rows.find((candidate) => candidate.type === 'dispatch' && candidate.subject.startsWith(subject));
      if (row === undefined) throw new Error(`no dispatch ${subject}`);
      return row.id;
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

export type Run = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** A script of bash; `place` is its working folder. */
export function bash(script: string, place: string, env: Readonly<Record<string, string>> = {}): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['-c', script],
      { cwd: place, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
      },
    );
  });
}

/** The command line under another umask and environment. */
export function plico(
  args: readonly string[],
  options: { readonly umask?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Run> {
  const quoted = [process.execPath, CLI, ...args].map((part) => `'${part.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  return bash(`umask ${options.umask ?? '022'}; exec ${quoted}`, REPOSITORY, options.env);
}

/** The one folder of a bundle, unpacked. */
export async function unpack(zip: string, into: string): Promise<string> {
  const { code, stderr } = await bash(`unzip -q '${zip}' -d '${into}'`, path.dirname(zip));
  if (code !== 0) throw new Error(stderr);
  const [only] = readdirSync(into);
  return path.join(into, only ?? '');
}

export function copyOf(folder: string, into: string): string {
  const copy = path.join(into, path.basename(folder));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** The blocks between ```sh and ``` lines, in order. */
export function commandBlocks(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '');
}

/** All of them as a person would give them one after the other, stopping at the first that fails. */
export function runBlocks(folder: string, blocks: readonly string[]): Promise<Run> {
  return bash(['set -euo pipefail', ...blocks].join('\n'), folder);
}

/** Every file under a folder, as relative paths with slashes, sorted. */
export function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .toSorted();
}
