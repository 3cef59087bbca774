// What the log says of the program itself (EVIDENCE §12): another version opened the profile, or changed the
// schema of its files. Told at the start that finds it, also where the one before was killed.
import { appendAudit, nameProgram } from '#main/audit/append';
import type { Clock } from '#main/ports';
import { lastAuditEntry } from '#main/store/audit-entry';
import { schemaNumbers, type Store } from '#main/store/database';
import { saveSetting, setting } from '#main/store/setting';

const SEEN = 'program.seen';

type Seen = { readonly version: string | null; readonly archive: number | null; readonly index: number | null };

export function noteProgram(store: Store, clock: Clock, version: string): void {
  const before = store.read((tx) => {
    nameProgram(tx, version);
    return seenIn(setting(tx, SEEN));
  });
  const { archive, index } = schemaNumbers();
  if (before.version === version && before.archive === archive && before.index === index) return;
  store.write(
    (tx) => {
      // A log that begins now says it in its first entry.
      const told = lastAuditEntry(tx) !== null;
      if (told && before.version !== version) appendAudit(tx, clock.now(), { event: 'program.updated', from: before.version, to: version });
      if (told && (before.archive !== archive || before.index !== index))
        appendAudit(tx, clock.now(), { event: 'schema.migrated', fromArchive: before.archive, fromIndex: before.index, archive, index });
      saveSetting(tx, SEEN, { version, archive, index });
    },
    { durable: true },
  );
}

function seenIn(value: unknown): Seen {
  const found: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const { version, archive, index } = found;
  const number = (given: unknown): number | null => (typeof given === 'number' ? given : null);
  return { version: typeof version === 'string' ? version : null, archive: number(archive), index: number(index) };
}
