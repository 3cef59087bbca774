// The server against the archive: what is on the server and not here, box by box, without fetching
// anything. What is here and gone there is no finding: that is what an archive is for.
import type { ImapConnector } from '#main/ports';
import type { Store } from '#main/store/database';
import { foldersOf } from '#main/store/folder';
import { presentUids } from '#main/store/location';
import { AppError } from '#shared/model/app-error';
import type { CheckFinding } from '#shared/model/archive-check';
import type { AccountId } from '#shared/model/ids';
import type { AccountService } from './account-service.ts';

export type ServerComparison = {
  readonly account: AccountId;
  readonly found: readonly CheckFinding[];
  readonly onServer: number;
  /** Code of the error when the server could not be asked. */
  readonly error: string | null;
};

export async function compareServers(
  ports: { readonly store: Store; readonly accounts: AccountService; readonly imap: ImapConnector },
  signal: AbortSignal,
): Promise<readonly ServerComparison[]> {
  const results: ServerComparison[] = [];
  for (const { id, settings } of ports.accounts.all()) {
    if (settings.imap === null) continue;
    signal.throwIfAborted();
    results.push(await compareOne(ports, id, signal));
  }
  return results;
}

async function compareOne(
  { store, accounts, imap }: Parameters<typeof compareServers>[0],
  account: AccountId,
  signal: AbortSignal,
): Promise<ServerComparison> {
  const found: CheckFinding[] = [];
  let onServer = 0;
  try {
    const { endpoint, credentials } = await accounts.imapAccess(account);
    const session = await imap.connect(endpoint, credentials, signal);
    try {
      const known = store.read((tx) => foldersOf(tx, account));
      for (const { path, selectable } of await session.listFolders()) {
        if (!selectable) continue;
        signal.throwIfAborted();
        const { status } = await session.openFolder(path, null);
        const uids = await session.listUids();
        onServer += uids.length;
        const folder = known.find((one) => one.path === path);
        const here = new Set(folder === undefined ? [] : store.read((tx) => presentUids(tx, folder.id, status.uidValidity)));
        const missing = uids.filter((uid) => !here.has(uid)).length;
        if (missing > 0) found.push({ id: 'server.notArchived', what: `${account} ${folder === undefined ? '?' : folder.id} ${missing}` });
      }
    } finally {
      await session.close();
    }
    return { account, found, onServer, error: null };
  } catch (error) {
    if (signal.aborted) throw error;
    return { account, found, onServer, error: error instanceof AppError ? error.code : 'internal' };
  }
}
