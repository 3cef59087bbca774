// People one writes to, learned from mail that holds (a trigger of migration 3) and from what is sent.
import type { Correspondent } from '#shared/model/compose';
import type { AccountId, Instant, MailAddress } from '#shared/model/ids';
import { asAccountId } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import type { Query, Row } from './sql.ts';
import { asJson, instantOf, integerOrNull, sql, textOf } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** We wrote to them. `certified` as the acceptance says, null before it; '' leaves a known name. */
export function learnRecipient(
  tx: WriteTx,
  account: AccountId,
  recipient: { readonly address: MailAddress; readonly name: string; readonly certified: boolean | null },
  at: Instant,
): void {
  const certified = recipient.certified === null ? null : Number(recipient.certified);
  tx.run(sql`INSERT INTO correspondent (address, account, name, certified, sent, last_seen)
    VALUES (${recipient.address.toLowerCase()}, ${accountNumber(account)}, ${recipient.name}, ${certified}, 1, ${at})
    ON CONFLICT (address, account) DO UPDATE SET name = CASE WHEN excluded.name = '' THEN name ELSE excluded.name END,
      certified = coalesce(excluded.certified, certified), sent = max(sent, 1), last_seen = max(last_seen, excluded.last_seen)`);
}

const columns = sql`c.address, max(c.name) AS name, max(c.certified) AS certified, max(c.last_seen) AS last_seen,
  json_group_array(a.id ORDER BY c.last_seen DESC) AS accounts`;
const source = sql`correspondent c JOIN account a ON a.number = c.account AND a.removed_at IS NULL`;

/** Whose address or name contains the text: those one writes to first, then the most recent. */
export function suggestCorrespondents(tx: ReadTx, text: string, take: number): Correspondent[] {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const wanted = text === '' ? sql`1` : sql`(c.address LIKE ${pattern} ESCAPE '\\' OR c.name LIKE ${pattern} ESCAPE '\\')`;
  return rows(tx, sql`${wanted} GROUP BY c.address ORDER BY max(c.sent > 0) DESC, max(c.last_seen) DESC LIMIT ${take}`);
}

/** Null when there never was any mail. */
export function correspondentOf(tx: ReadTx, address: MailAddress): Correspondent | null {
  return rows(tx, sql`c.address = ${address.toLowerCase()} GROUP BY c.address`)[0] ?? null;
}

function rows(tx: ReadTx, condition: Query): Correspondent[] {
  return tx.all(sql`SELECT ${columns} FROM ${source} WHERE ${condition}`, toCorrespondent);
}

function toCorrespondent(row: Row): Correspondent {
  const certified = integerOrNull(row, 'certified');
  return {
    address: textOf(row, 'address'),
    name: textOf(row, 'name'),
    certified: certified === null ? null : certified === 1,
    lastSeen: instantOf(row, 'last_seen'),
    accounts: asJson<readonly string[]>(row, 'accounts').map((id) => asAccountId(id)),
  };
}
