// A new password for a box that stopped working, or before it does. Tried first: the old one stays until
// the new one works, and the cause of a failure is told in words.
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { Field } from '#ui/ui/field.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './password-dialog.module.css';

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
    <Dialog title={words.title(account.label)} open onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(password === '');
          if (password !== '' && !change.isPending) change.mutate({ account: account.id, password });
        }}
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
        <div className={styles['actions']}>
          <Button tone="outlined" onPress={onClose}>
            {words.cancel}
          </Button>
          <button type="submit" className={styles['submit']} aria-disabled={change.isPending || undefined}>
            {change.isPending ? words.testing : words.test}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
