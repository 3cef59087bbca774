// How a message was handled: one of a few outcomes, by what it is about, and a note if one is needed. Enter confirms.
import { useState, type ReactNode } from 'react';
import { Choice } from '#ui/ui/choice.tsx';
import { Field } from '#ui/ui/field.tsx';
import { FormDialog } from '#ui/ui/form-dialog.tsx';
import { useWords } from '#ui/ui/words.ts';

const OUTCOMES = {
  received: ['answered', 'forwarded', 'filed', 'nothing'],
  sent: ['sentAgain', 'otherWay', 'forwarded', 'filed', 'nothing'],
} as const;
type Outcome = (typeof OUTCOMES)[keyof typeof OUTCOMES][number];

export type HandledDialogProps = {
  readonly count: number;
  /** What was sent is not answered: it is sent again, or goes another way. */
  readonly about: keyof typeof OUTCOMES;
  readonly onConfirm: (outcome: string, note: string | null) => void;
  readonly onClose: () => void;
};

export function HandledDialog({ count, about, onConfirm, onClose }: HandledDialogProps): ReactNode {
  const { text, number } = useWords();
  const words = text.screen.handling;
  const [outcome, setOutcome] = useState<Outcome>(OUTCOMES[about][0]);
  const [note, setNote] = useState('');
  return (
    <FormDialog
      title={count > 1 ? `${words.title}: ${words.many(number(count))}` : words.title}
      confirm={words.confirm}
      cancel={words.cancel}
      onConfirm={() => onConfirm(words.outcomes[outcome], note.trim() === '' ? null : note.trim())}
      onClose={onClose}
    >
      <Choice
        label={words.outcome}
        value={outcome}
        options={OUTCOMES[about].map((value) => ({ value, label: words.outcomes[value] }))}
        onChange={setOutcome}
      />
      <Field label={words.note} value={note} onChange={setNote} autoFocus />
    </FormDialog>
  );
}
