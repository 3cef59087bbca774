// Collects what a QRESYNC SELECT reports (RFC 7162 §3.2.5): flags and vanished UIDs, as events of one
// folder. Bounded: a server may name sixteen million vanished UIDs in twenty bytes (SYNC-38).
import type { ExpungeEvent, FlagsEvent, ImapFlow } from 'imapflow';
import type { FolderChanges } from '#main/ports';

const MOST = 1_000_000;

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
  client.on('flags', onFlags);
  client.on('expunge', onExpunge);
  return {
    result: () => ({ flags: [...flags].map(([uid, set]) => ({ uid, flags: set })), vanished: [...vanished], complete }),
    stop() {
      client.off('flags', onFlags);
      client.off('expunge', onExpunge);
    },
  };
}
