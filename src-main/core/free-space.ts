// Frees space on a server (SYNC-43): only messages whose copy here was read again and hashed, that lie in
// a backup made later than they came, that the server still has under the same UID with the same size, and
// only after a person has seen how many there are and said so. Nothing is ever removed here.
import { appendAudit } from '#main/audit/append';
import { readMessage } from '#main/archive/message';
import type { Clock, ImapConnector, ImapSession } from '#main/ports';
import type { Store } from '#main/store/database';
import { foldersOf, type Folder } from '#main/store/folder';
import { isHeld, namesOf } from '#main/store/legal-hold';
import { markGone, presentLocations, type Location } from '#main/store/location';
import { summaryOf } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import type { AccountId, Instant } from '#shared/model/ids';
import type { AccountService } from './account-service.ts';
import { lastBackup } from './backup-schedule.ts';

export type FreeingPlan = {
  readonly messages: number;
  readonly bytes: number;
  readonly folders: readonly { readonly path: string; readonly messages: number; readonly bytes: number }[];
  /** Would go by their date, but came here after the last backup. */
  readonly notInBackup: number;
  /** Would go by their date, but a legal hold names them. */
  readonly held: number;
  /** Null: there is no backup, so nothing can be freed. */
  readonly backupAt: Instant | null;
};

export type FreeingResult = {
  readonly removed: number;
  readonly bytes: number;
  /** Left on the server, with why: damaged here, changed there, under a legal hold. */
  readonly kept: readonly { readonly folder: string; readonly uid: number; readonly reason: 'damaged' | 'changed' | 'hold' }[];
};

export type FreeingPorts = {
  readonly store: Store;
  readonly imap: ImapConnector;
  readonly clock: Clock;
  readonly accounts: AccountService;
};

const PAGE = 1_000;
const AT_ONCE = 200;

/** What a run would remove: everything in folders of the server with a date before `before`. Asks no network. */
export function planFreeing(ports: FreeingPorts, account: AccountId, before: Instant): FreeingPlan {
  const backup = lastBackup(ports.store);
  const all = candidates(ports.store, account, before);
  const found = all.filter(({ held }) => !held);
  const safe = found.filter(({ archivedAt }) => backup !== null && archivedAt <= backup.at);
  const paths = [...new Set(safe.map(({ folder }) => folder.path))];
  const bytesOf = (some: readonly Candidate[]): number => some.reduce((sum, { location }) => sum + location.sizeBytes, 0);
  return {
    messages: safe.length,
    bytes: bytesOf(safe),
    folders: paths.map((path) => {
      const inside = safe.filter(({ folder }) => folder.path === path);
      return { path, messages: inside.length, bytes: bytesOf(inside) };
    }),
    notInBackup: found.length - safe.length,
    held: all.length - found.length,
    backupAt: backup?.at ?? null,
  };
}

/**
 * `confirmed` is the number of messages a person saw in the plan; another number is input.invalid and nothing
 * is done. Rejects with imap.refused where the server cannot remove single messages (no UIDPLUS).
 */
export async function freeSpace(
  ports: FreeingPorts,
  account: AccountId,
  request: {
    readonly before: Instant;
    readonly confirmed: number;
    readonly signal: AbortSignal;
    readonly onProgress: (done: number) => void;
  },
): Promise<FreeingResult> {
  const { store, imap, clock, accounts } = ports;
  const backup = lastBackup(store);
  const wanted = candidates(store, account, request.before).filter(
    ({ archivedAt, held }) => !held && backup !== null && archivedAt <= backup.at,
  );
  if (wanted.length !== request.confirmed)
    throw new AppError('input.invalid', { retry: 'afterUser', values: { field: 'confirm', messages: wanted.length } });
  const { endpoint, credentials } = await accounts.imapAccess(account);
  const session = await imap.connect(endpoint, credentials, request.signal);
  const kept: FreeingResult['kept'][number][] = [];
  let removed = 0;
  let bytes = 0;
  try {
    for (const group of groups(wanted)) {
      request.signal.throwIfAborted();
      const checked = await stillThere(store, session, { account, group }, kept);
      if (checked.length > 0) {
        await session.deleteMessages(checked.map(({ location }) => location.uid).join(','));
        removed += checked.length;
        bytes += checked.reduce((sum, { location }) => sum + location.sizeBytes, 0);
        store.write((tx) => {
          for (const { location } of checked) {
            markGone(tx, location.folder, location.uidValidity, location.uid, clock.now());
            appendAudit(tx, clock.now(), { event: 'message.serverDeleted', account, blob: location.hash });
          }
          appendAudit(tx, clock.now(), { event: 'server.freed', account, messages: checked.length });
        });
      }
      request.onProgress(removed + kept.length);
    }
  } finally {
    await session.close();
  }
  return { removed, bytes, kept };
}

type Candidate = { readonly folder: Folder; readonly location: Location; readonly archivedAt: Instant; readonly held: boolean };

function candidates(store: Store, account: AccountId, before: Instant): readonly Candidate[] {
  return store.read((tx) =>
    foldersOf(tx, account)
      .filter(({ goneAt, selectable, cursor, specialUse }) => goneAt === null && selectable && cursor !== null && specialUse !== 'drafts')
      .flatMap((folder) => {
        const found: Candidate[] = [];
        const uidValidity = folder.cursor?.uidValidity ?? 0;
        for (let after = 0; ;) {
          const page = presentLocations(tx, folder.id, uidValidity, after, PAGE);
          const last = page.at(-1);
          if (last === undefined) return found;
          for (const location of page) {
            if (location.internalDate <= 0 || location.internalDate >= before) continue;
            const archivedAt = summaryOf(tx, account, location.hash)?.archivedAt;
            if (archivedAt === undefined) continue;
            const held = isHeld(tx, account, namesOf(tx, account, location.hash));
            found.push({ folder, location, archivedAt, held });
          }
          after = last.uid;
        }
      }),
  );
}

/** Of one folder each, so many that one command removes them. */
function* groups(wanted: readonly Candidate[]): Generator<readonly Candidate[]> {
  for (const path of new Set(wanted.map(({ folder }) => folder.path))) {
    const inside = wanted.filter(({ folder }) => folder.path === path);
    for (let at = 0; at < inside.length; at += AT_ONCE) yield inside.slice(at, at + AT_ONCE);
  }
}

/** Read again and hashed here, and the same message there: UIDVALIDITY, UID and size. */
async function stillThere(
  store: Store,
  session: ImapSession,
  { account, group }: { readonly account: AccountId; readonly group: readonly Candidate[] },
  kept: FreeingResult['kept'][number][],
): Promise<readonly Candidate[]> {
  const [first] = group;
  if (first === undefined) return [];
  const opened = await session.openFolder(first.folder.path, null);
  const sameFolder = opened.status.uidValidity === first.location.uidValidity;
  const described = sameFolder ? await session.describe(group.map(({ location }) => location.uid).join(',')) : [];
  const sizes = new Map(described.map(({ uid, sizeBytes }) => [uid, sizeBytes]));
  return group.filter(({ folder, location }) => {
    const unchanged = sizes.get(location.uid) === location.sizeBytes;
    // Once more, now: a hold may have been set since the plan.
    const held = store.read((tx) => isHeld(tx, account, namesOf(tx, account, location.hash)));
    const reason = held ? 'hold' : !isWhole(store, location) ? 'damaged' : unchanged ? null : 'changed';
    if (reason !== null) kept.push({ folder: folder.path, uid: location.uid, reason });
    return reason === null;
  });
}

function isWhole(store: Store, location: Location): boolean {
  try {
    return store.read((tx) => readMessage(tx, location.hash)).byteLength === location.sizeBytes;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
