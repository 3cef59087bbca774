// The pictures of a message that lie elsewhere, when a person asks for those of this one message. The core
// asks, never the screen, and only for addresses that stand in the archived bytes; what came is kept in
// memory for a few messages and nowhere else. A receipt proves without pictures: its own are never asked for.
import { appendAudit } from '#main/audit/append';
import { readMessage } from '#main/archive/message';
import type { RemotePictureList } from '#main/ingest/remote-pictures';
import type { ParserPool } from '#main/ingest/parser-pool';
import type { Clock, FetchedPicture, PictureSource } from '#main/ports';
import type { Store } from '#main/store/database';
import { messageOf } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { RemotePictures } from '#shared/model/remote-pictures';

export type PictureService = {
  /** Throws AppError notFound, and input.invalid for a receipt. Nothing is asked twice while it is remembered. */
  fetch(account: AccountId, hash: BlobHash, signal: AbortSignal): Promise<RemotePictures>;
  /** One that was fetched, as long as it is remembered. */
  bytes(account: AccountId, hash: BlobHash, place: number): FetchedPicture | null;
};

type Ports = {
  readonly store: Store;
  readonly pool: ParserPool;
  readonly clock: Clock;
  /** Null where nothing may be asked of the network. */
  readonly source: PictureSource | null;
};

/** THREATS HTML-02. */
const AT_ONCE = 6;
const ALL_BYTES = 30 * 1024 * 1024;
const ALL_MS = 30_000;
const REMEMBERED_MESSAGES = 5;

const NOT_SHOWN: ReadonlySet<string> = new Set(['receipt', 'unreadable']);

export function createPictureService({ store, pool, clock, source }: Ports): PictureService {
  /** Newest last; by account and message, then by place. */
  const remembered = new Map<string, Map<string, FetchedPicture>>();

  async function listOf(account: AccountId, hash: BlobHash): Promise<RemotePictureList> {
    const found = store.read((tx) => {
      const record = messageOf(tx, account, hash);
      return record === null ? null : { kind: record.kind, bytes: readMessage(tx, hash) };
    });
    if (found === null) throw new AppError('notFound', { values: { what: hash } });
    if (NOT_SHOWN.has(found.kind)) throw new AppError('input.invalid', { values: { what: 'receipt' } });
    const answer = await pool.read({ bytes: found.bytes, hash });
    return answer.state === 'done' ? answer.value.pictures : { seen: [], unseen: 0 };
  }

  function memoryOf(key: string): Map<string, FetchedPicture> {
    const memory = remembered.get(key) ?? new Map<string, FetchedPicture>();
    remembered.delete(key);
    remembered.set(key, memory);
    for (const old of [...remembered.keys()].slice(0, -REMEMBERED_MESSAGES)) remembered.delete(old);
    return memory;
  }

  return {
    async fetch(account, hash, signal) {
      const list = await listOf(account, hash);
      const memory = memoryOf(keyOf(account, hash));
      const wanted = list.seen.filter((address) => !memory.has(address));
      if (source !== null && wanted.length > 0) {
        // Told before the first request leaves: it says to others that somebody reads this message.
        store.write(
          (tx) => appendAudit(tx, clock.now(), { event: 'message.picturesAsked', blob: hash, account, pictures: wanted.length }),
          { durable: true },
        );
        await fetchAll(source, wanted, memory, signal);
      }
      const shown = [...memory.keys()].map((address, place) => ({ address, place })).filter(({ address }) => list.seen.includes(address));
      return { shown, missing: list.seen.length - shown.length, unseen: list.unseen };
    },
    bytes: (account, hash, place) => [...(remembered.get(keyOf(account, hash))?.values() ?? [])][place] ?? null,
  };
}

/** Puts what comes into `into`; what does not come is left out. */
async function fetchAll(
  source: PictureSource,
  addresses: readonly string[],
  into: Map<string, FetchedPicture>,
  signal: AbortSignal,
): Promise<void> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(ALL_MS)]);
  const waiting = [...addresses];
  let left = ALL_BYTES;
  const work = async (): Promise<void> => {
    for (let address = waiting.shift(); address !== undefined && !stop.aborted && left > 0; address = waiting.shift()) {
      const picture = await source.fetch(address, stop).catch((error: unknown) => {
        if (error instanceof AppError) return null;
        throw error;
      });
      if (picture === null) continue;
      left -= picture.bytes.byteLength;
      if (left >= 0) into.set(address, picture);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function keyOf(account: AccountId, hash: BlobHash): string {
  return `${hash} ${account}`;
}
