// STO-10: the log goes by its numbers. Whatever the clock of the machine says between two entries, it is whole, in the
// order in which things happened, and says the time that was told.
import { expect, test } from 'vitest';
import { appendAudit } from '#main/audit/append';
import { verifyLog } from '#main/audit/verify-log';
import { auditPage } from '#main/core/audit-view';
import { asInstant } from '#shared/model/ids';
import { NOW, tempProfile } from '#tests/support/temp-profile';

const DAY_MS = 86_400_000;
// 25 October 2026, 01:00:00Z: in Italy the hour after it comes a second time.
const NIGHT = Date.UTC(2026, 9, 25, 1);

test.each<[string, readonly number[]]>([
  ['a day back and forth', [0, -DAY_MS, 0, DAY_MS]],
  ['ten years back and forth', [0, -3_653 * DAY_MS, 3_653 * DAY_MS, 0]],
  ['the night in which summer time ends', [NIGHT - NOW - 1_800_000, NIGHT - NOW, NIGHT - NOW + 1_800_000]],
  ['twice the same moment', [0, 0, 0]],
])('STO-10 the clock goes %s between entries', (_what, offsets) => {
  const store = tempProfile();
  for (const [index, offset] of offsets.entries())
    store.write((tx) => appendAudit(tx, asInstant(NOW + offset), { event: 'archive.checked', findings: index }));
  const rows = auditPage(store, null, 100, 'archive').rows;
  expect({
    findings: verifyLog(store, { publicKey: null, head: null }).findings,
    order: rows.map(({ seq }) => seq),
    times: rows.map(({ at }) => Number(at)),
  }).toEqual({
    findings: [],
    order: offsets.map((_offset, index) => index + 1).toReversed(),
    times: offsets.map((offset) => NOW + offset).toReversed(),
  });
});
