// UID sets as IMAP writes them (RFC 9051 §9, sequence-set): "4,7:9".

/** Tells whether a UID is in the set; "*" stands for every UID from there up. Parsed once. */
export function uidMatcher(set: string): (uid: number) => boolean {
  const ranges = set
    .split(',')
    .map((range) => range.split(':').map((end) => (end === '*' ? Number.POSITIVE_INFINITY : Number(end))))
    .map(([from = 0, to = from]) => ({ low: Math.min(from, to), high: Math.max(from, to) }))
    .sort((a, b) => a.low - b.low);
  return (uid) => {
    let low = 0;
    let high = ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const range = ranges[middle];
      if (range === undefined) return false;
      if (uid < range.low) high = middle - 1;
      else if (uid > range.high) low = middle + 1;
      else return true;
    }
    return false;
  };
}

/** Numbers of an ESEARCH ALL set, at most `limit` of them; null when the set holds more. */
export function expandUidSet(set: string, limit: number): readonly number[] | null {
  const uids: number[] = [];
  for (const range of set.split(',')) {
    if (!/^\d+(:\d+)?$/.test(range)) continue;
    const [from = 0, to = from] = range.split(':').map(Number);
    const [low, high] = from <= to ? [from, to] : [to, from];
    if (high - low + 1 + uids.length > limit) return null;
    for (let uid = low; uid <= high; uid += 1) uids.push(uid);
  }
  return uids;
}
