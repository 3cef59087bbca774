// An outbox over a real profile and the real SMTP adapter, with a clock the test moves.
import { createOutbox, type Outbox, type OutgoingMessage } from '#main/outbox/outbox';
import { composeMessage } from '#main/outbox/compose-message';
import { createLog } from '#main/log/log';
import type { Endpoint } from '#main/ports';
import { createSubmitter } from '#main/smtp/submit';
import { saveAccount, accountById } from '#main/store/account';
import type { Store } from '#main/store/database';
import { asAccountId, asInstant, type AccountId, type Instant } from '#shared/model/ids';
import { accountRecord } from './store-records.ts';
import { NOW } from './temp-profile-clock.ts';

export const SENDER = 'anna@pec.example';
export const ANNA: AccountId = asAccountId('anna');

export type OutboxLab = {
  readonly outbox: Outbox;
  readonly now: { at: Instant };
  /** Dispatches in the order of their changes. */
  readonly changes: string[];
};

export function outboxLab(store: Store, endpoint: Endpoint, perMinute: number | null = null): OutboxLab {
  const now = { at: NOW };
  const changes: string[] = [];
  store.write((tx) => {
    if (accountById(tx, ANNA) === null) saveAccount(tx, { ...accountRecord('anna'), address: SENDER });
  });
  const outbox = createOutbox({
    store,
    submitter: createSubmitter({ connectMs: 4_000, greetingMs: 2_000, silenceMs: 4_000 }),
    clock: { now: () => now.at },
    log: createLog(),
    random: () => 0,
    access: () => Promise.resolve({ endpoint, credentials: { login: SENDER, password: 'canary-9f1c' } }),
    messagesPerMinute: () => perMinute,
    changed: (_account, _hash, dispatch) => changes.push(dispatch),
  });
  return { outbox, now, changes };
}

/** The nth message of a test. */
export function outgoing(n: number, change: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const messageId = `<message-${n}@pec.example>`;
  const bytes = composeMessage(
    {
      to: [{ name: '', address: 'b@pec.example' }],
      cc: [{ name: 'Carla', address: 'c@pec.example' }],
      subject: `Prova ${n}`,
      text: `Testo ${n}\n.\n..\nFrom qui\n`,
      html: null,
      receipt: 'complete',
      files: [{ name: 'a.pdf', type: 'application/pdf', bytes: Buffer.from(`%PDF-${n}\r\n.\r\n`) }],
      inReplyTo: null,
      references: [],
    },
    { address: SENDER, name: 'Anna', messageId },
    { now: () => NOW },
  );
  return {
    account: ANNA,
    from: SENDER,
    recipients: [
      { name: '', address: 'b@pec.example' },
      { name: 'Carla', address: 'c@pec.example' },
    ],
    messageId,
    subject: `Prova ${n}`,
    bytes,
    draft: null,
    dueAt: asInstant(NOW),
    scheduledAt: null,
    ...change,
  };
}
