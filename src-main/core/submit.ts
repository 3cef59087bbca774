// The small form of sending: bytes archived, then handed over once, then the outcome kept. What the
// server may have taken is never handed over again (ARCHITECTURE §6).
import { arrive } from '#main/ingest/arrival';
import { dispatchIdOf } from '#main/ingest/dispatches';
import { parseMessage } from '#main/mime/parse';
import { summariseMessage } from '#main/mime/summary';
import type { SubmissionOutcome, Submitter } from '#main/ports';
import { saveSubmission, type SubmissionState } from '#main/store/submission';
import type { AccountId, Instant } from '#shared/model/ids';
import type { CoreServices } from './services.ts';

/** Rejects with an AppError when nothing can have been taken by the server. */
export async function submitMessage(
  services: CoreServices & { readonly submitter: Submitter },
  account: AccountId,
  bytes: Uint8Array,
  recipients: readonly string[],
): Promise<SubmissionOutcome> {
  const { store, clock, accounts, submitter, queue } = services;
  const { endpoint, credentials } = await accounts.smtpAccess(account);
  const { address } = accounts.byId(account);
  const now = clock.now();
  const arrived = store.write(
    (tx) => arrive(tx, { account, bytes, source: 'sent', detail: 'smtp', sent: true, receivedAt: null, at: now }),
    { durable: true },
  );
  const msgid = summariseMessage(bytes, parseMessage(bytes).root).messageId ?? `<${arrived.hash}>`;
  const envelope = { from: address, to: recipients };
  const record = (submission: SubmissionState): void =>
    store.write(
      (tx) =>
        saveSubmission(tx, {
          dispatch: dispatchIdOf(account, msgid),
          account,
          hash: arrived.hash,
          envelope,
          submission,
          changedAt: clock.now(),
        }),
      { durable: true },
    );
  record({ state: 'submitting', startedAt: now });
  queue.wake();
  let outcome: SubmissionOutcome;
  try {
    outcome = await submitter.submit(endpoint, credentials, envelope, bytes);
  } catch (error) {
    record({ state: 'queued' });
    throw error;
  }
  record(stateOf(outcome, clock.now()));
  return outcome;
}

function stateOf(outcome: SubmissionOutcome, at: Instant): SubmissionState {
  switch (outcome.state) {
    case 'submitted':
      return { state: 'submitted', at, reply: outcome.reply };
    case 'refused':
      return { state: 'refused', at, reply: outcome.reply };
    case 'unknown':
      return { state: 'unknown', at };
  }
}
