// What a mail would load from elsewhere, and the one way to see it: its pictures, when asked for, after
// saying whom that tells what. Of a receipt nothing is ever asked for.
import { EyeOff, Image } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MessageView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { Button } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './message-body.module.css';
import type { CleanHtml } from './sanitise.ts';
import type { PictureAsking } from './use-pictures.ts';

const MOST_HOSTS = 6;

/** Of a receipt, never; of what came already, not again. */
export function canAskPictures(message: MessageView, clean: CleanHtml, answer: PictureAsking['answer']): boolean {
  return clean.pictures.length > 0 && message.receipt === null && (answer === null || answer.missing > 0);
}

export function RemoteContents({
  message,
  clean,
  asking,
}: {
  readonly message: MessageView;
  readonly clean: CleanHtml;
  readonly asking: PictureAsking;
}): ReactNode {
  const { text } = useWords();
  const words = text.reader.pictures;
  const { answer, state } = asking;
  const canAsk = canAskPictures(message, clean, answer);
  const sentences =
    answer === null
      ? [text.screen.reading.remote(clean.remoteCount)]
      : [
          words.shown(answer.shown.length),
          ...(answer.missing === 0 ? [] : [words.missing(answer.missing)]),
          ...(answer.unseen === 0 ? [] : [words.unseen(answer.unseen)]),
        ];
  return (
    <div className={styles['remote']} data-print="no">
      <EyeOff size={14} aria-hidden />
      <div className={styles['remoteText']}>
        <p role="status">
          {state === 'asking' ? words.asking : state === 'failed' ? errorText(text, codedError(asking.error)) : sentences.join(' ')}
          {answer !== null || clean.remoteHosts.length === 0 ? null : (
            <span className={styles['hosts']}> {text.screen.reading.remoteHosts(clean.remoteHosts.slice(0, MOST_HOSTS).join(', '))}</span>
          )}
        </p>
        {canAsk && answer === null ? <p>{words.means}</p> : null}
      </div>
      {canAsk ? (
        <Button tone="outlined" icon={<Image size={15} aria-hidden />} busy={state === 'asking'} onPress={asking.ask}>
          {answer === null ? words.show : words.again}
        </Button>
      ) : null}
    </div>
  );
}
