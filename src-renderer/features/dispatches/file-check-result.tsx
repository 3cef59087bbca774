// The answer to "is this what they received?", as one sentence and who it holds for.
import { useQuery } from '@tanstack/react-query';
import { FileCheck2, FileX2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DispatchView } from '#shared/model/views';
import { partUrl } from '#ui/client/assets.ts';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import { IconButton } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';
import { checkFile, firstDifference, type FileAnswer } from './file-check.ts';
import styles from './file-check-result.module.css';

/** Read whole into memory; larger ones are for the command line. */
const MOST_BYTES = 512 * 1024 * 1024;
/** Where exactly a larger file differs is not worth the wait. */
const MOST_COMPARED_BYTES = 64 * 1024 * 1024;

export function FileCheckResult({
  dispatch,
  file,
  onClose,
}: {
  readonly dispatch: DispatchView;
  readonly file: File;
  readonly onClose: () => void;
}): ReactNode {
  const { core } = useCore();
  const { text, size } = useWords();
  const words = text.radar.fileCheck;
  const answer = useQuery({
    // Receipts that arrive meanwhile change the answer.
    queryKey: ['fileCheck', dispatch.id, file.name, file.size, file.lastModified, dispatch.contents],
    gcTime: 0,
    queryFn: ({ signal }) => answerFor(dispatch, file, core.bytesBase, signal),
  });
  const name = visibleText(file.name);
  if (file.size > MOST_BYTES) return <Notice>{words.tooLarge(name, size(MOST_BYTES))}</Notice>;
  return (
    <section className={styles['result']} role="status" aria-label={words.title}>
      {answer.data?.state === 'identical' ? (
        <FileCheck2 size={18} aria-hidden className={styles['icon']} />
      ) : (
        <FileX2 size={18} aria-hidden className={styles['icon']} />
      )}
      <div className={styles['text']}>
        {answer.isError ? (
          <p>{words.unreadable(name)}</p>
        ) : answer.data === undefined ? (
          <p>{words.reading(name)}</p>
        ) : (
          <Answer name={name} file={file} answer={answer.data} />
        )}
      </div>
      <IconButton name={words.close} icon={<X size={14} aria-hidden />} onPress={onClose} />
    </section>
  );
}

type Answered = FileAnswer & { readonly sha256: string; readonly offset: number | null };

function Answer({ name, file, answer }: { readonly name: string; readonly file: File; readonly answer: Answered }): ReactNode {
  const { text, size, number } = useWords();
  const words = text.radar.fileCheck;
  switch (answer.state) {
    case 'identical': {
      const { delivered, digested, unproven } = answer;
      const attachment = visibleText(answer.attachment.name);
      return (
        <>
          <p className={styles['answer']}>
            {delivered.length + digested.length === 0
              ? words.identicalSent(name, attachment)
              : words.identicalDelivered(name, attachment, delivered.length + digested.length)}
          </p>
          <ul className={styles['who']}>
            {delivered.map((who) => (
              <li key={who}>{words.bytes(visibleText(who))}</li>
            ))}
            {digested.map((who) => (
              <li key={who}>{words.digest(visibleText(who))}</li>
            ))}
            {unproven.map((who) => (
              <li key={who}>{words.unproven(visibleText(who))}</li>
            ))}
          </ul>
          <p className={styles['hash']}>SHA-256 {answer.sha256}</p>
        </>
      );
    }
    case 'different': {
      const { closest, insideSignature, offset } = answer;
      return (
        <>
          <p className={styles['answer']}>{words.different(name, visibleText(closest.name))}</p>
          <ul className={styles['who']}>
            {insideSignature ? <li>{words.insideSignature}</li> : null}
            {closest.sizeBytes === file.size ? null : <li>{words.sizes(size(file.size), size(closest.sizeBytes))}</li>}
            {offset === null ? null : <li>{words.firstByte(number(offset + 1))}</li>}
            <li className={styles['hash']}>{words.hashes(answer.sha256, closest.sha256 ?? '')}</li>
          </ul>
        </>
      );
    }
    case 'nothingLikeIt':
      return <p className={styles['answer']}>{answer.attachments === 0 ? words.noAttachments : words.nothingLikeIt(name)}</p>;
  }
}

async function answerFor(dispatch: DispatchView, file: File, bytesBase: string, signal: AbortSignal): Promise<Answered> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const answer = checkFile(dispatch, { name: file.name, sizeBytes: file.size, sha256 });
  if (answer.state !== 'different' || answer.insideSignature || Math.max(file.size, answer.closest.sizeBytes) > MOST_COMPARED_BYTES)
    return { ...answer, sha256, offset: null };
  const response = await fetch(partUrl(bytesBase, dispatch.account, answer.closest.hash, answer.closest.part), {
    signal,
    credentials: 'same-origin',
  });
  const sent = response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  return { ...answer, sha256, offset: sent === null ? null : firstDifference(bytes, sent) };
}
