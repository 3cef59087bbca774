// Whatever is held and whatever the server has: following the plan ends with what the server has, each
// message asked for once, and no step removes anything.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RemoteMessage } from '#main/ports';
import { compareUids, planBatches, planSync } from '#main/sync/plan';
import { formatUidSet } from '#main/sync/uid-set';
import { asInstant } from '#shared/model/ids';

const uidSet = fc.uniqueArray(fc.integer({ min: 1, max: 60 })).map((uids) => uids.toSorted((a, b) => a - b));
const status = fc.record({
  uidValidity: fc.integer({ min: 1, max: 3 }),
  uidNext: fc.integer({ min: 1, max: 80 }),
  messages: fc.integer({ min: 0, max: 60 }),
  highestModseq: fc.option(fc.integer({ min: 1, max: 50 }).map(String)),
});
const changes = fc.option(fc.record({ flags: fc.constant([]), vanished: uidSet, complete: fc.boolean() }));

test('held, less what vanished, with what is missing, is what the server has', () => {
  fc.assert(
    fc.property(uidSet, uidSet, (held, onServer) => {
      const { missing, vanished } = compareUids(held, onServer);
      const gone = new Set(vanished);
      expect([...held.filter((uid) => !gone.has(uid)), ...missing].toSorted((a, b) => a - b)).toEqual(onServer);
      expect(missing).toEqual(missing.toSorted((a, b) => b - a));
    }),
  );
});

test('without comparing UIDs a plan is only followed when the numbers prove it complete', () => {
  fc.assert(
    fc.property(fc.option(status), uidSet, status, changes, (cursor, uids, remote, reported) => {
      const steps = planSync({ cursor, uids }, { status: remote, changes: reported }, { condstore: remote.highestModseq !== null });
      const kinds = steps.map(({ kind }) => kind);
      if (kinds.includes('compareUids')) {
        // What vanished is known, and told, before anything is fetched.
        expect(kinds[0]).toBe('compareUids');
        expect(kinds).toContain('fetchNew');
        return;
      }
      const marked = steps.flatMap((step) => (step.kind === 'markGone' ? step.uids : []));
      expect(cursor?.uidValidity).toBe(remote.uidValidity);
      expect(cursor?.uidNext).toBe(remote.uidNext);
      expect(uids.length - marked.length).toBe(remote.messages);
      expect(marked.every((uid) => uids.includes(uid))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('batches hold every message once, in order, within the limits', () => {
  const message = fc.record({ uid: fc.integer({ min: 1, max: 5_000 }), sizeBytes: fc.integer({ min: 0, max: 900 }) });
  fc.assert(
    fc.property(fc.uniqueArray(message, { selector: ({ uid }) => uid }), (rows) => {
      const messages: RemoteMessage[] = rows.map((row) => ({ ...row, flags: [], internalDate: asInstant(0) }));
      const batches = planBatches(messages, { maxBytes: 1_000, maxCount: 7 });
      expect(batches.reduce((sum, { count }) => sum + count, 0)).toBe(messages.length);
      let at = 0;
      for (const batch of batches) {
        const group = messages.slice(at, at + batch.count);
        at += batch.count;
        expect(batch.uids).toBe(formatUidSet(group.map(({ uid }) => uid)));
        expect(batch.bytes).toBe(group.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
        expect(batch.count <= 7 && (batch.bytes <= 1_000 || batch.count === 1)).toBe(true);
      }
    }),
  );
});
