// Keeps one account in step: a work connection that polls with LIST-STATUS and opens what differs, and
// an idle connection on INBOX that wakes it. At most these two. A lost link is taken up again after a
// growing wait; a refused login waits for a person.
import type { Credentials, Endpoint, ImapConnector, ImapSession } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import type { AccountId } from '#shared/model/ids';
import { backoffMs } from './backoff.ts';
import type { ConnectionGate } from './connection-gate.ts';
import { runPass } from './pass.ts';
import type { PassResult } from './pass.ts';
import { LIMITS, noSuspects } from './run.ts';
import type { SyncLimits } from './run.ts';
import type { OnSyncEvent, SyncSink } from './sink.ts';

export type AccountSyncOptions = {
  readonly account: AccountId;
  readonly connector: ImapConnector;
  /** Read at each connection: the user may have changed them. */
  readonly access: () => Promise<{ readonly endpoint: Endpoint; readonly credentials: Credentials }>;
  readonly sink: SyncSink;
  readonly gate: ConnectionGate;
  readonly onEvent: OnSyncEvent;
  /** In [0, 1): jitter. */
  readonly random: () => number;
  readonly limits?: SyncLimits;
  readonly pollMs?: number;
  readonly idleMs?: number;
  /** How often all flags are looked at where the server has no CONDSTORE, in passes. */
  readonly flagsEvery?: number;
  /** How often `once` tries again after a failure that may pass; default 4. */
  readonly attempts?: number;
};

export type AccountSync = {
  /** Full passes until every folder is in step; rejects with the AppError that stopped it. */
  once(signal: AbortSignal): Promise<PassResult>;
  /** Until `signal` aborts; never rejects. */
  follow(signal: AbortSignal): Promise<void>;
  /** Look now: new mail is expected, the network came back, the password was changed. */
  wake(): void;
};

const ATTEMPTS = 4;

export function createAccountSync(options: AccountSyncOptions): AccountSync {
  const { account, connector, access, sink, gate, onEvent, random } = options;
  const attempts = options.attempts ?? ATTEMPTS;
  const suspects = noSuspects();
  const bell = createBell();
  let passes = 0;

  async function connect(signal: AbortSignal): Promise<ImapSession> {
    const { endpoint, credentials } = await access();
    const session = await connector.connect(endpoint, credentials, signal);
    if (session.certificate !== null)
      await onEvent({
        kind: 'serverCertificate',
        account,
        fingerprint: session.certificate.fingerprint,
        issuer: session.certificate.issuer,
      });
    return session;
  }

  async function pass(session: ImapSession, signal: AbortSignal): Promise<PassResult> {
    const flagsDue = passes % (options.flagsEvery ?? 10) === 0;
    passes += 1;
    return runPass({ account, session, sink, suspects, limits: options.limits ?? LIMITS, onEvent, flagsDue, signal });
  }

  /** Connects and runs `body`; the place in the gate and the connection are given back whatever happens. */
  async function withSession<T>(signal: AbortSignal, body: (session: ImapSession) => Promise<T>): Promise<T> {
    const { endpoint } = await access();
    const leave = await gate.enter(endpoint.host, signal);
    try {
      const session = await connect(signal);
      try {
        return await body(session);
      } finally {
        await session.close();
      }
    } finally {
      leave();
    }
  }

  async function once(signal: AbortSignal): Promise<PassResult> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await withSession(signal, (session) => pass(session, signal));
        if (result.inStep || attempt >= attempts || result.failures.length > 0) return result;
      } catch (thrown) {
        const error = asAppError(thrown, signal);
        const waitMs = signal.aborted ? null : backoffMs(error, attempt, random());
        if (waitMs === null || attempt >= attempts) throw error;
        // A message that broke a limit is asked for alone at once.
        await pause(error.code === 'imap.limit' ? 0 : Math.min(waitMs, 5_000), signal);
      }
    }
  }

  async function work(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const untilNext = await withSession(signal, async (session) => {
          for (let kept = false; ; kept = true) {
            const result = await pass(session, signal).catch((error: unknown) => {
              if (kept && isClosed(error) && !signal.aborted) return null;
              throw error;
            });
            // Servers and routers close what was silent for a while: it is no failure until a new connection fails.
            if (result === null) return 0;
            failures = 0;
            const waitMs = result.inStep ? (options.pollMs ?? 90_000) : 5_000;
            // The connection is kept for the next pass unless another box waits for its turn.
            if (signal.aborted || gate.crowded()) return waitMs;
            await bell.wait(waitMs, signal);
            signal.throwIfAborted();
          }
        });
        await bell.wait(untilNext, signal);
      } catch (thrown) {
        if (signal.aborted) return;
        failures += 1;
        const error = asAppError(thrown, signal);
        const retryInMs = backoffMs(error, failures, random());
        await onEvent({ kind: 'failed', account, error, retryInMs });
        await bell.wait(retryInMs, signal);
      }
    }
  }

  /** A comfort: when it cannot be had, polling does the work, so failures are silent and slow. */
  async function idle(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const { endpoint } = await access();
      const leave = gate.tryEnter(`idle ${endpoint.host}`);
      try {
        if (leave !== null) {
          const session = await connect(signal);
          try {
            await session.openFolder('INBOX', null);
            failures = 0;
            while (!signal.aborted) if ((await session.waitForChange(options.idleMs ?? 240_000, signal)) === 'changed') bell.ring();
          } finally {
            await session.close();
          }
        }
      } catch {
        failures += 1;
      } finally {
        leave?.();
      }
      await pause(Math.min(60_000 * 2 ** Math.min(failures, 4), 15 * 60_000), signal).catch(() => undefined);
    }
  }

  return {
    once,
    async follow(signal) {
      await Promise.all([work(signal), idle(signal).catch(() => undefined)]);
    },
    wake: () => bell.ring(),
  };
}

function isClosed(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'net.closed' || error.code === 'imap.closed');
}

function asAppError(thrown: unknown, signal: AbortSignal): AppError {
  if (signal.aborted) return new AppError('aborted');
  return thrown instanceof AppError ? thrown : new AppError('internal', { cause: thrown });
}

type Bell = {
  ring(): void;
  /** Until rung, or for `ms`; null waits for the ring alone. Resolves on abort too. */ wait(
    ms: number | null,
    signal: AbortSignal,
  ): Promise<void>;
};

/** A ring while nobody waits is remembered: mail that came during a pass is looked for after it. */
function createBell(): Bell {
  let rung = false;
  let answer: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      answer?.();
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const done = (): void => {
            if (timer !== null) clearTimeout(timer);
            signal.removeEventListener('abort', done);
            resolve();
          };
          const timer = ms === null ? null : setTimeout(done, ms);
          answer = done;
          signal.addEventListener('abort', done);
        });
      }
      answer = null;
      rung = false;
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
