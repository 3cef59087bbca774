// Simple formatted text, over Squire. What comes in by paste is reduced by the core's own rule before it
// is shown; the page never parses a string as HTML (the policy forbids it), so undo builds nodes too.
import { Bold, Italic, Link, List, ListOrdered, RemoveFormatting, TextQuote, Underline } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import Squire from 'squire-rte';
import { IconButton } from '#ui/ui/button.tsx';
import { useWords, type Words } from '#ui/ui/words.ts';
import { editorFragment, simpleFragment, simpleHtmlOf } from './simple-fragment.ts';
import styles from './format-editor.module.css';

class Editor extends Squire {
  /** What the editor wrote for its undo comes back node by node; the base would set innerHTML. */
  override _setRawHTML(html: string): Squire {
    this._root.replaceChildren(editorFragment(html));
    this._ignoreChange = true;
    return this;
  }
}

type Marks = { readonly bold: boolean; readonly italic: boolean; readonly underline: boolean; readonly link: boolean };
const NO_MARKS: Marks = { bold: false, italic: false, underline: false, link: false };

export function FormatEditor({
  html,
  caret,
  label,
  autoFocus,
  onChange,
}: {
  readonly html: string;
  /** Where somebody was writing: line of plain text and column. */
  readonly caret: { readonly line: number; readonly column: number };
  readonly label: string;
  readonly autoFocus: boolean;
  readonly onChange: (html: string) => void;
}): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  const editor = useRef<Squire | null>(null);
  const [marks, setMarks] = useState(NO_MARKS);
  const start = useRef({ html, caret });
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => {
    const element = root.current;
    if (element === null) return undefined;
    const made = new Editor(element, { blockTag: 'P', addLinks: false, sanitizeToDOMFragment: (source) => simpleFragment(source) });
    editor.current = made;
    made.setHTML(start.current.html === '' ? '<p><br></p>' : start.current.html);
    made.moveCursorToStart();
    putCaret(made, element, start.current.caret);
    made.addEventListener('input', () => report.current(simpleHtmlOf(made.getHTML())));
    const look = (): void =>
      setMarks({ bold: made.hasFormat('B'), italic: made.hasFormat('I'), underline: made.hasFormat('U'), link: made.hasFormat('A') });
    made.addEventListener('pathChange', look);
    if (autoFocus) {
      made.focus();
      // In a window without the focus no event tells the editor to put the caret back.
      putCaret(made, element, start.current.caret);
    }
    return () => {
      editor.current = null;
      made.destroy();
    };
  }, [autoFocus]);
  const run = (act: (squire: Squire) => void): void => {
    if (editor.current === null) return;
    act(editor.current);
    editor.current.focus();
  };
  return (
    <>
      <FormatBar marks={marks} run={run} />
      <div
        ref={root}
        className={styles['editor']}
        role="textbox"
        aria-multiline="true"
        aria-label={label}
        tabIndex={0}
        data-field-text
        // Links are followed by nobody while they are written.
        onClick={(event) => event.preventDefault()}
      />
    </>
  );
}

/** Only into lines that are plain paragraphs, as they are when plain text becomes formatted. */
function putCaret(editor: Squire, root: HTMLElement, { line, column }: { readonly line: number; readonly column: number }): void {
  const words = root.children[line]?.firstChild;
  if (words?.nodeType !== Node.TEXT_NODE) return;
  const range = document.createRange();
  range.setStart(words, Math.min(column, words.textContent?.length ?? 0));
  editor.setSelection(range);
  if (document.activeElement === root) document.getSelection()?.collapse(range.startContainer, range.startOffset);
}

function FormatBar({ marks, run }: { readonly marks: Marks; readonly run: (act: (squire: Squire) => void) => void }): ReactNode {
  const words = useWords();
  const format = words.text.composer.format;
  const [asksLink, setAsksLink] = useState(false);
  const button = (name: string, icon: ReactNode, act: (squire: Squire) => void, pressed?: boolean, keys?: string): ReactNode => (
    <IconButton
      name={name}
      icon={icon}
      onPress={() => run(act)}
      {...(pressed === undefined ? {} : { pressed })}
      {...(keys === undefined ? {} : { keyShortcuts: keys })}
    />
  );
  return (
    <div className={styles['bar']} role="group" aria-label={format.label}>
      {button(format.bold, <Bold size={15} aria-hidden />, (s) => (marks.bold ? s.removeBold() : s.bold()), marks.bold, 'Control+B')}
      {button(
        format.italic,
        <Italic size={15} aria-hidden />,
        (s) => (marks.italic ? s.removeItalic() : s.italic()),
        marks.italic,
        'Control+I',
      )}
      {button(
        format.underline,
        <Underline size={15} aria-hidden />,
        (s) => (marks.underline ? s.removeUnderline() : s.underline()),
        marks.underline,
        'Control+U',
      )}
      {button(format.bullets, <List size={15} aria-hidden />, (s) => s.makeUnorderedList())}
      {button(format.numbers, <ListOrdered size={15} aria-hidden />, (s) => s.makeOrderedList())}
      {button(format.quote, <TextQuote size={15} aria-hidden />, (s) => s.increaseQuoteLevel())}
      <IconButton
        name={format.link}
        icon={<Link size={15} aria-hidden />}
        pressed={marks.link || asksLink}
        onPress={() => setAsksLink(!asksLink)}
      />
      {button(format.clear, <RemoveFormatting size={15} aria-hidden />, (s) => s.removeAllFormatting())}
      {asksLink ? <LinkAsk words={words} run={run} onDone={() => setAsksLink(false)} /> : null}
    </div>
  );
}

function LinkAsk({
  words,
  run,
  onDone,
}: {
  readonly words: Words;
  readonly run: (act: (squire: Squire) => void) => void;
  readonly onDone: () => void;
}): ReactNode {
  const id = useId();
  const [address, setAddress] = useState('https://');
  const format = words.text.composer.format;
  const insert = (): void => {
    const url = URL.parse(address.trim());
    if (url !== null && ['http:', 'https:', 'mailto:'].includes(url.protocol)) run((squire) => squire.makeLink(url.href));
    onDone();
  };
  return (
    <span className={styles['link']}>
      <label htmlFor={id}>{format.linkAsk}</label>
      <input
        id={id}
        className={styles['linkInput']}
        value={address}
        autoFocus
        spellCheck={false}
        onChange={(event) => setAddress(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            insert();
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            onDone();
          }
        }}
      />
      <button type="button" className={styles['linkButton']} onClick={insert}>
        {format.linkSet}
      </button>
      <button
        type="button"
        className={styles['linkButton']}
        onClick={() => {
          run((squire) => squire.removeLink());
          onDone();
        }}
      >
        {format.linkRemove}
      </button>
    </span>
  );
}
