// Fetches revocation data when mail arrives and keeps what a pinned authority stands behind, so that
// the judgement can be repeated offline (ARCHITECTURE §4.6). Never in the way of judging: a list that
// cannot be had is asked for again later, and the report says meanwhile that it is missing.
import { createHash } from 'node:crypto';
import type { HttpFetch } from './http-fetch.ts';
import type { Clock } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { asBlobHash, asInstant } from '#shared/model/ids';
import type { BlobHash, Instant } from '#shared/model/ids';
import type { RevocationKind, RevocationOutcome, RevocationPlace } from '#shared/model/trust';

export type WantedList = {
  readonly kind: RevocationKind;
  readonly url: string;
  readonly request: Uint8Array | null;
  readonly about: BlobHash;
};

export type FetchedList = {
  readonly hash: BlobHash;
  readonly kind: RevocationKind;
  /** URL it came from. */
  readonly source: string;
  readonly fetchedAt: Instant;
  readonly body: Uint8Array;
};

/** What is known of each place, kept over restarts: a command that runs every five minutes must not ask every five minutes. */
export type PlaceMemory = { get(place: string): RevocationPlace | null; put(place: RevocationPlace): void };

export type RevocationService = {
  /** Fetches what is due; resolves with what is new. Never rejects for the network. */
  ensure(wanted: readonly WantedList[], signal?: AbortSignal): Promise<readonly FetchedList[]>;
};

const AGAIN_AFTER_FAILURE_MS = 60 * 60_000;
const AGAIN_AT_LEAST_MS = 10 * 60_000;
const AT_MOST_A_DAY_MS = 24 * 60 * 60_000;
/** A host that answers nothing keeps nobody waiting for its other addresses. */
const MOST_FAILURES_OF_A_HOST = 2;

export function createRevocationService(ports: {
  readonly clock: Clock;
  readonly fetch: HttpFetch;
  /** Until when the answer holds; null: nobody known stands behind it. */
  readonly keepUntil: (kind: RevocationKind, body: Uint8Array) => number | null;
  readonly places: PlaceMemory;
  /** False: these very bytes are kept already. */
  readonly keep: (list: FetchedList) => boolean;
}): RevocationService {
  const { clock, places } = ports;

  async function fetchOne(wanted: WantedList, signal: AbortSignal | undefined): Promise<FetchedList | RevocationOutcome> {
    const remember = (outcome: RevocationOutcome, nextAt: number, validUntil: number | null): void =>
      places.put({
        place: placeOf(wanted),
        kind: wanted.kind,
        url: wanted.url,
        about: wanted.about,
        askedAt: clock.now(),
        nextAt: asInstant(nextAt),
        outcome,
        validUntil: validUntil === null ? null : asInstant(validUntil),
      });
    try {
      const post = wanted.request === null ? null : { type: 'application/ocsp-request', body: wanted.request };
      const body = await ports.fetch({ url: wanted.url, post }, signal);
      const until = ports.keepUntil(wanted.kind, body);
      const fetchedAt = clock.now();
      if (until === null) {
        remember('refused', fetchedAt + AGAIN_AFTER_FAILURE_MS, null);
        return 'refused';
      }
      remember('kept', Math.min(Math.max(until, fetchedAt + AGAIN_AT_LEAST_MS), fetchedAt + AT_MOST_A_DAY_MS), until);
      return { hash: asBlobHash(createHash('sha256').update(body).digest('hex')), kind: wanted.kind, source: wanted.url, fetchedAt, body };
    } catch (cause) {
      if (!(cause instanceof AppError)) throw cause;
      if (signal?.aborted !== true) remember('failed', clock.now() + AGAIN_AFTER_FAILURE_MS, null);
      return 'failed';
    }
  }

  return {
    async ensure(wanted, signal) {
      const found: FetchedList[] = [];
      const failures = new Map<string, number>();
      for (const one of wanted) {
        if (signal?.aborted === true) break;
        const { host } = new URL(one.url);
        const known = places.get(placeOf(one));
        if (known !== null && clock.now() < known.nextAt) continue;
        if ((failures.get(host) ?? 0) >= MOST_FAILURES_OF_A_HOST) continue;
        const list = await fetchOne(one, signal);
        if (list === 'failed') failures.set(host, (failures.get(host) ?? 0) + 1);
        if (typeof list === 'string') continue;
        if (ports.keep(list)) found.push(list);
      }
      return found;
    },
  };
}

/** A list speaks for all certificates of its authority, a response for one. */
export function placeOf({ kind, url, about }: Pick<WantedList, 'kind' | 'url' | 'about'>): string {
  return kind === 'crl' ? url : `${url} ${about}`;
}
