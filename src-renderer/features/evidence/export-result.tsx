// What an export made: where it is, the digest that stands for it, and what the other side needs.
import { useMutation } from '@tanstack/react-query';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ExportGap, ExportResult } from '#shared/model/evidence';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import tones from '#ui/marks/tones.module.css';
import styles from './desk.module.css';

const MOST_GAPS = 12;

export function GapList({ gaps }: { readonly gaps: readonly ExportGap[] }): ReactNode {
  const { text, number } = useWords();
  const { gaps: names } = text.evidence;
  const words = text.desk.export;
  if (gaps.length === 0)
    return (
      <p className={styles['item']}>
        <CircleCheck size={15} aria-hidden className={tones['good']} />
        {words.complete}
      </p>
    );
  return (
    <ul className={styles['list']}>
      {gaps.slice(0, MOST_GAPS).map(({ what, n, recipient, state }) => (
        <li key={`${what} ${n} ${recipient} ${state}`} className={styles['item']}>
          <CircleAlert size={15} aria-hidden className={tones['bad']} />
          <span>
            {names[what] ?? what}
            {recipient === null ? '' : `: ${recipient}`}
          </span>
        </li>
      ))}
      {gaps.length > MOST_GAPS ? <li className={styles['means']}>{words.more(number(gaps.length - MOST_GAPS))}</li> : null}
    </ul>
  );
}

export function ExportDone({
  result,
  mail,
  onAgain,
}: {
  readonly result: ExportResult;
  readonly mail: boolean;
  readonly onAgain: () => void;
}): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.desk.export;
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
        <h2 className={styles['name']}>{words.file}</h2>
        <p className={styles['code']}>{result.path}</p>
        <h2 className={styles['name']}>{mail ? words.digest : words.root}</h2>
        <p className={styles['code']}>{result.rootSha256}</p>
        <p className={styles['means']}>{mail ? words.digestMeans : words.rootMeans}</p>
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
        {mail && result.missing.length === 0 ? <p className={styles['means']}>{words.allThere}</p> : <GapList gaps={result.missing} />}
      </section>
      {mail ? null : (
        <section className={styles['section']}>
          <h2 className={styles['name']}>{words.opponentTitle}</h2>
          <ol className={styles['list']}>
            {words.opponent.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}
