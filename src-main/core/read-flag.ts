// Read and unread: changed here at once, told to the server with the next sync.
import { changeFlags } from '#main/store/flag-change';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { CoreServices } from './services.ts';

export function markRead(
  services: Pick<CoreServices, 'store' | 'clock' | 'events'>,
  account: AccountId,
  hash: BlobHash,
  read: boolean,
): void {
  const change = read ? { add: ['\\Seen'] } : { remove: ['\\Seen'] };
  services.store.write((tx) => changeFlags(tx, account, hash, change, services.clock.now()));
  services.events.changed(account, [hash], []);
}
