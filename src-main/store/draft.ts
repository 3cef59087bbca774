// Drafts and their files. A draft is primary data: saved as one types, kept across crashes. A save with
// an old revision is refused, so that two windows never overwrite each other.
import type { Draft, DraftContent, DraftId, DraftSummary } from '#shared/model/compose';
import { asDraftId } from '#shared/model/compose';
import type { BlobHash, Instant } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import type { Row } from './sql.ts';
import { asJson, bytesOf, hashOf, hashToBytes, instantOf, integerOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

type Body = { readonly revision: number; readonly content: DraftContent };

export function draftOf(tx: ReadTx, id: DraftId): Draft | null {
  return tx.get(sql`SELECT id, body, changed_at FROM draft WHERE id = ${id}`, toDraft);
}

/** `revision`: the one the writer has seen, null for a new draft. Null when another one is stored meanwhile. */
export function saveDraft(tx: WriteTx, id: DraftId, revision: number | null, content: DraftContent, at: Instant): Draft | null {
  const known = draftOf(tx, id);
  if ((known?.revision ?? null) !== revision) return null;
  const draft: Draft = { id, revision: (revision ?? 0) + 1, content, changedAt: at };
  const body: Body = { revision: draft.revision, content };
  tx.run(sql`INSERT INTO draft (id, account, body, changed_at)
    VALUES (${id}, ${accountNumber(content.account)}, ${JSON.stringify(body)}, ${at})
    ON CONFLICT (id) DO UPDATE SET account = excluded.account, body = excluded.body, changed_at = excluded.changed_at`);
  return draft;
}

export function removeDraft(tx: WriteTx, id: DraftId): boolean {
  return tx.run(sql`DELETE FROM draft WHERE id = ${id}`).changes > 0;
}

const PREVIEW_CHARACTERS = 120;

/** Newest first, without those that wait in the outbox: they come back with an undo. */
export function listDrafts(tx: ReadTx, take: number): DraftSummary[] {
  return tx.all(
    sql`SELECT d.id, d.body, d.changed_at, a.id AS account_id FROM draft d JOIN account a ON a.number = d.account
      WHERE a.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM outbox_item o WHERE o.draft = d.id)
      ORDER BY d.changed_at DESC LIMIT ${take}`,
    (row) => {
      const { content } = asJson<Body>(row, 'body');
      return {
        id: asDraftId(textOf(row, 'id')),
        account: asAccountId(textOf(row, 'account_id')),
        to: content.to,
        subject: content.subject,
        preview: content.text.slice(0, PREVIEW_CHARACTERS).replaceAll(/\s+/g, ' ').trim(),
        attachments: content.attachments.length,
        changedAt: instantOf(row, 'changed_at'),
      };
    },
  );
}

function toDraft(row: Row): Draft {
  const { revision, content } = asJson<Body>(row, 'body');
  return { id: asDraftId(textOf(row, 'id')), revision, content, changedAt: instantOf(row, 'changed_at') };
}

// ---------------------------------------------------------------- files

export function putDraftFile(tx: WriteTx, hash: BlobHash, bytes: Uint8Array, at: Instant): void {
  tx.run(sql`INSERT INTO draft_file (hash, size_bytes, body, added_at) VALUES (${hashToBytes(hash)}, ${bytes.byteLength}, ${bytes}, ${at})
    ON CONFLICT (hash) DO UPDATE SET added_at = excluded.added_at`);
}

export function draftFile(tx: ReadTx, hash: BlobHash): Uint8Array | null {
  return tx.get(sql`SELECT body FROM draft_file WHERE hash = ${hashToBytes(hash)}`, (row) => bytesOf(row, 'body'));
}

/** Size and first bytes, for checks that do not need the whole; null when it is not here. Of an empty blob `substr` gives NULL. */
export function draftFileHead(tx: ReadTx, hash: BlobHash, bytes: number): { readonly sizeBytes: number; readonly head: Uint8Array } | null {
  return tx.get(
    sql`SELECT size_bytes, coalesce(substr(body, 1, ${bytes}), x'') AS head FROM draft_file WHERE hash = ${hashToBytes(hash)}`,
    (row) => ({
      sizeBytes: integerOf(row, 'size_bytes'),
      head: bytesOf(row, 'head'),
    }),
  );
}

/** Files that no draft and no run of one message per row names, added before `before`. Returns how many went. */
export function dropUnusedFiles(tx: WriteTx, before: Instant): number {
  const used = new Set<string>(
    tx.all(sql`SELECT body FROM draft`, (row) => asJson<Body>(row, 'body').content.attachments.map(({ file }) => file)).flat(),
  );
  for (const files of tx.all(
    sql`SELECT template FROM bulk_run WHERE state <> 'done'`,
    (row) => asJson<Pick<DraftContent, 'attachments'>>(row, 'template').attachments,
  ))
    for (const { file } of files) used.add(file);
  const old = tx.all(sql`SELECT hash FROM draft_file WHERE added_at < ${before}`, (row) => hashOf(row, 'hash'));
  const unused = old.filter((hash) => !used.has(hash));
  for (const hash of unused) tx.run(sql`DELETE FROM draft_file WHERE hash = ${hashToBytes(hash)}`);
  return unused.length;
}
