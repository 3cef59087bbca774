// Time-stamps over checkpoints of the log, as the authority answered.
import type { Instant } from '#shared/model/ids';
import { asJson, bytesOf, instantOf, sql, textOf, type Row } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

export type LogStamp = {
  /** The time it states. */
  readonly at: Instant;
  /** Host of the authority. */
  readonly authority: string;
  /** The five lines that were stamped. */
  readonly checkpoint: string;
  /** TimeStampResp, DER. */
  readonly response: Uint8Array;
  /** DER certificates: where the chain ends, and what the token carries. */
  readonly root: Uint8Array;
  readonly chain: readonly Uint8Array[];
};

export function addLogStamp(tx: WriteTx, { at, authority, checkpoint, response, root, chain }: LogStamp): void {
  const packed = JSON.stringify(chain.map((der) => Buffer.from(der).toString('base64')));
  tx.run(sql`INSERT INTO log_stamp (at, authority, checkpoint, response, root, chain)
    VALUES (${at}, ${authority}, ${checkpoint}, ${response}, ${root}, ${packed})`);
}

/** Oldest first. */
export function logStamps(tx: ReadTx): LogStamp[] {
  return tx.all(sql`SELECT at, authority, checkpoint, response, root, chain FROM log_stamp ORDER BY number`, toStamp);
}

/** Null while none was made. */
export function lastLogStamp(tx: ReadTx): LogStamp | null {
  return tx.get(sql`SELECT at, authority, checkpoint, response, root, chain FROM log_stamp ORDER BY number DESC LIMIT 1`, toStamp);
}

function toStamp(row: Row): LogStamp {
  return {
    at: instantOf(row, 'at'),
    authority: textOf(row, 'authority'),
    checkpoint: textOf(row, 'checkpoint'),
    response: bytesOf(row, 'response'),
    root: bytesOf(row, 'root'),
    chain: asJson<readonly string[]>(row, 'chain').map((text) => Buffer.from(text, 'base64')),
  };
}
