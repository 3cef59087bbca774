// Faults on demand: what an IMAP server can do wrong (THREATS SYNC table), switched on by a test for a
// point of the protocol and taken away again. The server works correctly around them.
export type FaultAction =
  | { readonly kind: 'no'; readonly text: string }
  | { readonly kind: 'bad'; readonly text: string }
  | { readonly kind: 'bye'; readonly text: string }
  /** The connection is reset without an answer. */
  | { readonly kind: 'reset' }
  /** Never answers; the connection stays. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Does what was asked, then resets before the tagged answer. */
  | { readonly kind: 'loseReply' }
  /** Answers correctly for so many bytes, counted from this command, then resets. */
  | { readonly kind: 'cutAfter'; readonly bytes: number }
  /** As cutAfter, but goes silent, for `ms` or for ever. */
  | { readonly kind: 'stallAfter'; readonly bytes: number; readonly ms: number | null }
  /** Output in small pieces with a pause after each. */
  | { readonly kind: 'trickle'; readonly bytesPerWrite: number; readonly ms: number }
  /** Every answer goes through this: duplicates, wrong numbers, junk. */
  | { readonly kind: 'rewrite'; readonly change: (data: Buffer) => Buffer }
  /** The folder of the command gets a new UIDVALIDITY and new UIDs before the answer. */
  | { readonly kind: 'resetUidValidity'; readonly uidValidity?: number }
  /** What CAPABILITY says from here on, for this connection; commands stay available. */
  | { readonly kind: 'capabilities'; readonly names: readonly string[] };

/** 'CONNECT' before the greeting; else the command in upper case, 'UID FETCH' counts as FETCH too. */
export type FaultPoint = 'CONNECT' | (string & {});

export type FaultOptions = {
  /** Only for this login. */
  readonly login?: string;
  /** How often it strikes; default 1. */
  readonly times?: number;
  /** How many such commands pass unharmed first. */
  readonly after?: number;
};

type Entry = { readonly point: string; readonly action: FaultAction; readonly login: string | null; times: number; after: number };

export type FaultTable = {
  /** Switches a fault on; the answer takes it away again. */
  add(point: FaultPoint, action: FaultAction, options?: FaultOptions): () => void;
  clear(): void;
  /** The faults that strike now. */
  take(point: string, login: string | null): readonly FaultAction[];
};

export function createFaultTable(): FaultTable {
  let entries: Entry[] = [];
  return {
    add(point, action, options = {}) {
      const entry: Entry = {
        point: point.toUpperCase(),
        action,
        login: options.login ?? null,
        times: options.times ?? 1,
        after: options.after ?? 0,
      };
      entries.push(entry);
      return () => {
        entries = entries.filter((other) => other !== entry);
      };
    },
    clear() {
      entries = [];
    },
    take(point, login) {
      const striking: FaultAction[] = [];
      for (const entry of entries) {
        if (entry.point !== point && entry.point !== point.replace(/^UID /, '')) continue;
        if (entry.login !== null && entry.login !== login) continue;
        if (entry.after > 0) {
          entry.after -= 1;
          continue;
        }
        if (entry.times <= 0) continue;
        entry.times -= 1;
        striking.push(entry.action);
      }
      return striking;
    },
  };
}
