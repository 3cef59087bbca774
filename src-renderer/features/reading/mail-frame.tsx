// The sender's HTML, sanitised, in a frame without scripts and without network. The parent hears its
// keys and clicks, measures it and follows no link by itself (DECISIONS §Screen, THREATS HTML-03).
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useWords } from '#ui/ui/words.ts';
import { FRAME_SANDBOX, frameDocument, type FrameColours } from './frame-document.ts';
import type { PressedLink } from './link-check.tsx';
import { fillPictures, linkOf, type CleanHtml, type Pictures } from './sanitise.ts';
import styles from './mail-frame.module.css';

/** Beyond this the frame scrolls inside: a mail cannot make the pane endless (THREATS HTML-06). */
const TALLEST_PX = 30_000;

const ON_WHITE: FrameColours = { text: '#1b1d1f', page: '#ffffff', link: '#1f5a94', scheme: 'light' };

export type MailFrameProps = {
  readonly clean: CleanHtml;
  readonly dark: boolean;
  readonly pictures: Pictures;
  readonly onLink: (link: PressedLink) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

export function MailFrame({ clean, dark, pictures, onLink, onKeyDown }: MailFrameProps): ReactNode {
  const { text } = useWords();
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(120);
  const [loads, setLoads] = useState(0);
  const onTheme = dark && !clean.setsColours;
  const source = useMemo(() => frameDocument(clean.html, onTheme ? themeColours() : ON_WHITE), [clean.html, onTheme]);
  const handlers = useRef({ onLink, onKeyDown });
  handlers.current = { onLink, onKeyDown };

  useEffect(() => {
    const document = frame.current?.contentDocument ?? null;
    if (document === null || loads === 0) return undefined;
    const press = (event: Event): void => {
      const element = elementOf(event.target);
      const href = element === null ? null : linkOf(element);
      if (href === null || element === null) return;
      event.preventDefault();
      handlers.current.onLink({ href, shown: element.textContent ?? '' });
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Enter') press(event);
      if (!event.defaultPrevented) handlers.current.onKeyDown(event);
    };
    const measure = (): void => setHeight(Math.min(TALLEST_PX, Math.ceil(document.documentElement.getBoundingClientRect().height) + 2));
    const observer = new ResizeObserver(measure);
    observer.observe(document.documentElement);
    document.addEventListener('click', press);
    document.addEventListener('auxclick', press);
    document.addEventListener('keydown', key);
    return () => {
      observer.disconnect();
      document.removeEventListener('click', press);
      document.removeEventListener('auxclick', press);
      document.removeEventListener('keydown', key);
    };
  }, [loads]);

  useEffect(() => {
    const body = frame.current?.contentDocument?.body ?? null;
    if (body !== null) fillPictures(body, pictures);
  }, [loads, pictures]);

  return (
    <iframe
      ref={frame}
      className={styles['frame']}
      title={text.screen.reading.frameTitle}
      sandbox={FRAME_SANDBOX}
      referrerPolicy="no-referrer"
      srcDoc={source}
      style={{ blockSize: height }}
      onLoad={() => setLoads((count) => count + 1)}
    />
  );
}

// Elements of the frame belong to another realm: instanceof does not know them.
function elementOf(target: EventTarget | null): Element | null {
  return target !== null && 'closest' in target ? asElement(target) : null;
}

function asElement(target: EventTarget): Element {
  return target as Element;
}

function themeColours(): FrameColours {
  const root = getComputedStyle(document.documentElement);
  const value = (name: string): string => root.getPropertyValue(name).trim();
  return { text: value('--text'), page: value('--surface-page'), link: value('--link'), scheme: 'dark' };
}
