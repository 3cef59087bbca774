// Collects what a QRESYNC SELECT reports (RFC 7162 §3.2.5): flags and vanished UIDs, as events of one
// folder. Bounded: a server may name sixteen million vanished UIDs in twenty bytes (SYNC-38).
import type { ExpungeEvent, FlagsEvent, ImapFlow } from 'imapflow';
import type { FolderChanges } from '#main/ports';

const MOST = 1_000_000;
const TOO_MANY = 'plico.vanishedTooMany';

/**
 * imapflow walks a VANISHED set UID by UID, up to sixteen million events, and nothing can stop it: that
 * is most of a minute in which nothing else runs. Such a set is left out; the collector below then
 * says that it does not know all, and UIDs are compared instead.
 */
export function boundVanished(client: ImapFlow): void {
  const original: unknown = Reflect.get(client, 'untaggedVanished');
  if (typeof original !== 'function') throw new Error('imapflow has changed: untaggedVanished is gone');
  Reflect.set(client, 'untaggedVanished', async (...parts: readonly unknown[]): Promise<void> => {
    if (countNamed(parts[0]) > MOST) client.emit(TOO_MANY);
    else await Reflect.apply(original, client, parts);
  });
}

/** UIDs named by an untagged VANISHED response, counted from its ranges. */
function countNamed(untagged: unknown): number {
  const attributes: unknown = typeof untagged === 'object' && untagged !== null ? Reflect.get(untagged, 'attributes') : undefined;
  const values = Array.isArray(attributes)
    ? attributes.map((one: unknown): unknown => (typeof one === 'object' && one !== null ? Reflect.get(one, 'value') : undefined))
    : [];
  const set = values.findLast((value): value is string => typeof value === 'string') ?? '';
  return set.split(',').reduce((sum, range) => {
    const [from = 0, to = from] = range.split(':').map(Number);
    return sum + (Number.isFinite(to - from) ? Math.abs(to - from) + 1 : 0);
  }, 0);
}

export function collectChanges(client: ImapFlow, path: string): { result(): FolderChanges; stop(): void } {
  const flags = new Map<number, readonly string[]>();
  const vanished = new Set<number>();
  let complete = true;
  const onFlags = (event: FlagsEvent): void => {
    if (event.path !== path) return;
    if (event.uid === undefined || flags.size >= MOST) complete = false;
    else flags.set(event.uid, [...event.flags].filter((flag) => flag.toLowerCase() !== '\\recent').sort());
  };
  const onExpunge = (event: ExpungeEvent): void => {
    if (event.path !== path) return;
    // Without QRESYNC an expunge has only a sequence number, which says nothing about a UID.
    if (event.uid === undefined || vanished.size >= MOST) complete = false;
    else vanished.add(event.uid);
  };
  const onTooMany = (): void => {
    complete = false;
  };
  client.on(TOO_MANY, onTooMany);
  client.on('flags', onFlags);
  client.on('expunge', onExpunge);
  return {
    result: () => ({ flags: [...flags].map(([uid, set]) => ({ uid, flags: set })), vanished: [...vanished], complete }),
    stop() {
      client.off(TOO_MANY, onTooMany);
      client.off('flags', onFlags);
      client.off('expunge', onExpunge);
    },
  };
}
