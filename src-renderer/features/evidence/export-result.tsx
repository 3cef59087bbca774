// What an export made: where it is, the digest that stands for it, and what the other side needs.
import { useMutation } from '@tanstack/react-query';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { isMailForm, type ExportGap, type ExportProfile, type ExportResult } from '#shared/model/evidence';
import type { Text } from '#shared/text/catalogue';
import { gapSentence } from '#shared/text/gap-words';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import tones from '#ui/marks/tones.module.css';
import styles from './desk.module.css';

const MOST_GAPS = 12;

function upperFirst(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** The same words are said once, with how often. */
function counted(lines: readonly string[]): readonly (readonly [line: string, times: number])[] {
  const times = new Map<string, number>();
  for (const line of lines) times.set(line, (times.get(line) ?? 0) + 1);
  return [...times];
}

export function GapList({
  gaps,
  complete,
  most = MOST_GAPS,
}: {
  readonly gaps: readonly ExportGap[];
  /** What is said when there are none. */
  readonly complete: string;
  readonly most?: number;
}): ReactNode {
  const { text, number } = useWords();
  const words = text.desk.export;
  if (gaps.length === 0)
    return (
      <p className={styles['item']}>
        <CircleCheck size={15} aria-hidden className={tones['good']} />
        {complete}
      </p>
    );
  const lines = counted(gaps.map((gap) => upperFirst(gapSentence(text, gap))));
  return (
    <ul className={styles['list']}>
      {lines.slice(0, most).map(([line, times]) => (
        <li key={line} className={styles['item']}>
          <CircleAlert size={15} aria-hidden className={tones['unsure']} />
          <span>{times === 1 ? line : `${line} (× ${number(times)})`}</span>
        </li>
      ))}
      {lines.length > most ? <li className={styles['means']}>{words.more(number(lines.length - most))}</li> : null}
    </ul>
  );
}

/** A filing is a folder for a court, and has neither a root nor the commands of a bundle. */
function wordsOf(words: Text['desk']['export'], profile: ExportProfile) {
  if (profile === 'deposito')
    return {
      place: words.folder,
      digest: words.identifiers,
      digestMeans: words.identifiersMean,
      complete: words.filingComplete,
      closing: words.courtTitle,
      lines: words.court,
    };
  const mail = isMailForm(profile);
  return {
    place: profile === 'eml' ? words.folder : words.file,
    digest: mail ? words.digest : words.root,
    digestMeans: mail ? words.digestMeans : words.rootMeans,
    complete: words.complete,
    closing: words.opponentTitle,
    lines: words.opponent,
  };
}

export function ExportDone({
  result,
  profile,
  onAgain,
}: {
  readonly result: ExportResult;
  readonly profile: ExportProfile;
  readonly onAgain: () => void;
}): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.desk.export;
  const mail = isMailForm(profile);
  const own = wordsOf(words, profile);
  const [said, setSaid] = useState<string | null>(null);
  const fail = (error: unknown): void => setSaid(errorText(text, codedError(error)));
  const reveal = useMutation(
    queries.evidence.reveal.mutationOptions({ onSuccess: (shown) => setSaid(shown ? null : words.noFolder), onError: fail }),
  );
  const anchor = useMutation(
    queries.audit.anchorNow.mutationOptions({
      onSuccess: ({ why }) => setSaid(why === null ? words.anchored : (text.evidence.audit.anchorSkipped[why] ?? why)),
      onError: (error) => (codedError(error).code === 'input.invalid' ? setSaid(words.anchorFirst) : fail(error)),
    }),
  );
  return (
    <>
      <section className={styles['section']}>
        <h2 className={styles['name']}>{own.place}</h2>
        <p className={styles['code']}>{result.path}</p>
        <h2 className={styles['name']}>{own.digest}</h2>
        <p className={styles['code']}>{result.rootSha256}</p>
        <p className={styles['means']}>{own.digestMeans}</p>
        <div className={styles['actions']}>
          <Button tone="main" onPress={() => reveal.mutate(undefined)}>
            {words.openFolder}
          </Button>
          <Button tone="outlined" onPress={() => void navigator.clipboard.writeText(result.path).then(() => setSaid(words.copied), fail)}>
            {words.copy}
          </Button>
          <Button tone="outlined" busy={anchor.isPending} onPress={() => anchor.mutate(undefined)}>
            {words.anchor}
          </Button>
          <Button onPress={onAgain}>{words.again}</Button>
        </div>
        {said === null ? null : <Notice live>{said}</Notice>}
      </section>
      <section className={styles['section']}>
        <h2 className={styles['name']}>{words.missing}</h2>
        {mail && result.missing.length === 0 ? (
          <p className={styles['means']}>{words.allThere}</p>
        ) : (
          <GapList gaps={result.missing} complete={own.complete} />
        )}
      </section>
      {mail ? null : <Closing title={own.closing} lines={own.lines} />}
    </>
  );
}

function Closing({ title, lines }: { readonly title: string; readonly lines: readonly string[] }): ReactNode {
  return (
    <section className={styles['section']}>
      <h2 className={styles['name']}>{title}</h2>
      <ol className={styles['list']}>
        {lines.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
    </section>
  );
}
