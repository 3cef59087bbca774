// One pass over an account: list with status, open only the folders that differ, INBOX first. A folder
// that fails is reported and left for the next pass; the others go on unless the link itself is gone.
import type { ImapSession, RemoteFolder } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import type { AccountId } from '#shared/model/ids';
import { mustOpen } from './plan.ts';
import { runFolder } from './run.ts';
import type { Suspects, SyncLimits } from './run.ts';
import type { OnSyncEvent, SyncFolder, SyncSink } from './sink.ts';

export type Pass = {
  readonly account: AccountId;
  readonly session: ImapSession;
  readonly sink: SyncSink;
  readonly suspects: Suspects;
  readonly limits: SyncLimits;
  readonly onEvent: OnSyncEvent;
  /** Without CONDSTORE a change of flags does not show: look at all flags in this pass. */
  readonly flagsDue: boolean;
  readonly signal: AbortSignal;
};

export type PassResult = {
  readonly opened: number;
  readonly inStep: boolean;
  readonly failures: readonly AppError[];
  readonly listed: readonly RemoteFolder[];
};

/** Rejects with the AppError of a lost link or an abort; failures of single folders are in the result. */
export async function runPass(pass: Pass): Promise<PassResult> {
  const { account, session, sink, onEvent } = pass;
  await pushFlagChanges(pass);
  await onEvent({ kind: 'progress', account, folder: null, done: 0, total: 0, phase: 'listing' });
  const listed = await session.listFolders();
  // A mailbox without any folder does not exist; a server that says so has a fault (SYNC-32).
  if (listed.length === 0) throw new AppError('imap.protocol', { retry: 'later', values: { command: 'LIST', fault: 'empty' } });
  const statuses = new Map(listed.map(({ path, status }) => [path, status]));
  const folders = (await sink.saveFolders(listed)).toSorted((a, b) => rank(a) - rank(b));
  const changed = folders.filter((folder) => mustOpen(folder.cursor, statuses.get(folder.path) ?? null, pass.flagsDue));
  const counter = await startCounter(pass, changed, statuses);
  const failures: AppError[] = [];
  let inStep = true;
  for (const folder of changed) {
    try {
      const done = await runFolder({ ...pass, folder, onCount: (messages) => counter.add(folder.path, messages) });
      inStep &&= done;
      await onEvent({ kind: 'folderDone', account, folder: folder.path, changed: true });
    } catch (error) {
      if (!(error instanceof AppError) || endsPass(error)) throw error;
      inStep = false;
      failures.push(error);
      await onEvent({ kind: 'folderFailed', account, folder: folder.path, error });
    }
  }
  await reportQuota(pass);
  await onEvent({ kind: 'passed', account, opened: changed.length });
  return { opened: changed.length, inStep, failures, listed };
}

/** A limit ends the connection too: imapflow parses nothing after it. */
function endsPass(error: AppError): boolean {
  const ofTheLink = ['imap.closed', 'imap.limit', 'aborted', 'imap.auth'].includes(error.code);
  return ofTheLink || error.code.startsWith('net.') || error.code.startsWith('tls.') || error.code.startsWith('storage.');
}

function rank(folder: SyncFolder): number {
  if (folder.specialUse === 'inbox') return 0;
  if (folder.specialUse === 'sent') return 1;
  if (folder.specialUse === 'junk' || folder.specialUse === 'trash') return 3;
  return 2;
}

async function startCounter(
  pass: Pass,
  changed: readonly SyncFolder[],
  statuses: ReadonlyMap<string, RemoteFolder['status']>,
): Promise<{ add(folder: string, messages: number): void }> {
  let total = 0;
  for (const { id, path } of changed) {
    const status = statuses.get(path) ?? null;
    if (status !== null) total += Math.max(0, status.messages - (await pass.sink.presentUids(id, status.uidValidity)).length);
  }
  let done = 0;
  return {
    add(folder, messages) {
      done += messages;
      void pass.onEvent({ kind: 'progress', account: pass.account, folder, done, total: Math.max(total, done), phase: 'fetching' });
    },
  };
}

/** What was changed here goes to the server before its state is read, or the pass would undo it. */
async function pushFlagChanges(pass: Pass): Promise<void> {
  const { session, sink } = pass;
  const changes = await sink.pendingFlagChanges();
  if (changes.length === 0) return;
  const folders = new Map((await sink.saveFolders(await session.listFolders())).map((folder) => [folder.id, folder.path]));
  for (const change of changes) {
    pass.signal.throwIfAborted();
    const path = folders.get(change.folder);
    try {
      const opened = path === undefined ? null : await session.openFolder(path, null);
      if (opened !== null && opened.status.uidValidity === change.uidValidity)
        await session.storeFlags(String(change.uid), { add: change.added, remove: change.removed });
    } catch (error) {
      // Refused for good (read-only folder): asking again each minute would not help.
      if (!(error instanceof AppError) || error.code !== 'imap.refused') throw error;
    }
    await sink.dropFlagChange(change.number);
  }
}

async function reportQuota(pass: Pass): Promise<void> {
  const quota = await pass.session.quota('INBOX').catch((error: unknown) => {
    if (error instanceof AppError && !endsPass(error)) return null;
    throw error;
  });
  if (quota !== null) await pass.onEvent({ kind: 'quota', account: pass.account, ...quota });
}
