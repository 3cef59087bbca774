// Files of the draft with their sizes, files on their way with how far they are, and the sum against
// what the provider takes.
import { Paperclip, X } from 'lucide-react';
import { useRef, type ReactNode, type Ref } from 'react';
import type { DraftAttachment, DraftCheck } from '#shared/model/compose';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button, IconButton } from '#ui/ui/button.tsx';
import { Progress } from '#ui/ui/progress.tsx';
import { useWords, type Words } from '#ui/ui/words.ts';
import styles from './attachment-list.module.css';
import type { Uploads } from './uploads.ts';

export type AttachmentListProps = {
  readonly attachments: readonly DraftAttachment[];
  readonly uploads: Uploads;
  readonly check: DraftCheck | null;
  readonly inputRef: Ref<HTMLInputElement>;
  readonly onRemove: (index: number) => void;
  readonly onAttach: () => void;
};

export function AttachmentList({ attachments, uploads, check, inputRef, onRemove, onAttach }: AttachmentListProps): ReactNode {
  const words = useWords();
  const { text, size } = words;
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <section className={styles['section']} data-field="attachments">
      <div className={styles['head']}>
        <h2 ref={heading} tabIndex={-1} className={styles['title']}>
          {text.composer.attachments}
        </h2>
        <Button tone="outlined" icon={<Paperclip size={15} aria-hidden />} onPress={onAttach}>
          {text.composer.attach}
        </Button>
        <span className={styles['hint']}>{text.composer.attachHint}</span>
        {check === null ? null : <span className={styles['total']}>{totalText(check, words)}</span>}
        <input
          ref={inputRef}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            uploads.add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </div>
      {attachments.length === 0 && uploads.list.length === 0 ? null : (
        <ul className={styles['list']}>
          {attachments.map((each, index) => (
            <li key={`${index}-${each.file}-${each.name}`} className={styles['file']}>
              <bdi className={styles['name']}>{visibleText(each.name)}</bdi>
              <span className={styles['size']}>{size(each.sizeBytes)}</span>
              <IconButton
                name={text.composer.removeAttachment(visibleText(each.name))}
                icon={<X size={14} aria-hidden />}
                onPress={() => {
                  onRemove(index);
                  heading.current?.focus();
                }}
              />
            </li>
          ))}
          {uploads.list.map((each) => (
            <li key={`up-${each.id}`} className={styles['file']}>
              {each.state === 'sending' ? (
                <>
                  <bdi className={styles['name']}>{visibleText(each.name)}</bdi>
                  <span className={styles['bar']}>
                    <Progress
                      done={each.doneBytes}
                      total={Math.max(1, each.sizeBytes)}
                      label={text.composer.uploading(visibleText(each.name))}
                    />
                  </span>
                  <span className={styles['size']}>
                    {size(each.doneBytes)} / {size(each.sizeBytes)}
                  </span>
                  <IconButton
                    name={text.composer.uploadCancel(visibleText(each.name))}
                    icon={<X size={14} aria-hidden />}
                    onPress={() => uploads.drop(each.id)}
                  />
                </>
              ) : (
                <>
                  <span className={styles['name']} role="alert">
                    {text.composer.uploadFailed(visibleText(each.name))}
                  </span>
                  <Button tone="outlined" onPress={() => uploads.drop(each.id)}>
                    {text.composer.uploadDismiss}
                  </Button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Size, times recipients, against the provider's limit (PEC-REFERENCE §1.7). */
function totalText({ sizeBytes, recipients, limitBytes }: DraftCheck, { text, size }: Words): string {
  if (recipients < 2) return text.composer.total(size(sizeBytes), size(limitBytes));
  return text.composer.totalTimes(size(sizeBytes), recipients, size(sizeBytes * recipients), size(limitBytes));
}
