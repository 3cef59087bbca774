// After a message is judged, whether its signer was revoked is asked for where its certificate says:
// once a place, in the background, only for mail that a server sent us and whose signer stands under a
// pinned CA. What comes is kept with when and whence, and who waited for it is judged again.
import type { ExaminationQueue } from '#main/ingest/examination-queue';
import type { Clock, Log } from '#main/ports';
import { accountById } from '#main/store/account';
import type { Store } from '#main/store/database';
import { judgeAgain } from '#main/store/message';
import { newestReport } from '#main/store/report';
import { revocationPlace, saveRevocationPlace, unansweredOf, unansweredSigners } from '#main/store/revocation-place';
import { signerCertificates } from '#main/store/signer-certificate';
import { saveTrustObject } from '#main/store/trust-object';
import { createHttpFetch } from '#main/trust/http-fetch';
import { createRevocationService, placeOf } from '#main/trust/revocation-service';
import type { FetchedList } from '#main/trust/revocation-service';
import {
  keepUntil,
  namesRevoked,
  revocationSources,
  waitsForRevocation,
  type RevocationSource,
} from '#main/verification/revocation-sources';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { SignerCertificate } from '#shared/model/trust';
import type { VerificationReport } from '#shared/model/verification-report';
import { CURRENT_POLICY } from './message-view.ts';
import type { TrustService } from './trust-service.ts';

/** Whether the network is asked at all; `allowLoopback` is for tests with a responder of their own. */
export type RevocationAsking = { readonly ask: boolean; readonly allowLoopback: boolean };

export type RevocationWork = {
  /** Tells of a report that was just stored. */
  judged(account: AccountId, report: VerificationReport): void;
  /** Asks again for what messages still wait for, where it is due. */
  retry(): void;
  /** Resolves when nothing is being asked. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

const EVERY_MS = 60 * 60_000;
const MOST_SIGNERS = 50;
const SLICE = 500;

export function createRevocationWork(ports: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly trust: TrustService;
  readonly asking: RevocationAsking;
  readonly queue: () => ExaminationQueue;
  readonly changed: () => void;
}): RevocationWork {
  const { store, clock, log, trust } = ports;
  const abort = new AbortController();
  const wanted = new Map<string, RevocationSource>();
  let running: Promise<void> | null = null;
  /** When a list last came: what was judged before may have missed it. */
  let lastNews: number | null = null;

  const service = createRevocationService({
    clock,
    fetch: createHttpFetch({ allowLoopback: ports.asking.allowLoopback }),
    keepUntil: (kind, body) => keepUntil(kind, body, trust.material()),
    places: {
      get: (place) => store.read((tx) => revocationPlace(tx, place)),
      put: (place) => store.write((tx) => saveRevocationPlace(tx, place)),
    },
    keep: (list) => store.write((tx) => saveTrustObject(tx, list)),
  });

  function want(report: VerificationReport): void {
    const now = clock.now();
    for (const source of revocationSources(report, trust.material(), now)) {
      const place = placeOf(source);
      const known = store.read((tx) => revocationPlace(tx, place));
      if (known === null || now >= known.nextAt) wanted.set(place, source);
    }
    if (wanted.size > 0) start();
  }

  function start(): void {
    if (running !== null || abort.signal.aborted || !ports.asking.ask) return;
    running = work()
      .catch(() => log.error('revocation.fault'))
      .finally(() => {
        running = null;
        if (wanted.size > 0) start();
      });
  }

  async function work(): Promise<void> {
    while (wanted.size > 0 && !abort.signal.aborted) {
      const sources = [...wanted.values()];
      wanted.clear();
      const found = await service.ensure(sources, abort.signal);
      if (found.length > 0) took(found);
      ports.changed();
    }
  }

  function took(found: readonly FetchedList[]): void {
    log.info('revocation.kept', { lists: found.length });
    const { crls, ocspResponses } = trust.material();
    const before = [
      ...crls.map((body) => ({ kind: 'crl' as const, body })),
      ...ocspResponses.map((body) => ({ kind: 'ocsp' as const, body })),
    ];
    trust.listsChanged();
    lastNews = clock.now();
    const signers = store.read((tx) => signerCertificates(tx));
    const namedIn = (lists: readonly { readonly kind: 'crl' | 'ocsp'; readonly body: Uint8Array }[], signer: SignerCertificate): boolean =>
      lists.some(({ kind, body }) => namesRevoked(kind, body, signer));
    // A certificate that mail here was signed with is named for the first time: all it signed is judged by that.
    if (signers.some((signer) => namedIn(found, signer) && !namedIn(before, signer))) trust.judgeEverythingAgain(ports.queue());
    else for (const { fingerprint } of signers) judgeWaiting(fingerprint);
  }

  function judgeWaiting(signer: BlobHash): void {
    const messages = store.read((tx) => unansweredOf(tx, signer, Number.MAX_SAFE_INTEGER));
    for (let at = 0; at < messages.length; at += SLICE)
      store.write((tx) => {
        for (const { account, hash } of messages.slice(at, at + SLICE)) judgeAgain(tx, account, hash);
      });
    if (messages.length > 0) ports.queue().wake();
  }

  function retry(): void {
    if (!ports.asking.ask) return;
    for (const { hash } of store.read((tx) => unansweredSigners(tx, MOST_SIGNERS))) {
      const report = store.read((tx) => newestReport(tx, hash, CURRENT_POLICY));
      if (report !== null) want(report);
    }
  }

  const timer = setInterval(retry, EVERY_MS);
  timer.unref();

  return {
    judged(account, report) {
      if (!ports.asking.ask || report.conclusion.indication !== 'passed') return;
      if (store.read((tx) => accountById(tx, account))?.offline !== false) return;
      want(report);
      const signer = waitsForRevocation(report, clock.now());
      // Judged while the list was on its way.
      if (signer !== null && lastNews !== null && report.judgedAt <= lastNews) judgeWaiting(signer);
    },
    retry,
    async idle() {
      while (running !== null) await running;
    },
    async close() {
      clearInterval(timer);
      wanted.clear();
      abort.abort();
      if (running !== null) await running;
    },
  };
}
