// What a profile holds, in words that do not depend on the order in which it came in: two profiles that took the
// same mail in are the same here, however often one of them was killed. And what is wrong with one, by kind.
import { messageHashes, readMessage } from '#main/archive/message';
import { checkProfile } from '#main/archive/verified-copy';
import { openProfile } from '#main/store/database';
import { messagesFrom } from '#main/store/message';
import { sql, type Row } from '#main/store/sql';
import type { ReadTx } from '#main/store/transactions';
import { fixedClock } from './temp-profile-clock.ts';

export type ProfileState = {
  /** Hashes of everything archived, read back and checked. */
  readonly blobs: readonly string[];
  /** Everything made of it, a line each; counts and links are in the lines. */
  readonly lines: readonly string[];
};

export type ProfileFaults = {
  readonly doubled: readonly string[];
  readonly rowWithoutBlob: readonly string[];
  readonly other: readonly string[];
};

const MOST = 1_000_000;
/** These say that something points to bytes that are not there. */
const WITHOUT_BYTES = new Set(['archive.missing', 'store.locationWithoutMessage']);
/** Bytes whose row is still to be made: the next start makes it, nothing is lost. */
const TO_BE_MADE = new Set(['archive.notIndexed']);

export function profileState(folder: string, key: Uint8Array | null): ProfileState {
  return opened(folder, key, (tx) => ({
    blobs: messageHashes(tx, 0, MOST)
      .map(({ hash }) => {
        readMessage(tx, hash);
        return hash;
      })
      .toSorted(),
    lines: derivedLines(tx).toSorted(),
  }));
}

export function profileFaults(folder: string, key: Uint8Array | null): ProfileFaults {
  const store = openProfile(folder, { key, clock: fixedClock() });
  try {
    const findings = checkProfile(store).findings.filter(({ id }) => !TO_BE_MADE.has(id));
    const say = ({ id, what }: { readonly id: string; readonly what: string }): string => `${id} ${what}`;
    return {
      doubled: store.read(doubles),
      rowWithoutBlob: findings.filter(({ id }) => WITHOUT_BYTES.has(id)).map(say),
      other: findings.filter(({ id }) => !WITHOUT_BYTES.has(id)).map(say),
    };
  } finally {
    store.close();
  }
}

function opened<T>(folder: string, key: Uint8Array | null, reader: (tx: ReadTx) => T): T {
  const store = openProfile(folder, { key, clock: fixedClock() });
  try {
    return store.read(reader);
  } finally {
    store.close();
  }
}

/** Whatever there may be only one of. */
function doubles(tx: ReadTx): string[] {
  const blobs = messageHashes(tx, 0, MOST).map(({ hash }) => `blob ${hash}`);
  const rows = messagesFrom(tx, 0, MOST).map(({ account, hash }) => `row ${account} ${hash}`);
  const dispatches = tx.all(sql`SELECT 'dispatch' AS what, account, hex(sent) FROM dispatch WHERE sent IS NOT NULL`, words);
  const reports = tx.all(sql`SELECT 'report' AS what, hex(subject), policy, judged_at FROM report`, words);
  const seen = new Set<string>();
  return [...blobs, ...rows, ...dispatches, ...reports].filter((one) => seen.size === seen.add(one).size);
}

const DERIVED = [
  sql`SELECT 'message' AS what, hex(hash), direction, kind, receipt_type, indication, look FROM message`,
  sql`SELECT 'link' AS what, hex(m.hash), hex(d.sent), l.how, l.reason
    FROM receipt_link l JOIN message m ON m.number = l.message LEFT JOIN dispatch d ON d.number = l.dispatch`,
  sql`SELECT 'dispatch' AS what, hex(sent), recipient_count, summary, delivered, failed, total FROM dispatch`,
  sql`SELECT 'list' AS what, hex(coalesce(m.hash, d.sent)), r.sent, r.problem
    FROM list_row r LEFT JOIN message m ON m.number = r.message LEFT JOIN dispatch d ON d.number = r.dispatch`,
  sql`SELECT DISTINCT 'report' AS what, hex(subject), policy, indication FROM report`,
  // How much of a text was read in time depends on the machine's load.
  sql`SELECT 'text' AS what, hex(m.hash) FROM text_entry e JOIN message m ON m.number = e.message`,
  sql`SELECT 'correspondent' AS what, address, received, sent FROM correspondent`,
  sql`SELECT 'signer' AS what, hex(fingerprint), messages FROM signer_certificate`,
  sql`SELECT 'location' AS what, f.path, l.uidvalidity, l.uid, hex(l.hash) FROM location l JOIN folder f ON f.number = l.folder`,
  sql`SELECT 'to index' AS what, count(*) FROM text_work`,
];

function derivedLines(tx: ReadTx): string[] {
  return DERIVED.flatMap((query) => tx.all(query, words));
}

function words(row: Row): string {
  return Object.values(row).map(String).join(' ');
}
