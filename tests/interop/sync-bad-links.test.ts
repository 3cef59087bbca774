// A real Dovecot behind bad links: resets and stalls at many offsets, slow lines, and schedules drawn
// from a seed (SYNC-41; PLICO_LONG=1 runs 500). The end state is that of a good link.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { dovecotMissing, startDovecot } from '#tests/support/dovecot';
import type { Dovecot } from '#tests/support/dovecot';
import { startFaultProxy } from '#tests/support/fault-proxy';
import type { FaultProxy, LinkFault } from '#tests/support/fault-proxy';
import { syncLab } from '#tests/support/sync-lab';
import { tempProfile } from '#tests/support/temp-profile';
import { tlsIdentities } from '#tests/support/tls-identities';
import type { TlsIdentities } from '#tests/support/tls-identities';

const LONG = process.env.PLICO_LONG === '1';
const LIMITS = { batchBytes: 60_000, batchCount: 30, describeCount: 4_000, messageBytes: 1e8 };
const FOLDERS = ['INBOX', 'Sent', 'Archive'];
const signal = new AbortController().signal;

/** Numerical Recipes' linear congruence: enough to draw faults that can be drawn again. */
function drawer(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function schedule(seed: number): readonly (LinkFault | null)[] {
  const draw = drawer(seed);
  return Array.from({ length: 1 + draw(4) }, (): LinkFault | null => {
    const bytes = draw(220_000);
    const kinds: readonly LinkFault[] = [
      { kind: 'resetAfter', bytes },
      { kind: 'resetAfter', bytes: draw(3_000) },
      { kind: 'stallAfter', bytes, ms: 100 },
      { kind: 'stallAfter', bytes, ms: null },
      { kind: 'drip', bytesPerWrite: 1 + draw(5_000), ms: 0 },
      { kind: 'refuse' },
    ];
    return kinds[draw(kinds.length + 1)] ?? null;
  });
}

/** What sync gives for a fault is an AppError; anything else is a defect. */
function nullForAppError(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}

describe.skipIf(dovecotMissing !== null)(
  `Dovecot behind bad links${dovecotMissing === null ? '' : ` (left out: ${dovecotMissing})`}`,
  () => {
    let dovecot: Dovecot;
    let ids: TlsIdentities;
    let proxy: FaultProxy;
    let expected: readonly string[];
    beforeAll(async () => {
      ids = await tlsIdentities();
      dovecot = await startDovecot();
      const messages = FOLDERS.flatMap((folder, f) =>
        Array.from({ length: LONG ? 333 : 34 }, (_, n) => ({
          folder,
          bytes: Buffer.from(
            `Message-ID: <${folder}-${n}@pec.example>\r\nSubject: ${n}\r\n\r\n${`riga ${n} di prova\r\n`.repeat(1 + ((n * 37 + f) % 200))}`,
          ),
          date: new Date(Date.UTC(2026, 8, 1, f, n)),
        })),
      );
      dovecot.deliver('anna', messages);
      expected = messages.map(({ folder, bytes }) => `${folder} ${createHash('sha256').update(bytes).digest('hex')}`).sort();
      proxy = await startFaultProxy({ identity: ids.valid, target: { host: dovecot.host, port: dovecot.port, root: dovecot.root } });
    });
    afterAll(async () => {
      await proxy?.stop();
      await dovecot?.stop();
    });

    async function syncThrough(faults: readonly (LinkFault | null)[]): Promise<readonly string[]> {
      const endpoint: Endpoint = { host: proxy.host, port: proxy.port, security: 'tls', extraRoot: ids.root };
      const lab = syncLab({
        store: tempProfile(),
        endpoint,
        login: 'anna',
        password: dovecot.password,
        limits: LIMITS,
        attempts: 1,
        timeouts: { connectMs: 5_000, greetingMs: 5_000, silenceMs: 600 },
      });
      proxy.script(faults);
      for (let pass = 0; pass < faults.length + 3; pass += 1) {
        const result = await lab.sync.once(signal).catch(nullForAppError);
        if (result?.inStep === true) break;
      }
      const once = lab.events.flatMap((event) => (event.kind === 'saved' ? event.messages : [])).filter(({ known }) => !known);
      expect(new Set(once.map(({ hash }) => hash)).size).toBe(once.length);
      return lab
        .state()
        .map(({ folder, sha256 }) => `${folder} ${sha256}`)
        .sort();
    }

    test.each<[id: string, faults: readonly (LinkFault | null)[]]>([
      ['a good link', []],
      ['SYNC-01 refused three times', [{ kind: 'refuse' }, { kind: 'refuse' }, { kind: 'refuse' }]],
      ...Array.from({ length: LONG ? 100 : 8 }, (_, n): [string, readonly LinkFault[]] => [
        `SYNC-03 reset after ${500 + n * (LONG ? 2_003 : 25_003)} bytes`,
        [{ kind: 'resetAfter', bytes: 500 + n * (LONG ? 2_003 : 25_003) }],
      ]),
      ['SYNC-03 reset again and again', [9_000, 30_000, 60_000, 90_000].map((bytes): LinkFault => ({ kind: 'resetAfter', bytes }))],
      ['SYNC-04 stall, then on', [{ kind: 'stallAfter', bytes: 50_000, ms: 300 }]],
      ['SYNC-05 half-open for ever', [{ kind: 'stallAfter', bytes: 50_000, ms: null }]],
      ['SYNC-06 drops', [{ kind: 'drip', bytesPerWrite: LONG ? 1 : 500, ms: 0 }]],
      ['SYNC-07 a slow and far line', [{ kind: 'slow', bytesPerSecond: LONG ? 100_000 : 2_000_000, latencyMs: LONG ? 500 : 20 }]],
      ...Array.from({ length: LONG ? 500 : 6 }, (_, seed): [string, readonly (LinkFault | null)[]] => [
        `SYNC-41 seed ${seed}`,
        schedule(seed),
      ]),
    ])('%s', async (_id, faults) => {
      expect(await syncThrough(faults)).toEqual(expected);
    });
  },
);
