// Writes handling events and keeps the folded state of the list, in one transaction.
import { randomBytes } from 'node:crypto';
import { appendAudit } from '#main/audit/append';
import type { Clock } from '#main/ports';
import type { Store } from '#main/store/database';
import { saveHandling } from '#main/store/list-row';
import { addOfficeEvent, officeClock, officeEventsOf } from '#main/store/office-event';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import type { Handling } from '#shared/model/list';
import { foldHandling, readChange, type HandlingChange, type HandlingEvent } from './handling.ts';

export type HandlingSubject = { readonly account: AccountId; readonly subject: BlobHash | DispatchId };

export type HandlingService = {
  /** Returns the id of the event, for `undo`, and the state after it. */
  change(subject: HandlingSubject, change: HandlingChange, author: string): { readonly event: string; readonly handling: Handling };
  /**
   * The same change to many in one transaction of the caller, which makes it durable. Ids begin with `prefix` (16
   * digits) and count on from `first`, so that all of it can be found again and taken back.
   */
  changeMany(
    tx: WriteTx,
    subjects: readonly HandlingSubject[],
    change: HandlingChange,
    author: string,
    ids: { readonly prefix: string; readonly first: number },
  ): void;
  /** Takes back one event each. */
  undoMany(tx: WriteTx, events: readonly (HandlingSubject & { readonly id: string })[], author: string): void;
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

  function record(
    tx: WriteTx,
    { account, subject }: HandlingSubject,
    change: HandlingChange,
    author: string,
    id: string,
    tick: number,
  ): Handling {
    addOfficeEvent(tx, { id, clock: tick, author, at: clock.now(), account, subject, change });
    const named = isBlobHash(subject) ? { blob: subject } : { dispatch: subject };
    appendAudit(tx, clock.now(), { event: 'office.changed', account, kind: change.kind, ...named });
    const folded = foldHandling(eventsOf(tx, { account, subject }));
    saveHandling(tx, account, subject, folded);
    return folded;
  }

  return {
    change(subject, change, author) {
      const id = randomBytes(16).toString('hex');
      const handling = store.write((tx) => record(tx, subject, change, author, id, officeClock(tx) + 1), { durable: true });
      return { event: id, handling };
    },
    changeMany(tx, subjects, change, author, { prefix, first }) {
      const tick = officeClock(tx) + 1;
      subjects.forEach((subject, step) =>
        record(tx, subject, change, author, `${prefix}${(first + step).toString(16).padStart(16, '0')}`, tick + step),
      );
    },
    undoMany(tx, events, author) {
      const tick = officeClock(tx) + 1;
      events.forEach((event, step) =>
        record(tx, event, { kind: 'undo', event: event.id }, author, randomBytes(16).toString('hex'), tick + step),
      );
    },
    history: (subject) => store.read((tx) => eventsOf(tx, subject)),
  };
}

/** A message is named by a SHA-256, a dispatch by a shorter id (store-examination.ts). */
function isBlobHash(subject: BlobHash | DispatchId): subject is BlobHash {
  return /^[0-9a-f]{64}$/.test(subject);
}
