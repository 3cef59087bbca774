// A message that could not be read: which defect, and the original to take away. Nothing was lost.
import { Download, FileX2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MessageView } from '#shared/model/views';
import { defectText } from '#shared/text/wording';
import { Button } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './unreadable.module.css';

export function Unreadable({ message, onSave }: { readonly message: MessageView; readonly onSave: () => void }): ReactNode {
  const { text, dates, size } = useWords();
  return (
    <section className={styles['section']}>
      <FileX2 size={28} strokeWidth={1.5} aria-hidden />
      <h2 className={styles['title']}>{text.screen.reading.unreadableTitle}</h2>
      <p>{text.screen.reading.unreadable}</p>
      <ul className={styles['defects']}>
        {message.defects.map((defect, index) => (
          <li key={`${defect.id}-${index}`}>{defectText(text, defect)}</li>
        ))}
      </ul>
      <p className={styles['facts']}>
        {size(message.sizeBytes)} · {text.screen.reading.archived(dates.long(message.archivedAt))}
      </p>
      <Button tone="main" icon={<Download size={15} aria-hidden />} onPress={onSave}>
        {text.screen.reading.saveOriginal}
      </Button>
    </section>
  );
}
