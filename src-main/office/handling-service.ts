// Writes handling events and keeps the folded state of the list, in one transaction.
import { randomBytes } from 'node:crypto';
import { appendAudit } from '#main/audit/append';
import type { Clock } from '#main/ports';
import type { Store } from '#main/store/database';
import { saveHandling } from '#main/store/list-row';
import { addOfficeEvent, officeClock, officeEventsOf } from '#main/store/office-event';
import type { ReadTx } from '#main/store/transactions';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import type { Handling } from '#shared/model/list';
import { foldHandling, readChange, type HandlingChange, type HandlingEvent } from './handling.ts';

export type HandlingSubject = { readonly account: AccountId; readonly subject: BlobHash | DispatchId };

export type HandlingService = {
  /** Returns the id of the event, for `undo`, and the state after it. */
  change(subject: HandlingSubject, change: HandlingChange, author: string): { readonly event: string; readonly handling: Handling };
  history(subject: HandlingSubject): readonly HandlingEvent[];
};

export function createHandlingService(ports: { readonly store: Store; readonly clock: Clock }): HandlingService {
  const { store, clock } = ports;

  function eventsOf(tx: ReadTx, { account, subject }: HandlingSubject): readonly HandlingEvent[] {
    return officeEventsOf(tx, account, subject).flatMap((event) => {
      const change = readChange(event.change);
      return change === null ? [] : [{ id: event.id, clock: event.clock, author: event.author, at: event.at, change }];
    });
  }

  return {
    change(subject, change, author) {
      const id = randomBytes(16).toString('hex');
      const handling = store.write(
        (tx) => {
          addOfficeEvent(tx, {
            id,
            clock: officeClock(tx) + 1,
            author,
            at: clock.now(),
            account: subject.account,
            subject: subject.subject,
            change,
          });
          const named = isBlobHash(subject.subject) ? { blob: subject.subject } : { dispatch: subject.subject };
          appendAudit(tx, clock.now(), { event: 'office.changed', account: subject.account, kind: change.kind, ...named });
          const folded = foldHandling(eventsOf(tx, subject));
          saveHandling(tx, subject.account, subject.subject, folded);
          return folded;
        },
        { durable: true },
      );
      return { event: id, handling };
    },
    history: (subject) => store.read((tx) => eventsOf(tx, subject)),
  };
}

/** A message is named by a SHA-256, a dispatch by a shorter id (store-examination.ts). */
function isBlobHash(subject: BlobHash | DispatchId): subject is BlobHash {
  return /^[0-9a-f]{64}$/.test(subject);
}
