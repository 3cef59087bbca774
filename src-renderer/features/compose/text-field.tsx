// The text: plain, or with simple formatting. The editor is a file of its own, fetched when it is wanted.
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { plainText } from '#shared/model/simple-html';
import type { DraftContent } from '#shared/model/compose';
import { Button } from '#ui/ui/button.tsx';
import { Choice } from '#ui/ui/choice.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './composer.module.css';

const FormatEditor = lazy(async () => ({ default: (await import('./format-editor.tsx')).FormatEditor }));

export type TextFieldProps = {
  readonly content: DraftContent;
  readonly autoFocus: boolean;
  readonly onChange: (change: Pick<DraftContent, 'text' | 'html'>) => void;
};

export function TextField({ content, autoFocus, onChange }: TextFieldProps): ReactNode {
  const { text: words } = useWords();
  const [asks, setAsks] = useState(false);
  // The choice gives the editor the focus; opening a draft does not.
  const [chosen, setChosen] = useState(false);
  const formatted = content.html !== null;
  const toPlain = (): void => {
    setAsks(false);
    setChosen(true);
    onChange({ text: content.html === null ? content.text : plainText(content.html), html: null });
  };
  const choose = (kind: 'plain' | 'formatted'): void => {
    if (kind === 'formatted' && !formatted) {
      setChosen(true);
      onChange({ text: content.text, html: htmlOf(content.text) });
    } else if (kind === 'plain' && content.html !== null) {
      if (/<(?!\/?(?:p|div|br)\b)/.test(content.html)) setAsks(true);
      else toPlain();
    }
  };
  return (
    <section className={styles['text']} data-field="text">
      <div className={styles['textHead']}>
        <h2 className={styles['sectionTitle']}>{words.composer.text}</h2>
        <Choice
          label={words.composer.formatLabel}
          value={formatted ? 'formatted' : 'plain'}
          options={[
            { value: 'plain', label: words.composer.plain },
            { value: 'formatted', label: words.composer.formatted },
          ]}
          onChange={choose}
        />
      </div>
      {asks ? <LoseFormat onYes={toPlain} onNo={() => setAsks(false)} /> : null}
      {content.html === null ? (
        <textarea
          className={styles['textarea']}
          aria-label={words.composer.text}
          value={content.text}
          autoFocus={autoFocus || chosen}
          spellCheck
          data-field-text
          onFocus={(event) => event.currentTarget.setSelectionRange(...cursorOf(event.currentTarget))}
          onChange={(event) => onChange({ text: event.target.value, html: null })}
        />
      ) : (
        <Suspense fallback={<div className={styles['textarea']} aria-busy="true" />}>
          <FormatEditor
            html={content.html}
            label={words.composer.text}
            autoFocus={autoFocus || chosen}
            onChange={(html) => onChange({ text: plainText(html), html })}
          />
        </Suspense>
      )}
    </section>
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

/** Lines as paragraphs. */
export function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return escaped
    .split('\n')
    .map((line) => `<p>${line === '' ? '<br>' : line}</p>`)
    .join('');
}
