// Accounts: settings are primary data; a removed account keeps its mail and its row.
import type { AccountId, Instant, MailAddress } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import type { Query, Row } from './sql.ts';
import { asJson, asLiteralOrNull, booleanOf, instantOf, instantOrNull, integerOf, integerOrNull, sql, textOf, textOrNull } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type StoredEndpoint = { readonly host: string; readonly port: number; readonly security: 'tls' | 'starttls' };

export type AccountSettings = {
  readonly login: string;
  readonly imap: StoredEndpoint | null;
  readonly smtp: StoredEndpoint | null;
  /** Of a box without a server: the path it was imported from. Two archives of one name are two boxes. */
  readonly archive?: string;
};

export type Account = {
  readonly id: AccountId;
  readonly address: MailAddress;
  readonly label: string;
  readonly colour: number;
  readonly provider: string;
  /** Opened from an archive: nothing to sync. */
  readonly offline: boolean;
  readonly settings: AccountSettings;
  readonly createdAt: Instant;
};

export type StoredHealth = {
  readonly lastCheck: Instant | null;
  readonly error: { readonly code: string; readonly values: Readonly<Record<string, string | number>> } | null;
  readonly quota: { readonly usedBytes: number; readonly limitBytes: number } | null;
  readonly progress: { readonly done: number; readonly total: number; readonly phase: 'listing' | 'fetching' | 'judging' } | null;
};

/** Inside other statements: the number behind an account id. */
export function accountNumber(id: AccountId): Query {
  return sql`(SELECT number FROM account WHERE id = ${id})`;
}

/** The number behind an account that was not removed; null otherwise. */
export function accountRowNumber(tx: ReadTx, id: AccountId): number | null {
  return tx.get(sql`SELECT number FROM account WHERE id = ${id} AND removed_at IS NULL`, (row) => integerOf(row, 'number'));
}

/** Also brings a removed account with this id back. */
export function saveAccount(tx: WriteTx, account: Account): void {
  const { id, address, label, colour, provider, offline, settings, createdAt } = account;
  tx.run(sql`INSERT INTO account (id, address, label, colour, provider, offline, settings, created_at)
    VALUES (${id}, ${address}, ${label}, ${colour}, ${provider}, ${Number(offline)}, ${JSON.stringify(settings)}, ${createdAt})
    ON CONFLICT (id) DO UPDATE SET address = excluded.address, label = excluded.label, colour = excluded.colour,
      provider = excluded.provider, offline = excluded.offline, settings = excluded.settings, removed_at = NULL`);
}

const columns = sql`id, address, label, colour, provider, offline, settings, created_at`;

/** In the order they were added, without removed ones. */
export function accounts(tx: ReadTx): Account[] {
  return tx.all(sql`SELECT ${columns} FROM account WHERE removed_at IS NULL ORDER BY number`, toAccount);
}

export function accountById(tx: ReadTx, id: AccountId): Account | null {
  return tx.get(sql`SELECT ${columns} FROM account WHERE id = ${id} AND removed_at IS NULL`, toAccount);
}

export function accountByAddress(tx: ReadTx, address: MailAddress): Account | null {
  return tx.get(sql`SELECT ${columns} FROM account WHERE address = ${address} AND removed_at IS NULL`, toAccount);
}

/** Hides the account; its messages, reports and events stay. Its list rows go (list-row.ts `hideAccount`). */
export function markAccountRemoved(tx: WriteTx, id: AccountId, at: Instant): void {
  tx.run(sql`UPDATE account SET removed_at = ${at} WHERE id = ${id}`);
}

export function saveHealth(tx: WriteTx, id: AccountId, health: StoredHealth): void {
  const { lastCheck, error, quota, progress } = health;
  tx.run(sql`INSERT INTO account_health (account, last_check, error_code, error_values, quota_used_bytes, quota_limit_bytes,
      progress_done, progress_total, progress_phase)
    VALUES (${accountNumber(id)}, ${lastCheck}, ${error?.code ?? null}, ${JSON.stringify(error?.values ?? {})},
      ${quota?.usedBytes ?? null}, ${quota?.limitBytes ?? null}, ${progress?.done ?? null}, ${progress?.total ?? null}, ${progress?.phase ?? null})
    ON CONFLICT (account) DO UPDATE SET last_check = excluded.last_check, error_code = excluded.error_code,
      error_values = excluded.error_values, quota_used_bytes = excluded.quota_used_bytes, quota_limit_bytes = excluded.quota_limit_bytes,
      progress_done = excluded.progress_done, progress_total = excluded.progress_total, progress_phase = excluded.progress_phase`);
}

/** Null when the account was never checked. */
export function healthOf(tx: ReadTx, id: AccountId): StoredHealth | null {
  return tx.get(
    sql`SELECT last_check, error_code, error_values, quota_used_bytes, quota_limit_bytes, progress_done, progress_total, progress_phase
      FROM account_health WHERE account = ${accountNumber(id)}`,
    toHealth,
  );
}

function toAccount(row: Row): Account {
  return {
    id: asAccountId(textOf(row, 'id')),
    address: textOf(row, 'address'),
    label: textOf(row, 'label'),
    colour: integerOf(row, 'colour'),
    provider: textOf(row, 'provider'),
    offline: booleanOf(row, 'offline'),
    settings: asJson<AccountSettings>(row, 'settings'),
    createdAt: instantOf(row, 'created_at'),
  };
}

function toHealth(row: Row): StoredHealth {
  const code = textOrNull(row, 'error_code');
  const used = integerOrNull(row, 'quota_used_bytes');
  const limit = integerOrNull(row, 'quota_limit_bytes');
  const done = integerOrNull(row, 'progress_done');
  const total = integerOrNull(row, 'progress_total');
  const phase = asLiteralOrNull<'listing' | 'fetching' | 'judging'>(row, 'progress_phase');
  return {
    lastCheck: instantOrNull(row, 'last_check'),
    error: code === null ? null : { code, values: asJson(row, 'error_values') },
    quota: used === null || limit === null ? null : { usedBytes: used, limitBytes: limit },
    progress: done === null || total === null || phase === null ? null : { done, total, phase },
  };
}
