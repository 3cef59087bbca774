// `plico verify` without a profile: files in, judged documents out, in the order of the files, with
// the work spread over parsing processes and bounded in what is held in memory.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { JudgedDocument } from '#main/verification/describe';
import { createParserPool } from '#main/ingest/parser-pool';
import type { ParserHost, TrustMaterial } from '#main/ports';
import type { Instant } from '#shared/model/ids';
import type { PolicyId } from '#shared/model/verification-report';
import { judgeBundle, looksLikeBundle, type JudgedBundle } from './judge-bundle.ts';

export type JudgedFile =
  | { readonly state: 'judged'; readonly file: string; readonly documents: readonly (JudgedDocument | JudgedBundle)[] }
  | { readonly state: 'killed'; readonly file: string; readonly defect: string }
  | { readonly state: 'unreadable'; readonly file: string };

export type JudgeOptions = {
  readonly material: TrustMaterial;
  readonly policy: PolicyId;
  readonly at: Instant | null;
  readonly now: Instant;
  readonly deep: boolean;
  readonly processes: number;
};

const MOST_WAITING = 128;
const MOST_BYTES = 150 * 1024 * 1024;
const JUDGED_NAMES = /\.(eml|p7m|p7s|tsr|tst|txt|msg)$/i;

/** Files named, and in folders all that carry a name of mail or signature. Sorted, so that runs compare. */
export async function filesToJudge(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const given of paths) {
    const info = await stat(given).catch(() => null);
    if (info?.isDirectory() !== true || (await looksLikeBundle(given))) {
      files.push(given);
      continue;
    }
    const entries = await readdir(given, { recursive: true, withFileTypes: true });
    const found = entries.filter(
      (entry) => entry.isFile() && (JUDGED_NAMES.test(entry.name) || /^(cur|new)$/.test(path.basename(entry.parentPath))),
    );
    files.push(...found.map((entry) => path.join(entry.parentPath, entry.name)).toSorted());
  }
  return files;
}

export async function* judgeFiles(files: readonly string[], host: ParserHost, options: JudgeOptions): AsyncGenerator<JudgedFile> {
  const pool = createParserPool(host, { size: options.processes, material: () => options.material });
  const waiting: Promise<JudgedFile>[] = [];
  try {
    for (const file of files) {
      waiting.push(judgeOne(file));
      const first = waiting.length >= MOST_WAITING ? waiting.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (const left of waiting) yield await left;
  } finally {
    pool.close();
  }

  async function judgeOne(file: string): Promise<JudgedFile> {
    if (await looksLikeBundle(file)) {
      const bundle = await judgeBundle(file, pool, options);
      return bundle === null ? { state: 'unreadable', file } : { state: 'judged', file, documents: [bundle] };
    }
    const bytes = await readBounded(file);
    if (bytes === null) return { state: 'unreadable', file };
    const content = await detachedContent(file);
    const label = path.basename(file);
    const answer = await pool.judge({
      bytes,
      label,
      policy: options.policy,
      at: options.at,
      judgedAt: options.now,
      deep: options.deep,
      content,
    });
    return answer.state === 'done'
      ? { state: 'judged', file, documents: answer.value }
      : { state: 'killed', file, defect: answer.defect.id };
  }
}

async function readBounded(file: string): Promise<Uint8Array | null> {
  try {
    const info = await stat(file);
    return info.isFile() && info.size <= MOST_BYTES ? await readFile(file) : null;
  } catch {
    return null;
  }
}

/** For `x.pdf.p7s` or `x.tsr` the content beside it: `x.pdf`, `x`. */
async function detachedContent(file: string): Promise<Uint8Array | null> {
  return /\.(p7s|tsr|tst)$/i.test(file) ? readBounded(file.replace(/\.(p7s|tsr|tst)$/i, '')) : null;
}
