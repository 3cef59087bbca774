// Keeps a draft saved while somebody types: half a second after the last change, one save at a time,
// again after a failure. Another window's save is never overwritten (contract/compose.ts).
import type { Draft, DraftContent } from '#shared/model/compose';
import type { SaveResult } from '#shared/contract/compose';

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';

export type SaverPorts = {
  readonly save: (revision: number, content: DraftContent) => Promise<SaveResult>;
  /** Returns a function that cancels. */
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly onState: (state: SaveState, theirs: Draft | null) => void;
};

export type Saver = {
  change(content: DraftContent): void;
  /** Saves now. The revision that holds everything typed so far, or null when it could not be saved. */
  flush(): Promise<number | null>;
  /** After a conflict: go on from their revision with what is here. */
  keepMine(revision: number): void;
  changed(): boolean;
  stop(): void;
};

const WAIT_MS = 500;
const AGAIN_MS = 2_000;

export function createSaver(start: Pick<Draft, 'revision' | 'content'>, ports: SaverPorts): Saver {
  let revision = start.revision;
  let saved = start.content;
  let current = start.content;
  let running: Promise<boolean> | null = null;
  let conflict = false;
  let cancel: (() => void) | null = null;

  function later(delayMs: number): void {
    cancel?.();
    cancel = ports.after(delayMs, () => void flush());
  }

  async function saveOnce(): Promise<boolean> {
    const sending = current;
    ports.onState('saving', null);
    try {
      const result = await ports.save(revision, sending);
      if (result.state === 'conflict') {
        conflict = true;
        ports.onState('conflict', result.draft);
        return false;
      }
      revision = result.draft.revision;
      saved = sending;
      ports.onState(current === saved ? 'saved' : 'waiting', null);
      return true;
    } catch {
      // The link is down or the disk is full: what was typed stays here and is tried again.
      ports.onState('failed', null);
      later(AGAIN_MS);
      return false;
    }
  }

  async function flush(): Promise<number | null> {
    cancel?.();
    cancel = null;
    while (current !== saved) {
      if (conflict) return null;
      running ??= saveOnce().finally(() => {
        running = null;
      });
      if (!(await running)) return null;
    }
    return revision;
  }

  return {
    change(content) {
      current = content;
      if (conflict) return;
      ports.onState('waiting', null);
      later(WAIT_MS);
    },
    flush,
    keepMine(theirs) {
      revision = theirs;
      conflict = false;
      later(0);
    },
    changed: () => current !== start.content,
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
