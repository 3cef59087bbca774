// Send now, or at a later time; warnings are confirmed in words before anything leaves.
import { Clock, Send } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { asInstant } from '#shared/model/ids';
import { composeFindingText } from '#shared/text/compose-wording';
import { Button } from '#ui/ui/button.tsx';
import { DialogActions, DialogBody } from '#ui/ui/dialog-body.tsx';
import { Dialog } from '#ui/ui/dialog.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './composer.module.css';
import type { Sending } from './use-send.ts';

export function SendBar({ sending }: { readonly sending: Sending }): ReactNode {
  const { text } = useWords();
  const [schedules, setSchedules] = useState(false);
  return (
    <footer className={styles['sendBar']}>
      <Button
        tone="main"
        icon={<Send size={15} aria-hidden />}
        keyShortcuts="Control+Enter"
        title={`${text.composer.send} (${text.screen.keys.Control}+${text.screen.keys.Enter})`}
        busy={sending.busy}
        onPress={() => sending.send(null)}
      >
        {text.composer.send}
      </Button>
      <Button tone="outlined" icon={<Clock size={15} aria-hidden />} pressed={schedules} onPress={() => setSchedules(!schedules)}>
        {text.composer.schedule}
      </Button>
      {schedules ? <Schedule sending={sending} onClose={() => setSchedules(false)} /> : null}
      {sending.asks === null ? null : <Confirm sending={sending} />}
    </footer>
  );
}

function Schedule({ sending, onClose }: { readonly sending: Sending; readonly onClose: () => void }): ReactNode {
  const { text } = useWords();
  const id = useId();
  const [at, setAt] = useState(() => localValue(tomorrowMorning()));
  const time = new Date(at).getTime();
  return (
    <span className={styles['schedule']}>
      <label htmlFor={id}>{text.composer.scheduleAt}</label>
      <input
        id={id}
        className={styles['when']}
        type="datetime-local"
        value={at}
        autoFocus
        onChange={(event) => setAt(event.target.value)}
      />
      <Button tone="outlined" disabled={Number.isNaN(time)} onPress={() => sending.send(asInstant(time))}>
        {text.composer.scheduleConfirm}
      </Button>
      <Button onPress={onClose}>{text.composer.scheduleCancel}</Button>
      <span className={styles['hint']}>{text.composer.scheduleHint}</span>
    </span>
  );
}

function Confirm({ sending }: { readonly sending: Sending }): ReactNode {
  const { text } = useWords();
  return (
    <Dialog title={text.composer.confirmTitle} open onClose={sending.cancel}>
      <DialogBody>
        <ul className={styles['warnings']}>
          {(sending.asks?.warnings ?? []).map((finding, index) => (
            <li key={`${finding.code}-${index}`}>{composeFindingText(text, finding)}</li>
          ))}
        </ul>
        <DialogActions>
          <Button tone="outlined" onPress={sending.cancel}>
            {text.composer.confirmNo}
          </Button>
          <Button tone="main" onPress={sending.confirm}>
            {text.composer.confirmYes}
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  );
}

/** Eight o'clock of the next day, where the person is. */
function tomorrowMorning(): Date {
  const date = new Date(Date.now());
  date.setDate(date.getDate() + 1);
  date.setHours(8, 0, 0, 0);
  return date;
}

/** As an input of type datetime-local wants it: local time without a zone. */
export function localValue(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
