// The text: plain, or with simple formatting. The editor is a file of its own, fetched when it is wanted; until
// it is there one goes on writing, and nothing typed meanwhile is lost.
import { useEffect, useRef, useState, type ReactNode, type Ref } from 'react';
import { plainText } from '#shared/model/simple-html';
import type { DraftContent } from '#shared/model/compose';
import { Button } from '#ui/ui/button.tsx';
import { Choice } from '#ui/ui/choice.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './composer.module.css';
import { htmlOf } from './draft.ts';

type EditorFile = typeof import('./format-editor.tsx');
type Fetched = { readonly state: 'fetching' } | { readonly state: 'here'; readonly file: EditorFile } | { readonly state: 'failed' };

export type TextFieldProps = {
  readonly content: DraftContent;
  readonly autoFocus: boolean;
  readonly onChange: (change: Pick<DraftContent, 'text' | 'html'>) => void;
  /** Beside the choice of the kind of text. */
  readonly children?: ReactNode;
};

/** Fetched once it is wanted; asked again after a failure. */
function useEditor(wanted: boolean): { readonly editor: Fetched | null; readonly again: () => void } {
  const [editor, setEditor] = useState<Fetched | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!wanted) return undefined;
    let open = true;
    const put = (next: Fetched): void => {
      if (open) setEditor(next);
    };
    put({ state: 'fetching' });
    // Awaited: the bundler takes a `then` on the import into what it fetches, before its styles can fail.
    const fetchEditor = async (): Promise<void> => put({ state: 'here', file: await import('./format-editor.tsx') });
    fetchEditor().catch(() => put({ state: 'failed' }));
    return () => {
      open = false;
    };
  }, [wanted, turn]);
  return { editor, again: () => setTurn((times) => times + 1) };
}

export function TextField({ content, autoFocus, onChange, children }: TextFieldProps): ReactNode {
  const { text: words } = useWords();
  const [asks, setAsks] = useState(false);
  // The choice gives the editor the focus; opening a draft does not.
  const [chosen, setChosen] = useState(false);
  const [wants, setWants] = useState(false);
  const formatted = content.html !== null;
  const { editor, again } = useEditor(wants || formatted);
  const area = useRef<HTMLTextAreaElement>(null);
  const caret = useRef(0);
  // What is typed while the editor of a formatted text is on its way goes above it.
  const [early, setEarly] = useState('');
  const [below] = useState(content.html ?? '');
  const here = editor?.state === 'here';
  useEffect(() => {
    if (!wants || !here) return;
    setWants(false);
    // The event that tells of the caret may be on its way still.
    caret.current = area.current?.selectionStart ?? caret.current;
    if (content.html === null) onChange({ text: content.text, html: htmlOf(content.text) });
  }, [wants, here, content, onChange]);
  const toPlain = (): void => {
    setAsks(false);
    setChosen(true);
    setEarly('');
    onChange({ text: content.html === null ? content.text : plainText(content.html), html: null });
  };
  const typed = (text: string): void => {
    if (!formatted) return onChange({ text, html: null });
    setEarly(text);
    const html = (text === '' ? '' : htmlOf(text)) + below;
    return onChange({ text: plainText(html), html });
  };
  const choose = (kind: 'plain' | 'formatted'): void => {
    setChosen(true);
    if (kind === 'formatted') {
      setWants(!formatted);
      area.current?.focus();
      return;
    }
    if (content.html === null) setWants(false);
    else if (/<(?!\/?(?:p|div|br)\b)/.test(content.html)) setAsks(true);
    else toPlain();
  };
  return (
    <section className={styles['text']} data-field="text">
      <div className={styles['textHead']}>
        <h2 className={styles['sectionTitle']}>{words.composer.text}</h2>
        {children}
        <Choice
          label={words.composer.formatLabel}
          value={formatted || wants ? 'formatted' : 'plain'}
          options={[
            { value: 'plain', label: words.composer.plain },
            { value: 'formatted', label: words.composer.formatted },
          ]}
          onChange={choose}
        />
      </div>
      {asks ? <LoseFormat onYes={toPlain} onNo={() => setAsks(false)} /> : null}
      {editor?.state === 'failed' && (wants || formatted) ? <EditorFailed onAgain={again} /> : null}
      {content.html !== null && editor?.state === 'here' ? (
        <editor.file.FormatEditor
          html={content.html}
          caret={placeIn(early === '' ? content.text : early, caret.current)}
          label={words.composer.text}
          autoFocus={autoFocus || chosen}
          onChange={(html) => onChange({ text: plainText(html), html })}
        />
      ) : (
        <TextArea
          ref={area}
          value={formatted ? early : content.text}
          placeholder={formatted ? plainText(below) : ''}
          busy={formatted}
          autoFocus={autoFocus || chosen}
          onCaret={(at) => {
            caret.current = at;
          }}
          onChange={typed}
        />
      )}
    </section>
  );
}

function TextArea({
  ref,
  value,
  placeholder,
  busy,
  autoFocus,
  onCaret,
  onChange,
}: {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly value: string;
  readonly placeholder: string;
  readonly busy: boolean;
  readonly autoFocus: boolean;
  readonly onCaret: (at: number) => void;
  readonly onChange: (text: string) => void;
}): ReactNode {
  const { text: words } = useWords();
  const entered = useRef(false);
  return (
    <textarea
      ref={ref}
      className={styles['textarea']}
      aria-label={words.composer.text}
      aria-busy={busy}
      value={value}
      placeholder={placeholder}
      autoFocus={autoFocus}
      spellCheck
      data-field-text
      onFocus={(event) => {
        // Whoever comes back finds the caret where it was.
        if (!entered.current) event.currentTarget.setSelectionRange(...cursorOf(event.currentTarget));
        entered.current = true;
      }}
      onSelect={(event) => onCaret(event.currentTarget.selectionStart)}
      onChange={(event) => {
        onCaret(event.target.selectionStart);
        onChange(event.target.value);
      }}
    />
  );
}

function EditorFailed({ onAgain }: { readonly onAgain: () => void }): ReactNode {
  const { text: words } = useWords();
  return (
    <Notice
      kind="problem"
      live
      action={
        <Button tone="outlined" onPress={onAgain}>
          {words.composer.editorAgain}
        </Button>
      }
    >
      {words.composer.editorFailed}
    </Notice>
  );
}

function LoseFormat({ onYes, onNo }: { readonly onYes: () => void; readonly onNo: () => void }): ReactNode {
  const { text: words } = useWords();
  return (
    <Notice
      live
      action={
        <>
          <Button tone="danger" onPress={onYes}>
            {words.composer.loseFormatYes}
          </Button>
          <Button tone="outlined" onPress={onNo}>
            {words.composer.loseFormatNo}
          </Button>
        </>
      }
    >
      {words.composer.loseFormat}
    </Notice>
  );
}

/** Above signature and quotation when the field is entered for the first time. */
function cursorOf(area: HTMLTextAreaElement): [start: number, end: number] {
  const { selectionStart, selectionEnd, value } = area;
  return selectionStart === value.length && selectionEnd === value.length ? [0, 0] : [selectionStart, selectionEnd];
}

/** Line and column of a place in a text. */
function placeIn(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
}
