// The body of a message: HTML in its frame, or text; what was left out is said above it.
import { EyeOff } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { MessageView } from '#shared/model/views';
import { partUrl } from '#ui/client/assets.ts';
import { useCore } from '#ui/client/queries.ts';
import { useWords } from '#ui/ui/words.ts';
import { LinkCheck, type PressedLink } from './link-check.tsx';
import { MailFrame } from './mail-frame.tsx';
import { PlainBody } from './plain-body.tsx';
import { sanitise, type CleanHtml } from './sanitise.ts';
import styles from './message-body.module.css';

export function MessageBody({
  message,
  plainText,
  dark,
  onKeyDown,
}: {
  readonly message: MessageView;
  readonly plainText: boolean;
  readonly dark: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}): ReactNode {
  const { text } = useWords();
  const [link, setLink] = useState<PressedLink | null>(null);
  const showsHtml = message.html !== null && (!plainText || message.text === null);
  const clean = useMemo(() => (showsHtml && message.html !== null ? sanitise(message.html) : null), [showsHtml, message.html]);
  const pictures = usePictures(message, clean);
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
          {clean.remoteCount === 0 ? null : <RemoteNotice clean={clean} />}
          <MailFrame clean={clean} dark={dark} pictures={pictures} onLink={setLink} onKeyDown={onKeyDown} />
        </>
      )}
      <LinkCheck link={link} onClose={() => setLink(null)} />
    </section>
  );
}

function RemoteNotice({ clean }: { readonly clean: CleanHtml }): ReactNode {
  const { text } = useWords();
  return (
    <p className={styles['remote']}>
      <EyeOff size={14} aria-hidden />
      <span>
        {text.screen.reading.remote(clean.remoteCount)}
        {clean.remoteHosts.length === 0 ? null : (
          <span className={styles['hosts']}> {text.screen.reading.remoteHosts(clean.remoteHosts.slice(0, 6).join(', '))}</span>
        )}
      </span>
    </p>
  );
}

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

// Pictures that came with the mail, as blob: addresses. An effect, because an object URL is a
// resource that must be given back.
function usePictures(message: MessageView, clean: CleanHtml | null): ReadonlyMap<string, string> {
  const { core } = useCore();
  const [urls, setUrls] = useState<ReadonlyMap<string, string>>(new Map());
  const wanted = useMemo(() => {
    const ids = new Set(clean?.contentIds ?? []);
    return message.attachments.filter((each) => each.contentId !== null && ids.has(each.contentId) && PICTURES.has(each.type));
  }, [clean, message.attachments]);
  useEffect(() => {
    if (wanted.length === 0) return undefined;
    const stop = new AbortController();
    const made: string[] = [];
    const load = async (): Promise<void> => {
      const pairs: [string, string][] = [];
      for (const attachment of wanted) {
        const response = await fetch(`${partUrl(core.bytesBase, message.account, attachment.hash, attachment.part)}?show=1`, {
          signal: stop.signal,
        });
        if (!response.ok) continue;
        const url = URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: attachment.type }));
        made.push(url);
        pairs.push([attachment.contentId ?? '', url]);
      }
      setUrls(new Map(pairs));
    };
    load().catch(() => undefined); // a picture that does not come leaves its alternative text
    return () => {
      stop.abort();
      for (const url of made) URL.revokeObjectURL(url);
    };
  }, [wanted, core.bytesBase, message.account]);
  return urls;
}
