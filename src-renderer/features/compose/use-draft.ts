// The draft on screen: what is typed, and how far it is saved.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Draft, DraftContent } from '#shared/model/compose';
import { useCore } from '#ui/client/queries.ts';
import { createSaver, type Saver, type SaveState } from './saver.ts';

export type DraftOnScreen = {
  readonly content: DraftContent;
  /** The newest content, for what finishes later than it was started. */
  readonly latest: () => DraftContent;
  readonly change: (change: (content: DraftContent) => DraftContent) => void;
  readonly saver: Saver;
  readonly saving: SaveState;
  /** After a conflict: what the other window saved; null when the draft is gone. */
  readonly theirs: Draft | null;
};

export function useDraft(draft: Draft): DraftOnScreen {
  const { core } = useCore();
  const [content, setContent] = useState(draft.content);
  const [{ saving, theirs }, setSaving] = useState<{ saving: SaveState; theirs: Draft | null }>({ saving: 'saved', theirs: null });
  const current = useRef(draft.content);
  const [saver] = useState(() =>
    createSaver(draft, {
      save: (revision, next) => core.client.compose.save({ id: draft.id, revision, content: next }),
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      onState: (state, other) => setSaving({ saving: state, theirs: other }),
    }),
  );
  const change = useCallback(
    (how: (content: DraftContent) => DraftContent) => {
      const next = how(current.current);
      if (next === current.current) return;
      current.current = next;
      setContent(next);
      saver.change(next);
    },
    [saver],
  );
  useEffect(() => {
    const flush = (): void => void saver.flush();
    window.addEventListener('pagehide', flush);
    window.addEventListener('blur', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      window.removeEventListener('blur', flush);
      document.removeEventListener('visibilitychange', flush);
      flush();
    };
  }, [saver]);
  const latest = useCallback(() => current.current, []);
  return useMemo(() => ({ content, latest, change, saver, saving, theirs }), [content, latest, change, saver, saving, theirs]);
}
