// UIDs as the compact text IMAP commands want (RFC 9051 §9, sequence-set): "4,7:9".

/** Compact text of the given UIDs; they may come in any order, duplicates are dropped. '' for none. */
export function formatUidSet(uids: Iterable<number>): string {
  const sorted = [...new Set(uids)].sort((a, b) => a - b);
  const ranges: string[] = [];
  for (let at = 0; at < sorted.length;) {
    const first = sorted[at] ?? 0;
    let last = first;
    while (sorted[at + 1] === last + 1) {
      last += 1;
      at += 1;
    }
    ranges.push(first === last ? `${first}` : `${first}:${last}`);
    at += 1;
  }
  return ranges.join(',');
}
