// Dates only a person knows: when the box expires, when its password was changed and how long it lasts.
import { useState, type ReactNode } from 'react';
import type { BoxCareChange, BoxHealth } from '#shared/model/box-health';
import { asInstant, type Instant } from '#shared/model/ids';
import { Choice } from '#ui/ui/choice.tsx';
import { Field } from '#ui/ui/field.tsx';
import { FormDialog } from '#ui/ui/form-dialog.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './care-dialog.module.css';

const LIFETIMES = { provider: null, never: 0, d90: 90, d180: 180 } as const;
type Lifetime = keyof typeof LIFETIMES;

export function CareDialog({
  box,
  error,
  onSave,
  onClose,
}: {
  readonly box: BoxHealth;
  readonly error: string | null;
  readonly onSave: (change: BoxCareChange) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { text } = useWords();
  const words = text.health.care;
  const [expires, setExpires] = useState(dayOf(box.expiry.at));
  const [changed, setChanged] = useState(dayOf(box.password.changedAt));
  const [lifetime, setLifetime] = useState<Lifetime | null>(null);
  return (
    <FormDialog
      title={words.title(box.label)}
      confirm={words.save}
      cancel={words.cancel}
      onConfirm={() =>
        onSave({
          expiresAt: instantOf(expires),
          ...(changed === dayOf(box.password.changedAt) ? {} : { passwordChangedAt: instantOf(changed) }),
          ...(lifetime === null ? {} : { passwordLifetimeDays: LIFETIMES[lifetime] }),
        })
      }
      onClose={onClose}
    >
      <Field label={words.expiresAt} type="date" value={expires} onChange={setExpires} hint={words.expiresHint} autoFocus />
      <Field label={words.changedAt} type="date" value={changed} onChange={setChanged} />
      <div className={styles['lifetime']}>
        <span>{words.lifetime}</span>
        <Choice
          label={words.lifetime}
          value={lifetime ?? lifetimeOf(box.password.lifetimeDays)}
          options={(Object.keys(LIFETIMES) as Lifetime[]).map((value) => ({ value, label: words.lifetimes[value] }))}
          onChange={setLifetime}
        />
      </div>
      {error === null ? null : (
        <Notice kind="problem" live>
          {error}
        </Notice>
      )}
    </FormDialog>
  );
}

function lifetimeOf(days: 0 | 90 | 180): Lifetime {
  return days === 0 ? 'never' : days === 90 ? 'd90' : 'd180';
}

/** "2026-11-20" for the field; noon, so that no time zone moves the day. */
function dayOf(at: Instant | null): string {
  return at === null ? '' : new Date(at).toISOString().slice(0, 10);
}

function instantOf(day: string): Instant | null {
  const at = Date.parse(`${day}T12:00:00Z`);
  return Number.isNaN(at) ? null : asInstant(at);
}
