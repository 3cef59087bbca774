// An attachment as an invoice, read in the parsing process from the archived bytes.
import { readMessage } from '#main/archive/message';
import type { ParserPool } from '#main/ingest/parser-pool';
import type { Store } from '#main/store/database';
import { isMessageKnown } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { InvoiceReading } from '#shared/model/invoice';

/** Throws AppError notFound for bytes or a part the account does not have. */
export async function invoiceOfPart(
  { store, pool }: { readonly store: Store; readonly pool: ParserPool },
  { account, hash, part, name }: { readonly account: AccountId; readonly hash: BlobHash; readonly part: string; readonly name: string },
): Promise<InvoiceReading> {
  const bytes = store.read((tx) => (isMessageKnown(tx, account, hash) ? readMessage(tx, hash) : null));
  const answer = bytes === null ? null : await pool.invoice({ bytes, part, name });
  if (answer?.state === 'killed') return { state: 'refused', code: 'jail.killed' };
  if (answer === null || answer.value === null) throw new AppError('notFound', { values: { what: hash } });
  return answer.value;
}
