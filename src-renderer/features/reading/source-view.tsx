// The message as archived, byte for byte, up to what a screen can hold.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AccountId, BlobHash } from '#shared/model/ids';
import { originalUrl, readSource } from '#ui/client/assets.ts';
import { useCore } from '#ui/client/queries.ts';
import { useWords } from '#ui/ui/words.ts';
import styles from './source-view.module.css';

export function SourceView({ account, hash }: { readonly account: AccountId; readonly hash: BlobHash }): ReactNode {
  const { core } = useCore();
  const { text, size } = useWords();
  const url = originalUrl(core.bytesBase, account, hash);
  const source = useQuery({ queryKey: ['source', account, hash], queryFn: ({ signal }) => readSource(url, signal), gcTime: 0 });
  if (source.isError) return <p className={styles['note']}>{text.mail.errors.notFound.toString()}</p>;
  if (source.data === undefined) return <p className={styles['note']}>{text.screen.list.loading}</p>;
  const shownBytes = source.data.text.length;
  return (
    <section className={styles['section']} aria-label={text.screen.reading.sourceOf}>
      <p className={styles['note']}>
        {text.screen.reading.sourceOf}
        {shownBytes < source.data.totalBytes
          ? ` · ${text.screen.reading.sourceLong(size(shownBytes), size(source.data.totalBytes))}`
          : ` · ${size(source.data.totalBytes)}`}
      </p>
      <pre className={styles['source']} tabIndex={0}>
        {source.data.text}
      </pre>
    </section>
  );
}
