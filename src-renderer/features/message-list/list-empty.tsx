// Nothing to show, said so that it reassures: when the boxes were last checked, and how many.
import { CircleCheck, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Instant } from '#shared/model/ids';
import type { ListView } from '#shared/model/list';
import { visibleText } from '#ui/marks/plain-text.ts';
import { useWords } from '#ui/ui/words.ts';
import styles from './list-empty.module.css';

export function ListEmpty({
  view,
  lastCheck,
  boxes,
  now,
  words,
  action,
}: {
  readonly view: ListView;
  readonly lastCheck: Instant | null;
  readonly boxes: number;
  readonly now: Instant;
  readonly words: readonly [string, string] | null;
  readonly action: ReactNode;
}): ReactNode {
  const { text, dates } = useWords();
  const checked =
    lastCheck === null
      ? text.screen.empty.neverChecked
      : text.screen.empty.checked(checkedAt(lastCheck, now), text.screen.empty.boxes(boxes));
  return (
    <div className={styles['empty']} role="status">
      {view.view === 'search' ? (
        <SearchX size={28} aria-hidden strokeWidth={1.5} />
      ) : (
        <CircleCheck size={28} aria-hidden strokeWidth={1.5} />
      )}
      <p>
        {words !== null
          ? words[0]
          : view.view === 'search'
            ? text.screen.empty.search(visibleText(view.query))
            : text.screen.empty[view.view](checked)}
      </p>
      {action}
      {view.view === 'search' ? <p className={styles['hint']}>{words === null ? text.screen.empty.searchHint : words[1]}</p> : null}
    </div>
  );

  function checkedAt(at: Instant, today: Instant): string {
    const short = dates.short(at, today);
    return short === dates.time(at) ? short : `${short} ${dates.time(at)}`;
  }
}
