// Whether opening a message or one of its attachments is told in the log. Off by default, for the privacy of who works here; the
// choice is itself told (EVIDENCE §12).
import { appendAudit } from '#main/audit/append';
import type { Clock } from '#main/ports';
import type { Store } from '#main/store/database';
import { saveSetting, setting } from '#main/store/setting';
import type { AccountId, BlobHash } from '#shared/model/ids';

const LOGS_OPENED = 'audit.logsOpened';

type Ports = { readonly store: Store; readonly clock: Clock };

export function logsOpened(store: Store): boolean {
  return store.read((tx) => setting(tx, LOGS_OPENED)) === true;
}

export function setLogsOpened({ store, clock }: Ports, on: boolean): void {
  store.write(
    (tx) => {
      saveSetting(tx, LOGS_OPENED, on);
      appendAudit(tx, clock.now(), { event: 'settings.changed', name: 'logOpened', on });
    },
    { durable: true },
  );
}

/** `event`: 'message.attachmentOpened' for one attachment of it, which the log does not name. Throws where the log cannot be written. */
export function noteOpened(
  { store, clock }: Ports,
  account: AccountId,
  blob: BlobHash,
  event: 'message.opened' | 'message.attachmentOpened' = 'message.opened',
): void {
  // In read-only mode nothing is added to the log, and the archive stays readable.
  if (store.frozen() === null && logsOpened(store)) store.write((tx) => appendAudit(tx, clock.now(), { event, account, blob }));
}
