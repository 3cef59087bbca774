// Title of the composer, how far the draft is saved, and what to do when two windows wrote in it.
import { Trash2, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Draft, DraftId } from '#shared/model/compose';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { DialogActions, DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './composer.module.css';
import type { DraftOnScreen } from './use-draft.ts';

export function ComposerHead({
  draft,
  start,
  onClose,
  onOpenDraft,
}: {
  readonly draft: DraftOnScreen;
  readonly start: Draft;
  readonly onClose: () => void;
  readonly onOpenDraft: (draft: DraftId) => void;
}): ReactNode {
  const { core } = useCore();
  const { text } = useWords();
  const words = text.composer;
  const [discards, setDiscards] = useState(false);
  const remove = (): void => {
    setDiscards(false);
    draft.saver.stop();
    core.client.compose.remove({ id: start.id }).then(onClose, onClose);
  };
  return (
    <>
      <header className={styles['head']}>
        <h1 className={styles['title']}>{words.title[start.content.origin.kind]}</h1>
        <span className={styles['saving']} role="status">
          {words.save[draft.saving]}
        </span>
        <Button icon={<Trash2 size={15} aria-hidden />} onPress={() => setDiscards(true)} collapses>
          {words.discard}
        </Button>
        <Button icon={<X size={15} aria-hidden />} onPress={onClose} keyShortcuts="Escape">
          {words.close}
        </Button>
      </header>
      {draft.saving === 'conflict' ? <Conflict draft={draft} onClose={onClose} onOpenDraft={onOpenDraft} /> : null}
      {discards ? (
        <Dialog title={words.discardAsk} open onClose={() => setDiscards(false)}>
          <DialogBody>
            <p>{words.discardText}</p>
            <DialogActions>
              <Button tone="danger" onPress={remove}>
                {words.discardYes}
              </Button>
              <Button tone="main" onPress={() => setDiscards(false)}>
                {words.keep}
              </Button>
            </DialogActions>
          </DialogBody>
        </Dialog>
      ) : null}
    </>
  );
}

function Conflict({
  draft: { theirs, saver },
  onClose,
  onOpenDraft,
}: {
  readonly draft: DraftOnScreen;
  readonly onClose: () => void;
  readonly onOpenDraft: (draft: DraftId) => void;
}): ReactNode {
  const { text } = useWords();
  const words = text.composer;
  if (theirs === null)
    return (
      <Notice
        kind="problem"
        live
        action={
          <Button tone="outlined" onPress={onClose}>
            {words.close}
          </Button>
        }
      >
        {words.conflictGone}
      </Notice>
    );
  return (
    <Notice
      kind="problem"
      live
      action={
        <>
          <Button tone="outlined" onPress={() => saver.keepMine(theirs.revision)}>
            {words.conflictMine}
          </Button>
          <Button tone="outlined" onPress={() => onOpenDraft(theirs.id)}>
            {words.conflictTheirs}
          </Button>
        </>
      }
    >
      {words.conflict}
    </Notice>
  );
}
