// Fetches revocation data when mail arrives and keeps what a pinned authority stands behind, so that
// the judgement can be repeated offline (ARCHITECTURE §4.6). Never in the way of judging: a list that
// cannot be had is asked for again later, and the report says meanwhile that it is missing.
import { createHash } from 'node:crypto';
import type { HttpFetch } from './http-fetch.ts';
import type { Clock } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { asBlobHash } from '#shared/model/ids';
import type { BlobHash, Instant } from '#shared/model/ids';

export type WantedList = {
  readonly kind: 'crl' | 'ocsp';
  readonly url: string;
  readonly request: Uint8Array | null;
  readonly about: BlobHash;
};

export type FetchedList = {
  readonly hash: BlobHash;
  readonly kind: 'crl' | 'ocsp';
  /** URL it came from. */
  readonly source: string;
  readonly fetchedAt: Instant;
  readonly body: Uint8Array;
};

export type RevocationService = {
  /** Fetches what is due; resolves with what is new. Never rejects for the network. */
  ensure(wanted: readonly WantedList[], signal?: AbortSignal): Promise<readonly FetchedList[]>;
};

const AGAIN_AFTER_FAILURE_MS = 60 * 60_000;
const AGAIN_AT_LEAST_MS = 10 * 60_000;
const AT_MOST_A_DAY_MS = 24 * 60 * 60_000;
const MOST_PLACES = 500;

export function createRevocationService(ports: {
  readonly clock: Clock;
  readonly fetch: HttpFetch;
  /** Until when the answer holds; null: nobody known stands behind it. */
  readonly keepUntil: (kind: 'crl' | 'ocsp', body: Uint8Array) => number | null;
  readonly keep: (list: FetchedList) => void;
}): RevocationService {
  /** Place to the time from which it is asked again. */
  const due = new Map<string, number>();

  async function fetchOne(wanted: WantedList, signal: AbortSignal | undefined): Promise<FetchedList | null> {
    const place = placeOf(wanted);
    const now = ports.clock.now();
    if (now < (due.get(place) ?? 0)) return null;
    // Set before the answer, so that a thousand messages of one provider ask once.
    remember(place, now + AGAIN_AFTER_FAILURE_MS);
    try {
      const post = wanted.request === null ? null : { type: 'application/ocsp-request', body: wanted.request };
      const body = await ports.fetch({ url: wanted.url, post }, signal);
      const until = ports.keepUntil(wanted.kind, body);
      if (until === null) return null;
      const fetchedAt = ports.clock.now();
      remember(place, Math.min(Math.max(until, fetchedAt + AGAIN_AT_LEAST_MS), fetchedAt + AT_MOST_A_DAY_MS));
      return { hash: asBlobHash(createHash('sha256').update(body).digest('hex')), kind: wanted.kind, source: wanted.url, fetchedAt, body };
    } catch (cause) {
      if (cause instanceof AppError) return null; // asked again when it is due
      throw cause;
    }
  }

  function remember(place: string, from: number): void {
    if (due.size >= MOST_PLACES && !due.has(place)) {
      const [oldest] = due.keys();
      if (oldest !== undefined) due.delete(oldest);
    }
    due.set(place, from);
  }

  return {
    async ensure(wanted, signal) {
      const found: FetchedList[] = [];
      for (const one of wanted) {
        if (signal?.aborted === true) break;
        const list = await fetchOne(one, signal);
        if (list === null) continue;
        ports.keep(list);
        found.push(list);
      }
      return found;
    },
  };
}

/** A list speaks for all certificates of its authority, a response for one. */
function placeOf({ kind, url, about }: WantedList): string {
  return kind === 'crl' ? url : `${url} ${about}`;
}
