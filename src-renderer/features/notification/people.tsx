// Who serves, for whom, in which proceeding, and on whom, with the register of each address.
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { REGISTERS, type NotificationForm, type NotificationRecipient } from '#shared/model/notification';
import type { AccountView } from '#shared/model/views';
import { Button, IconButton } from '#ui/ui/button.tsx';
import { Field } from '#ui/ui/field.tsx';
import { useWords } from '#ui/ui/words.ts';
import { Pick } from '#ui/ui/pick.tsx';
import styles from './notification.module.css';

export type FormChange = Partial<NotificationForm> | ((before: NotificationForm) => Partial<NotificationForm>);
export type PartProps = { readonly form: NotificationForm; readonly change: (next: FormChange) => void };

type TextField =
  | 'lawyerName'
  | 'lawyerTaxCode'
  | 'bar'
  | 'clientName'
  | 'clientTaxCode'
  | 'office'
  | 'section'
  | 'docketNumber'
  | 'docketYear';

export function People({ form, change, accounts }: PartProps & { readonly accounts: readonly AccountView[] }): ReactNode {
  const { text } = useWords();
  const words = text.notification;
  const field = (name: TextField): ReactNode => (
    <Field key={name} label={words.names[name]} value={form[name]} onChange={(value) => change({ [name]: value })} />
  );
  return (
    <>
      <fieldset className={styles['group']}>
        <legend>{words.lawyer}</legend>
        <div className={styles['grid']}>
          <Pick
            label={words.names.account}
            value={form.account}
            options={accounts.map(({ id, address }) => ({ value: id, label: address }))}
            onChange={(value) => {
              const account = accounts.find(({ id }) => id === value);
              if (account !== undefined) change({ account: account.id });
            }}
          />
          {(['lawyerName', 'lawyerTaxCode', 'bar'] as const).map(field)}
        </div>
      </fieldset>
      <fieldset className={styles['group']}>
        <legend>{words.client}</legend>
        <div className={styles['grid']}>{(['clientName', 'clientTaxCode'] as const).map(field)}</div>
      </fieldset>
      <fieldset className={styles['group']}>
        <legend>{words.proceeding}</legend>
        <div className={styles['grid']}>{(['office', 'section', 'docketNumber', 'docketYear'] as const).map(field)}</div>
      </fieldset>
    </>
  );
}

export function Recipients({ form, change }: PartProps): ReactNode {
  const { text } = useWords();
  const words = text.notification;
  const put = (index: number, next: Partial<NotificationRecipient>): void =>
    change({ recipients: form.recipients.map((one, at) => (at === index ? { ...one, ...next } : one)) });
  const empty: NotificationRecipient = { name: '', address: '', register: '', consultedOn: '' };
  return (
    <fieldset className={styles['group']}>
      <legend>{words.recipients}</legend>
      {form.recipients.map((one, index) => (
        <div key={index} className={styles['grid']}>
          <Field label={words.recipientName} value={one.name} onChange={(name) => put(index, { name })} />
          <Field label={words.recipientAddress} value={one.address} onChange={(address) => put(index, { address })} />
          <Pick
            label={words.register}
            value={one.register}
            options={[{ value: '', label: words.choose }, ...REGISTERS.map((value) => ({ value, label: value }))]}
            onChange={(value) => put(index, { register: REGISTERS.find((name) => name === value) ?? '' })}
          />
          <div className={styles['actions']}>
            <Field label={words.consultedOn} type="date" value={one.consultedOn} onChange={(consultedOn) => put(index, { consultedOn })} />
            {form.recipients.length === 1 ? null : (
              <IconButton
                name={words.removeRecipient(index + 1)}
                icon={<X size={16} aria-hidden />}
                onPress={() => change({ recipients: form.recipients.filter((_, at) => at !== index) })}
              />
            )}
          </div>
        </div>
      ))}
      <div>
        <Button tone="outlined" onPress={() => change({ recipients: [...form.recipients, empty] })}>
          {words.addRecipient}
        </Button>
      </div>
    </fieldset>
  );
}
