// A new password for a box that stopped working, or before it does. Tried first: the old one stays until
// the new one works, and the cause of a failure is told in words.
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Field } from '#ui/ui/field.tsx';
import { FormDialog } from '#ui/ui/form-dialog.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';

export function PasswordDialog({
  account,
  onSaved,
  onClose,
}: {
  readonly account: Pick<AccountView, 'id' | 'label'>;
  readonly onSaved: (sentence: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.health.password;
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const change = useMutation(queries.accounts.changePassword.mutationOptions({ onSuccess: () => onSaved(words.saved(account.label)) }));
  return (
    <FormDialog
      title={words.title(account.label)}
      confirm={change.isPending ? words.testing : words.test}
      cancel={words.cancel}
      busy={change.isPending}
      onConfirm={() => {
        setMissing(password === '');
        if (password !== '') change.mutate({ account: account.id, password });
      }}
      onClose={onClose}
    >
      <p>{words.intro}</p>
      <Field
        label={words.field}
        type="password"
        value={password}
        onChange={setPassword}
        error={missing ? words.missing : null}
        autoComplete="current-password"
        autoFocus
      />
      {change.isError ? (
        <Notice kind="problem" live>
          {errorText(text, codedError(change.error))}
        </Notice>
      ) : null}
    </FormDialog>
  );
}
