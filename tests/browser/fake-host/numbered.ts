// A list of any length whose rows are numbered from the newest: for long lists and for measuring.
import { asInstant } from '#shared/model/ids';
import type { ListFrame, ListRow, ListView } from '#shared/model/list';
import type { Source } from './host.ts';
import { hashOf, NOW, STUDIO } from './people.ts';

const BUCKET = 1_000;

/** Rows numbered from the newest; `added` more stand above row 0 as they arrive. */
export function numbered(count: number): Source & { add(rows: number): void } {
  let added = 0;
  let revision = 1;
  const keyOf = (number: number): string => String(9_999_999 - number).padStart(9, '0');
  const rowOf = (number: number): ListRow => {
    const hash = hashOf(`row ${number}`);
    return {
      key: keyOf(number),
      id: hash,
      type: 'received',
      account: STUDIO,
      date: asInstant(NOW - (number + 1_000) * 60_000),
      subject: `Riga ${number}`,
      from: { address: `mittente${number % 97}@pec.example`, name: '' },
      to: [],
      toCount: 1,
      kind: 'certified',
      verdict: 'passed',
      look: 'proven',
      dispatch: null,
      statuses: [],
      unread: false,
      hasAttachments: false,
      preview: '',
      handling: null,
      hash,
    };
  };
  const numberOf = (key: string): number => 9_999_999 - Number(key);
  return {
    add(rows) {
      added += rows;
      revision += 1;
    },
    frame(_view: ListView): ListFrame {
      const total = count + added;
      const buckets = [];
      // New mail changes the first bucket only.
      const first = BUCKET + added;
      buckets.push({ firstKey: keyOf(-added), count: Math.min(total, first) });
      for (let start = BUCKET; start < count; start += BUCKET)
        buckets.push({ firstKey: keyOf(start), count: Math.min(BUCKET, count - start) });
      return { revision, count: total, buckets };
    },
    slice: (_view, firstKey, skip, take) => Array.from({ length: take }, (_, step) => rowOf(numberOf(firstKey) + skip + step)),
    placeOf: (_view, key) => numberOf(key) + added,
    counts: () => ({ all: count + added, received: count, sent: 0, problems: 0, unhandled: 0, inCharge: 0 }),
  };
}
