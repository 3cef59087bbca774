// The body of a message: HTML in its frame, or text; what was left out is said above it.
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { MessageView } from '#shared/model/views';
import { useWords } from '#ui/ui/words.ts';
import { LinkCheck, type PressedLink } from './link-check.tsx';
import { MailFrame } from './mail-frame.tsx';
import { PlainBody } from './plain-body.tsx';
import { canAskPictures, RemoteContents } from './remote-contents.tsx';
import { sanitise } from './sanitise.ts';
import { usePictures } from './use-pictures.ts';
import styles from './message-body.module.css';

export function MessageBody({
  message,
  plainText,
  dark,
  onKeyDown,
  onPictures,
}: {
  readonly message: MessageView;
  readonly plainText: boolean;
  readonly dark: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** How pictures from elsewhere are asked for; null when there are none to ask for. */
  readonly onPictures: (ask: (() => void) | null) => void;
}): ReactNode {
  const { text } = useWords();
  const [link, setLink] = useState<PressedLink | null>(null);
  const showsHtml = message.html !== null && (!plainText || message.text === null);
  const clean = useMemo(() => (showsHtml && message.html !== null ? sanitise(message.html) : null), [showsHtml, message.html]);
  const { pictures, asking } = usePictures(message, clean);
  const { ask } = asking;
  const waiting = clean !== null && canAskPictures(message, clean, asking.answer);
  useEffect(() => {
    onPictures(waiting ? ask : null);
    return () => onPictures(null);
  }, [waiting, ask, onPictures]);
  return (
    <section className={styles['body']} aria-label={text.screen.reading.body}>
      {clean === null ? (
        <>
          {showsHtml ? <p className={styles['note']}>{text.screen.reading.htmlTooLarge}</p> : null}
          {message.text === null || message.text.trim() === '' ? (
            <p className={styles['note']}>{text.screen.reading.noText}</p>
          ) : (
            <PlainBody text={message.text} onLink={setLink} />
          )}
        </>
      ) : (
        <>
          {clean.remoteCount === 0 ? null : <RemoteContents message={message} clean={clean} asking={asking} />}
          <MailFrame clean={clean} dark={dark} pictures={pictures} onLink={setLink} onKeyDown={onKeyDown} />
        </>
      )}
      <LinkCheck link={link} onClose={() => setLink(null)} />
    </section>
  );
}
