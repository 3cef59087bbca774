// Everything the index holds of a message or a dispatch, taken away in the transaction in which the bytes
// go. What is left: its places on the server, by hash, so that a sync does not fetch it again.
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import { accountNumber } from './account.ts';
import { withoutGuards } from './guard.ts';
import { noteRowChange } from './list-cache.ts';
import { retireTexts, unpackText } from './packed-text.ts';
import { hashOf, hashToBytes, integerOf, sql, textOf } from './sql.ts';
import { forgetText } from './text-index.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

/** The sent copy, if it is here, and every receipt linked to it. */
export function messagesOfDispatch(tx: ReadTx, dispatch: DispatchId): readonly BlobHash[] {
  return tx.all(
    sql`SELECT d.sent AS hash FROM dispatch d JOIN message m ON m.hash = d.sent AND m.account = d.account WHERE d.id = ${dispatch}
      UNION SELECT m.hash FROM receipt_link l JOIN message m ON m.number = l.message JOIN dispatch d ON d.number = l.dispatch WHERE d.id = ${dispatch}`,
    (row) => hashOf(row, 'hash'),
  );
}

/** `last`: no other box has these bytes, so that what was judged of them goes too. */
export function eraseMessageRows(tx: WriteTx, account: AccountId, hash: BlobHash, last: boolean): void {
  const found = tx.get(
    sql`SELECT number, detail, detail_dictionary, coalesce(msgid, message_id, '') AS mark FROM message
      WHERE hash = ${hashToBytes(hash)} AND account = ${accountNumber(account)}`,
    (row) => ({ number: integerOf(row, 'number'), detail: unpackText(tx, row, 'detail', 'detail_dictionary'), mark: textOf(row, 'mark') }),
  );
  if (last) eraseReports(tx, hash);
  forgetPeoplesWork(tx, account, hash);
  if (found === null) return;
  const { number, detail, mark } = found;
  retireTexts(tx, 'detail', [{ text: detail, mark: mark === '' ? hash : JSON.stringify(mark).slice(1, -1), of: hash }]);
  forgetText(tx, number);
  tx.run(sql`DELETE FROM list_row WHERE message = ${number}`);
  tx.run(sql`DELETE FROM receipt_link WHERE message = ${number}`);
  tx.run(sql`DELETE FROM attachment WHERE message = ${number}`);
  tx.run(sql`DELETE FROM wrapped_message WHERE message = ${number}`);
  tx.run(sql`DELETE FROM unanswered_revocation WHERE message = ${number}`);
  tx.run(sql`DELETE FROM text_work WHERE message = ${number}`);
  tx.run(sql`DELETE FROM message WHERE number = ${number}`);
  noteRowChange(tx, 'all');
}

/** After its messages. */
export function eraseDispatchRows(tx: WriteTx, account: AccountId, dispatch: DispatchId): void {
  forgetPeoplesWork(tx, account, dispatch);
  tx.run(sql`DELETE FROM outbox_item WHERE dispatch = ${dispatch}`);
  tx.run(sql`DELETE FROM submission WHERE dispatch = ${dispatch}`);
  // The row of a bulk run stays as a place in its table, without what stood in it.
  tx.run(sql`UPDATE bulk_row SET cells = '[]', message_id = NULL WHERE dispatch = ${dispatch}`);
  const number = tx.get(sql`SELECT number FROM dispatch WHERE id = ${dispatch}`, (row) => integerOf(row, 'number'));
  if (number === null) return;
  // Receipts that were only linked and are not here any more.
  tx.run(sql`DELETE FROM receipt_link WHERE dispatch = ${number}`);
  tx.run(sql`DELETE FROM list_row WHERE dispatch = ${number}`);
  tx.run(sql`DELETE FROM dispatch_identificativo WHERE dispatch = ${number}`);
  tx.run(sql`DELETE FROM dispatch_problem WHERE dispatch = ${number}`);
  tx.run(sql`DELETE FROM dispatch_late WHERE dispatch = ${number}`);
  tx.run(sql`DELETE FROM dispatch WHERE number = ${number}`);
  noteRowChange(tx, 'all');
}

function eraseReports(tx: WriteTx, hash: BlobHash): void {
  const texts = tx.all(sql`SELECT body, dictionary FROM report WHERE subject = ${hashToBytes(hash)}`, (row) => ({
    text: unpackText(tx, row, 'body', 'dictionary'),
    mark: hash,
    of: hash,
  }));
  if (texts.length === 0) return;
  retireTexts(tx, 'report', texts);
  withoutGuards(tx, ['idx.report'], () => tx.run(sql`DELETE FROM report WHERE subject = ${hashToBytes(hash)}`));
}

/** Notes are free text. */
function forgetPeoplesWork(tx: WriteTx, account: AccountId, subject: BlobHash | DispatchId): void {
  tx.run(sql`DELETE FROM handling WHERE subject = ${subject} AND account = ${accountNumber(account)}`);
  if (tx.get(sql`SELECT 1 AS found FROM office_event WHERE subject = ${subject} AND account = ${account} LIMIT 1`, () => true) === null)
    return;
  withoutGuards(tx, ['idx.office_event'], () => tx.run(sql`DELETE FROM office_event WHERE subject = ${subject} AND account = ${account}`));
}

/** Suggestions of people with whom this box has no mail left. */
export function forgetPeople(tx: WriteTx, account: AccountId): void {
  const box = accountNumber(account);
  tx.run(sql`DELETE FROM correspondent WHERE account = ${box}
    AND address NOT IN (SELECT lower(m.from_address) FROM message m WHERE m.account = ${box})
    AND address NOT IN (SELECT lower(t.value) FROM message m, json_each(m.to_first) t WHERE m.account = ${box})
    AND address NOT IN (SELECT lower(s.value ->> 'address') FROM dispatch d, json_each(d.state, '$.recipients') s WHERE d.account = ${box})`);
}

/** Places of a message on servers that are not known to be gone. */
export function presentPlaces(tx: ReadTx, hash: BlobHash): number {
  return (
    tx.get(sql`SELECT count(*) AS places FROM location WHERE hash = ${hashToBytes(hash)} AND gone_at IS NULL`, (row) =>
      integerOf(row, 'places'),
    ) ?? 0
  );
}
