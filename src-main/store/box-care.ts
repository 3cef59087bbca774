// What is known of a box beside its mail: dates a person must not miss, how full it was day by day,
// which certificate its server showed, and what was noticed and not yet read.
import type { AccountId, Instant } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import type { Row } from './sql.ts';
import { asJson, instantOf, instantOrNull, integerOf, integerOrNull, sql, textOf, textOrNull } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type BoxCare = {
  readonly passwordChangedAt: Instant | null;
  /** 0: this password does not expire. Null: nobody said. */
  readonly passwordLifetimeDays: 0 | 90 | 180 | null;
  readonly expiresAt: Instant | null;
  readonly server: { readonly fingerprint: string; readonly issuer: string } | null;
  readonly firstSyncAt: Instant | null;
  readonly firstSyncDoneAt: Instant | null;
};

export type StoredSample = { readonly at: Instant; readonly usedBytes: number; readonly limitBytes: number };
export type StoredNotice = {
  readonly number: number;
  readonly at: Instant;
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
};

const NOTHING_KNOWN: BoxCare = {
  passwordChangedAt: null,
  passwordLifetimeDays: null,
  expiresAt: null,
  server: null,
  firstSyncAt: null,
  firstSyncDoneAt: null,
};
const DAY_MS = 86_400_000;
/** Half a year of samples tells the pace; older ones tell of other times. */
const DAYS_KEPT = 180;
/** Notices of one box that wait to be read; the oldest go, a flood must not fill the file. */
const MOST_NOTICES = 200;

export function boxCare(tx: ReadTx, account: AccountId): BoxCare {
  return (
    tx.get(
      sql`SELECT password_changed_at, password_lifetime_days, expires_at, server_fingerprint, server_issuer, first_sync_at, first_sync_done_at
        FROM box_care WHERE account = ${accountNumber(account)}`,
      toCare,
    ) ?? NOTHING_KNOWN
  );
}

export function saveBoxCare(tx: WriteTx, account: AccountId, change: Partial<BoxCare>): void {
  const { passwordChangedAt, passwordLifetimeDays, expiresAt, server, firstSyncAt, firstSyncDoneAt } = {
    ...boxCare(tx, account),
    ...change,
  };
  tx.run(sql`INSERT INTO box_care (account, password_changed_at, password_lifetime_days, expires_at, server_fingerprint, server_issuer,
      first_sync_at, first_sync_done_at)
    VALUES (${accountNumber(account)}, ${passwordChangedAt}, ${passwordLifetimeDays}, ${expiresAt}, ${server?.fingerprint ?? null},
      ${server?.issuer ?? null}, ${firstSyncAt}, ${firstSyncDoneAt})
    ON CONFLICT (account) DO UPDATE SET password_changed_at = excluded.password_changed_at,
      password_lifetime_days = excluded.password_lifetime_days, expires_at = excluded.expires_at,
      server_fingerprint = excluded.server_fingerprint, server_issuer = excluded.server_issuer,
      first_sync_at = excluded.first_sync_at, first_sync_done_at = excluded.first_sync_done_at`);
}

/** The last sample of a day stays. */
export function addQuotaSample(tx: WriteTx, account: AccountId, sample: StoredSample): void {
  const day = Math.floor(sample.at / DAY_MS);
  tx.run(sql`INSERT INTO quota_sample (account, day, at, used_bytes, limit_bytes)
    VALUES (${accountNumber(account)}, ${day}, ${sample.at}, ${sample.usedBytes}, ${sample.limitBytes})
    ON CONFLICT (account, day) DO UPDATE SET at = excluded.at, used_bytes = excluded.used_bytes, limit_bytes = excluded.limit_bytes`);
  tx.run(sql`DELETE FROM quota_sample WHERE account = ${accountNumber(account)} AND day < ${day - DAYS_KEPT}`);
}

/** Oldest first. */
export function quotaSamples(tx: ReadTx, account: AccountId): StoredSample[] {
  return tx.all(
    sql`SELECT at, used_bytes, limit_bytes FROM quota_sample WHERE account = ${accountNumber(account)} ORDER BY day`,
    (row) => ({
      at: instantOf(row, 'at'),
      usedBytes: integerOf(row, 'used_bytes'),
      limitBytes: integerOf(row, 'limit_bytes'),
    }),
  );
}

/** The same code with the same values waits once. */
export function addNotice(tx: WriteTx, account: AccountId, notice: Omit<StoredNotice, 'number'>): void {
  const values = JSON.stringify(notice.values);
  const waiting = tx.get(
    sql`SELECT number FROM box_notice WHERE account = ${accountNumber(account)} AND read_at IS NULL AND code = ${notice.code}
      AND notice_values = ${values}`,
    (row) => integerOf(row, 'number'),
  );
  if (waiting !== null) return;
  tx.run(sql`INSERT INTO box_notice (account, at, code, notice_values)
    VALUES (${accountNumber(account)}, ${notice.at}, ${notice.code}, ${values})`);
  tx.run(sql`DELETE FROM box_notice WHERE account = ${accountNumber(account)} AND number NOT IN
    (SELECT number FROM box_notice WHERE account = ${accountNumber(account)} ORDER BY number DESC LIMIT ${MOST_NOTICES})`);
}

/** Not yet read, newest first. */
export function openNotices(tx: ReadTx, account: AccountId): StoredNotice[] {
  return tx.all(
    sql`SELECT number, at, code, notice_values FROM box_notice WHERE account = ${accountNumber(account)} AND read_at IS NULL
      ORDER BY number DESC`,
    (row) => ({
      number: integerOf(row, 'number'),
      at: instantOf(row, 'at'),
      code: textOf(row, 'code'),
      values: asJson<StoredNotice['values']>(row, 'notice_values'),
    }),
  );
}

export function markNoticeRead(tx: WriteTx, account: AccountId, number: number, at: Instant): void {
  tx.run(sql`UPDATE box_notice SET read_at = ${at} WHERE account = ${accountNumber(account)} AND number = ${number} AND read_at IS NULL`);
}

/** Of every box: what they told is over. */
export function markNoticesRead(tx: WriteTx, code: string, at: Instant): void {
  tx.run(sql`UPDATE box_notice SET read_at = ${at} WHERE code = ${code} AND read_at IS NULL`);
}

/** Received mail of the list since then, by its place in the list. */
export function receivedSince(tx: ReadTx, account: AccountId, since: Instant): number {
  return (
    tx.get(
      sql`SELECT count(*) AS rows FROM list_row WHERE account = ${accountNumber(account)} AND sent = 0 AND sort_date >= ${since}`,
      (row) => integerOf(row, 'rows'),
    ) ?? 0
  );
}

function toCare(row: Row): BoxCare {
  const fingerprint = textOrNull(row, 'server_fingerprint');
  const days = integerOrNull(row, 'password_lifetime_days');
  return {
    passwordChangedAt: instantOrNull(row, 'password_changed_at'),
    passwordLifetimeDays: days === 0 || days === 90 || days === 180 ? days : null,
    expiresAt: instantOrNull(row, 'expires_at'),
    server: fingerprint === null ? null : { fingerprint, issuer: textOrNull(row, 'server_issuer') ?? '' },
    firstSyncAt: instantOrNull(row, 'first_sync_at'),
    firstSyncDoneAt: instantOrNull(row, 'first_sync_done_at'),
  };
}
