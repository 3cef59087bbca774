// The outbox as a screen shows it: what is on its way or not certain, and what was settled in the last day.
import type { Store } from '#main/store/database';
import { recentItems, type OutboxRecord } from '#main/store/outbox-item';
import type { OutboxEntry, OutboxState } from '#shared/model/compose';
import { asInstant, type Instant } from '#shared/model/ids';

const DAY_MS = 86_400_000;
const MOST = 500;

export function outboxEntries(store: Store, now: Instant): readonly OutboxEntry[] {
  return store.read((tx) => recentItems(tx, asInstant(now - DAY_MS), MOST)).map((record) => outboxEntry(record, now));
}

export function outboxEntry(record: OutboxRecord, now: Instant): OutboxEntry {
  const { dispatch, account, envelope, submission, item, handedOver } = record;
  return {
    dispatch,
    account,
    subject: item.subject,
    to: envelope.to,
    sizeBytes: item.sizeBytes,
    queuedAt: item.queuedAt,
    undoable: submission.state === 'queued' && !handedOver && item.draft !== null,
    scheduledFor: item.scheduledAt !== null && item.scheduledAt > now ? item.scheduledAt : null,
    submission: outboxState(record),
  };
}

export function outboxState({ submission, item }: OutboxRecord): OutboxState {
  if (submission.state !== 'queued') return submission;
  return { state: 'queued', nextAt: item.dueAt, attempts: item.attempts, reason: item.cause };
}
