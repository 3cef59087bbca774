// What shows somebody else that entries stand in the log (EVIDENCE §13): the verbatim entries, for each
// the path to the root of the last checkpoint, the checkpoint with its signature, and the proof that
// the checkpoint before it is its beginning. openssl and a shell can check all of it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { auditCheckpoints, auditEntries, type StoredCheckpoint } from '#main/store/audit-entry';
import type { Store } from '#main/store/database';
import { AppError } from '#shared/model/app-error';
import type { BlobHash } from '#shared/model/ids';
import type { InstallationKey } from './installation-key.ts';
import { consistencyProof, inclusionPath } from './merkle.ts';

const PAGE = 5_000;

/** Entries that name one of `blobs`; all of them when it is null. Throws input.file when `folder` exists, notFound without a checkpoint. */
export function exportProof(
  store: Store,
  folder: string,
  blobs: ReadonlySet<BlobHash> | null,
  key: InstallationKey,
): { readonly entries: number; readonly size: number } {
  const [checkpoint, before] = store.read((tx) => auditCheckpoints(tx)).toReversed();
  if (checkpoint === undefined) throw new AppError('notFound', { values: { what: 'checkpoint' } });
  const { leaves, chosen } = readLog(store, checkpoint.size, blobs);
  try {
    mkdirSync(path.join(folder, 'proofs'), { recursive: true });
    for (const { seq } of chosen) {
      const steps = inclusionPath(leaves, seq).map(({ side, hash }) => `${side} ${hash.toString('hex')}\n`);
      put(folder, `proofs/${seq}.path`, steps.join(''));
    }
    put(folder, 'entries.jsonl', chosen.map(({ text }) => `${text}\n`).join(''));
    put(folder, 'checkpoint.txt', checkpoint.text);
    put(folder, 'checkpoint.sig', checkpoint.signature);
    put(folder, 'installation.crt', key.certificate);
    if (before !== undefined) put(folder, 'consistency.txt', consistencyText(leaves, before));
  } catch (cause) {
    throw new AppError('input.file', { retry: 'afterUser', values: { file: folder }, cause });
  }
  return { entries: chosen.length, size: checkpoint.size };
}

function readLog(
  store: Store,
  size: number,
  blobs: ReadonlySet<BlobHash> | null,
): { readonly leaves: readonly Uint8Array[]; readonly chosen: readonly { readonly seq: number; readonly text: string }[] } {
  const leaves: Uint8Array[] = [];
  const chosen: { seq: number; text: string }[] = [];
  while (leaves.length < size) {
    const page = store.read((tx) => auditEntries(tx, leaves.length, Math.min(PAGE, size - leaves.length)));
    if (page.length === 0) throw new AppError('storage.damaged', { values: { file: 'audit' } });
    for (const { seq, entry, hash } of page) {
      leaves.push(hash);
      const text = Buffer.from(entry).toString('utf8');
      const named = /"blob":"([0-9a-f]{64})"/.exec(text)?.[1];
      if (blobs === null || (named !== undefined && [...blobs].some((blob) => blob === named))) chosen.push({ seq, text });
    }
  }
  return { leaves, chosen };
}

/** The older size and root, then the proof of RFC 9162 §2.1.4, one hash a line. */
function consistencyText(leaves: readonly Uint8Array[], before: StoredCheckpoint): string {
  const [, , size, root] = before.text.split('\n');
  return [size, root, ...consistencyProof(leaves, before.size).map((hash) => hash.toString('hex')), ''].join('\n');
}

function put(folder: string, name: string, content: string | Uint8Array): void {
  writeFileSync(path.join(folder, name), content, { flag: 'wx' });
}
