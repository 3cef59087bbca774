// The sender's HTML, sanitised, in a frame without scripts and without network. The parent hears its
// keys and clicks, measures it and follows no link by itself (DECISIONS §Screen, THREATS HTML-03).
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useWords } from '#ui/ui/words.ts';
import { fitFrameOnPaper } from './frame-on-paper.ts';
import { FRAME_SANDBOX, frameDocument, type FrameColours } from './frame-document.ts';
import type { PressedLink } from './link-check.tsx';
import { fillPictures, linkOf, type CleanHtml, type Pictures } from './sanitise.ts';
import styles from './mail-frame.module.css';

/** Beyond this the frame scrolls inside: a mail cannot make the pane endless (THREATS HTML-06). */
const TALLEST_PX = 30_000;

const SCROLL_BAR_PX = 16;

const ON_WHITE: FrameColours = { text: '#1b1d1f', page: '#ffffff', link: '#1f5a94', scheme: 'light', padding: '10px 12px' };

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
    const { current } = frame;
    const document = current?.contentDocument ?? null;
    if (current === null || document === null || loads === 0) return undefined;
    const offPaper = fitFrameOnPaper(current, document);
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
    const measure = (): void => {
      const { documentElement: root } = document;
      // A bar to scroll sideways must not lie over the last line.
      const bar = root.scrollWidth > root.clientWidth ? SCROLL_BAR_PX : 0;
      setHeight(Math.min(TALLEST_PX, Math.ceil(root.getBoundingClientRect().height) + 2 + bar));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(document.documentElement);
    document.addEventListener('click', press);
    document.addEventListener('auxclick', press);
    document.addEventListener('keydown', key);
    return () => {
      observer.disconnect();
      offPaper();
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
  // Of the theme that is meant: the page itself takes it over only after this is drawn.
  const probe = document.createElement('div');
  probe.dataset['theme'] = 'dark';
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  const colours: FrameColours = {
    text: value('--text'),
    page: value('--surface-page'),
    link: value('--link'),
    scheme: 'dark',
    padding: '2px',
  };
  probe.remove();
  return colours;
}
