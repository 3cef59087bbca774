// A name for a search, to find it again on the left. Enter saves.
import { useState, type ReactNode } from 'react';
import { Button } from '#ui/ui/button.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Field } from '#ui/ui/field.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './save-view.module.css';

export type SaveViewProps = {
  readonly query: string;
  readonly names: readonly string[];
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
};

export function SaveView({ query, names, onSave, onClose }: SaveViewProps): ReactNode {
  const { text } = useWords();
  const words = text.reader.views;
  const [name, setName] = useState(query.slice(0, 60));
  const wanted = name.trim();
  const taken = names.some((each) => each.toLowerCase() === wanted.toLowerCase());
  return (
    <Dialog title={words.dialog} open onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== '' && wanted.length <= 60 && !taken) onSave(wanted);
        }}
      >
        <Field label={words.name} value={name} onChange={setName} hint={words.nameHint} error={taken ? words.taken : null} autoFocus />
        <div className={styles['actions']}>
          <Button tone="outlined" onPress={onClose}>
            {words.cancel}
          </Button>
          <button type="submit" className={styles['submit']}>
            {words.confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
