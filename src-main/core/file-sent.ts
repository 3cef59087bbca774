// A sent message belongs in the Sent folder. Whether a provider files a copy by itself is known of
// none (PEC-REFERENCE §7), so after each sync what we submitted and do not find there is appended,
// the very bytes that were submitted. No second Sent folder is ever made.
import { readMessage } from '#main/archive/message';
import { setState } from '#main/outbox/hand-over';
import type { Clock, ImapConnector } from '#main/ports';
import type { Store } from '#main/store/database';
import { foldersOf } from '#main/store/folder';
import { locationsOf } from '#main/store/location';
import { messagesByMessageId, summaryOf } from '#main/store/message';
import { filedSubmission, openSubmissions, submissionsToFile, type Submission } from '#main/store/submission';
import type { ReadTx } from '#main/store/transactions';
import type { AccountId } from '#shared/model/ids';
import type { AccountService } from './account-service.ts';

export type FilingPorts = { readonly store: Store; readonly imap: ImapConnector; readonly clock: Clock; readonly accounts: AccountService };

/** True when something was appended: the folder has changed on the server. */
export async function fileSentCopies(ports: FilingPorts, account: AccountId, signal: AbortSignal): Promise<boolean> {
  const { store, clock } = ports;
  settleByServerCopy(ports, account);
  const open = store.read((tx) => submissionsToFile(tx, account));
  if (open.length === 0) return false;
  const there = open.filter((submission) => store.read((tx) => isInSent(tx, account, submission)));
  store.write((tx) => {
    for (const submission of there) filedSubmission(tx, submission.dispatch, clock.now());
  });
  const missing = open.filter((submission) => !there.includes(submission));
  const sent = store
    .read((tx) => foldersOf(tx, account))
    .find((folder) => folder.specialUse === 'sent' && folder.goneAt === null && folder.selectable);
  if (missing.length === 0 || sent === undefined) return false;
  const { endpoint, credentials } = await ports.accounts.imapAccess(account);
  const session = await ports.imap.connect(endpoint, credentials, signal);
  try {
    for (const submission of missing) {
      signal.throwIfAborted();
      const { bytes, at } = store.read((tx) => ({
        bytes: readMessage(tx, submission.hash),
        at: summaryOf(tx, account, submission.hash)?.date ?? submission.changedAt,
      }));
      await session.append(sent.path, bytes, ['\\Seen'], at);
      store.write((tx) => filedSubmission(tx, submission.dispatch, clock.now()));
    }
  } finally {
    await session.close();
  }
  return true;
}

/** A copy that the server filed by itself says that it took a message whose link was lost. Ours are filed only after that. */
function settleByServerCopy({ store, clock }: FilingPorts, account: AccountId): void {
  const found = store.read((tx) =>
    openSubmissions(tx).filter((one) => one.account === account && one.submission.state === 'unknown' && isInSent(tx, account, one)),
  );
  for (const submission of found) {
    const at = clock.now();
    store.write((tx) => {
      setState(tx, submission, { state: 'submitted', at: submission.changedAt, reply: '' }, at);
      filedSubmission(tx, submission.dispatch, at);
    });
  }
}

/** The same bytes, or a copy of the server's own with the same Message-ID. */
function isInSent(tx: ReadTx, account: AccountId, submission: Submission): boolean {
  const messageId = summaryOf(tx, account, submission.hash)?.messageId ?? null;
  const copies = messageId === null ? [] : messagesByMessageId(tx, account, messageId).filter((message) => message.direction === 'sent');
  return [submission.hash, ...copies.map((copy) => copy.hash)].some((hash) =>
    locationsOf(tx, account, hash).some((place) => place.goneAt === null),
  );
}
