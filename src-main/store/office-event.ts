// What people did with messages: an append-only log (DECISIONS, Office). Any order of the same
// events folds to the same state; the fold is in src-main/office, its result in list-row.ts.
import {
  asAccountId,
  asBlobHash,
  asDispatchId,
  asInstant,
  type AccountId,
  type BlobHash,
  type DispatchId,
  type Instant,
} from '#shared/model/ids';
import type { Row } from './sql.ts';
import { asJson, bytesOf, integerOf, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type OfficeEvent = {
  /** 128 random bits, 32 hexadecimal digits. */
  readonly id: string;
  /** Logical clock: greater than every clock the author had seen. */
  readonly clock: number;
  readonly author: string;
  readonly at: Instant;
  readonly account: AccountId;
  readonly subject: BlobHash | DispatchId;
  /** What was done; its shape belongs to src-main/office. */
  readonly change: unknown;
};

/** False when this very event was known already. */
export function addOfficeEvent(tx: WriteTx, event: OfficeEvent): boolean {
  const { id, clock, author, at, account, subject, change } = event;
  const { changes } = tx.run(sql`INSERT INTO office_event (id, clock, author, at, account, subject, change)
    VALUES (${Buffer.from(id, 'hex')}, ${clock}, ${author}, ${at}, ${account}, ${subject}, ${JSON.stringify(change)})
    ON CONFLICT (id) DO NOTHING`);
  return changes > 0;
}

/** By clock, ties by id. */
export function officeEventsOf(tx: ReadTx, account: AccountId, subject: BlobHash | DispatchId): OfficeEvent[] {
  return tx.all(
    sql`SELECT id, clock, author, at, change FROM office_event WHERE subject = ${subject} AND account = ${account} ORDER BY clock, id`,
    (row) => toEvent(row, account, subject),
  );
}

/** The highest clock seen, 0 before the first event. */
export function officeClock(tx: ReadTx): number {
  return tx.get(sql`SELECT coalesce(max(clock), 0) AS clock FROM office_event`, (row) => integerOf(row, 'clock')) ?? 0;
}

/** Events whose ids begin with these 16 digits, after `after`, in the order of their ids: what one action did to many. */
export function officeEventsBeginning(
  tx: ReadTx,
  prefix: string,
  after: string | null,
  take: number,
): readonly { readonly id: string; readonly account: AccountId; readonly subject: BlobHash | DispatchId }[] {
  const from = Buffer.from(after ?? prefix.padEnd(32, '0'), 'hex');
  const last = Buffer.from(prefix.padEnd(32, 'f'), 'hex');
  return tx.all(
    sql`SELECT id, account, subject FROM office_event WHERE id > ${from} AND id <= ${last} ORDER BY id LIMIT ${take}`,
    (row) => ({
      id: Buffer.from(bytesOf(row, 'id')).toString('hex'),
      account: asAccountId(textOf(row, 'account')),
      subject: /^[0-9a-f]{64}$/.test(textOf(row, 'subject')) ? asBlobHash(textOf(row, 'subject')) : asDispatchId(textOf(row, 'subject')),
    }),
  );
}

function toEvent(row: Row, account: AccountId, subject: BlobHash | DispatchId): OfficeEvent {
  return {
    id: Buffer.from(bytesOf(row, 'id')).toString('hex'),
    clock: integerOf(row, 'clock'),
    author: textOf(row, 'author'),
    at: asInstant(integerOf(row, 'at')),
    account,
    subject,
    change: asJson<unknown>(row, 'change'),
  };
}
