// A profile and a sync of one account against a given server: what integration and interop tests need
// to run a pass and to read the whole end state back.
import { createHash } from 'node:crypto';
import { readMessage } from '#main/archive/message';
import { createImapConnector } from '#main/imap/connect';
import type { ImapTimeouts } from '#main/imap/connect';
import type { Endpoint } from '#main/ports';
import { saveAccount } from '#main/store/account';
import type { Store } from '#main/store/database';
import { foldersOf } from '#main/store/folder';
import { presentLocations } from '#main/store/location';
import { createAccountSync } from '#main/sync/account-sync';
import type { AccountSync } from '#main/sync/account-sync';
import type { BatchWriter } from '#main/sync/batch-writer';
import { createConnectionGate } from '#main/sync/connection-gate';
import type { SyncLimits } from '#main/sync/run';
import type { SyncEvent } from '#main/sync/sink';
import { createStoreSink } from '#main/sync/store-sink';
import { accountRecord } from '#tests/support/store-records';
import { fixedClock } from '#tests/support/temp-profile-clock';

export type Place = {
  readonly folder: string;
  readonly uidValidity: number;
  readonly uid: number;
  readonly sha256: string;
  readonly flags: readonly string[];
};

export type SyncLab = {
  readonly sync: AccountSync;
  readonly events: SyncEvent[];
  /** Every present place with the hash of the bytes as read back from the archive. */
  state(): readonly Place[];
};

export type LabOptions = {
  readonly store: Store;
  readonly endpoint: Endpoint;
  readonly login: string;
  readonly password: string;
  readonly timeouts?: ImapTimeouts;
  readonly limits?: SyncLimits;
  readonly pollMs?: number;
  readonly idleMs?: number;
  readonly attempts?: number;
  readonly account?: string;
  readonly writer?: BatchWriter;
  readonly onEvent?: (event: SyncEvent) => void | Promise<void>;
};

export function syncLab(options: LabOptions): SyncLab {
  const { store, endpoint, login, password } = options;
  const account = accountRecord(options.account ?? 'anna');
  store.write((tx) => saveAccount(tx, account));
  const events: SyncEvent[] = [];
  const sync = createAccountSync({
    account: account.id,
    connector: createImapConnector(options.timeouts),
    access: () => Promise.resolve({ endpoint, credentials: { login, password } }),
    sink: createStoreSink(store, account.id, fixedClock(), options.writer ?? null),
    gate: createConnectionGate({ total: 8, perHost: 8 }),
    onEvent: async (event) => {
      events.push(event);
      await options.onEvent?.(event);
    },
    // The least wait the backoff allows: tests do not wait for jitter.
    random: () => 0,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.attempts === undefined ? {} : { attempts: options.attempts }),
    ...(options.idleMs === undefined ? {} : { idleMs: options.idleMs }),
    ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
  });
  return {
    sync,
    events,
    state: () =>
      store.read((tx) =>
        foldersOf(tx, account.id)
          .filter(({ goneAt }) => goneAt === null)
          .flatMap((folder) =>
            folder.cursor === null
              ? []
              : presentLocations(tx, folder.id, folder.cursor.uidValidity, 0, 1_000_000).map(({ uidValidity, uid, hash, flags }) => {
                  const bytes = readMessage(tx, hash);
                  return { folder: folder.path, uidValidity, uid, sha256: createHash('sha256').update(bytes).digest('hex'), flags };
                }),
          ),
      ),
  };
}
