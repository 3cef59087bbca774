// Perché: beside the message, never over it. One sentence, four groups of checks with their source,
// and what all of it does not prove (SCREENS §Perché).
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import type { AccountId, BlobHash } from '#shared/model/ids';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { IconButton } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import { WhyBody } from './why-body.tsx';
import styles from './why.module.css';

export type WhyProps = {
  readonly account: AccountId;
  readonly hash: BlobHash;
  readonly onClose: () => void;
  readonly onCopied: () => void;
};

export function Why({ account, hash, onClose, onCopied }: WhyProps): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const report = useQuery(queries.verification.report.queryOptions({ input: { account, hash } }));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [hash]);
  return (
    <aside className={styles['panel']} aria-labelledby="why-title" data-scope="why" data-pane="why" data-print="no">
      <header className={styles['head']}>
        <h2 id="why-title" className={styles['title']} tabIndex={-1} ref={heading}>
          {text.screen.why.title}
        </h2>
        <IconButton name={text.screen.why.close} icon={<X size={16} aria-hidden />} onPress={onClose} keyShortcuts="Escape" />
      </header>
      <div className={styles['scroll']} tabIndex={0} role="region" aria-labelledby="why-title">
        {report.data === undefined ? (
          <p className={styles['note']}>{report.isError ? whyMissing(report.error) : text.screen.why.loading}</p>
        ) : (
          <WhyBody view={report.data} account={account} onCopied={onCopied} />
        )}
      </div>
    </aside>
  );

  function whyMissing(error: unknown): string {
    const coded = codedError(error);
    return coded.code === 'notFound' ? text.screen.why.none : errorText(text, coded);
  }
}
