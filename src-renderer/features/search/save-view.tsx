// A name for a search, to find it again on the left. Enter saves.
import { useState, type ReactNode } from 'react';
import { Field } from '#ui/ui/field.tsx';
import { FormDialog } from '#ui/ui/form-dialog.tsx';
import { useWords } from '#ui/ui/words.ts';

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
    <FormDialog
      title={words.dialog}
      confirm={words.confirm}
      cancel={words.cancel}
      onConfirm={() => {
        if (wanted !== '' && wanted.length <= 60 && !taken) onSave(wanted);
      }}
      onClose={onClose}
    >
      <Field label={words.name} value={name} onChange={setName} hint={words.nameHint} error={taken ? words.taken : null} autoFocus />
    </FormDialog>
  );
}
