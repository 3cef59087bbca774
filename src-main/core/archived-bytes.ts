// Bytes of the archive for a host: a message as it is kept, or one decoded part of it, which is read in the
// parsing process.
import { readMessage } from '#main/archive/message';
import type { ParserPool } from '#main/ingest/parser-pool';
import type { Store } from '#main/store/database';
import { isMessageKnown } from '#main/store/message';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { Core } from './core-types.ts';

/** Null for what the account does not have, and for a part that kills its parser. */
export function archivedBytes({ store, pool }: { readonly store: Store; readonly pool: ParserPool }): Pick<Core, 'original' | 'part'> {
  const original = (account: AccountId, hash: BlobHash): Uint8Array | null =>
    store.read((tx) => (isMessageKnown(tx, account, hash) ? readMessage(tx, hash) : null));
  return {
    original,
    async part(account, hash, part, unwrap = false) {
      const bytes = original(account, hash);
      if (bytes === null) return null;
      const answer = await pool.part({ bytes, part, unwrap });
      return answer.state === 'done' ? answer.value : null;
    },
  };
}
