// Entries of the log with their proof, as files in a new folder (EVIDENCE §13): the verbatim entries, for each
// the path to the root of the last checkpoint, the checkpoint with its signature, and the proof that
// the checkpoint before it is its beginning. openssl and a shell can check all of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { auditCheckpoints } from '#main/store/audit-entry';
import type { Store } from '#main/store/database';
import { AppError } from '#shared/model/app-error';
import type { BlobHash } from '#shared/model/ids';
import { certificateText, type InstallationKey } from './installation-key.ts';
import { blobOf, consistencyText, pathText, readLog } from './log-proof.ts';

/** Entries that name one of `blobs`; all of them when it is null. Rejects with input.file when `folder` exists, notFound without a checkpoint. */
export async function exportProof(
  store: Store,
  folder: string,
  blobs: ReadonlySet<BlobHash> | null,
  key: InstallationKey,
): Promise<{ readonly entries: number; readonly size: number }> {
  const names: ReadonlySet<string> | null = blobs;
  const wanted = (text: string): boolean => names === null || names.has(blobOf(text) ?? '');
  const log = await readLog(store, wanted, () => new Promise((resolve) => setImmediate(resolve)));
  const [checkpoint, before] = store
    .read((tx) => auditCheckpoints(tx))
    .filter(({ size }) => size <= (log?.size ?? 0))
    .toReversed();
  if (log === null || checkpoint === undefined) throw new AppError('notFound', { values: { what: 'checkpoint' } });
  const { size, tree, entries } = log;
  try {
    mkdirSync(path.join(folder, 'proofs'), { recursive: true });
    for (const { seq } of entries) put(folder, `proofs/${seq}.path`, pathText(tree, size, seq));
    put(folder, 'entries.jsonl', entries.map(({ text }) => `${text}\n`).join(''));
    put(folder, 'checkpoint.txt', checkpoint.text);
    put(folder, 'checkpoint.sig', checkpoint.signature);
    put(folder, 'installation.crt', certificateText(key));
    if (before !== undefined) put(folder, 'consistency.txt', consistencyText(tree, before.size, size));
  } catch (cause) {
    throw new AppError('input.file', { retry: 'afterUser', values: { file: folder }, cause });
  }
  return { entries: entries.length, size };
}

function put(folder: string, name: string, content: string | Uint8Array): void {
  writeFileSync(path.join(folder, name), content, { flag: 'wx' });
}
