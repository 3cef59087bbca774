// Which delivery receipt is asked for, each with what it proves (PEC-REFERENCE §1.8).
import type { ReactNode } from 'react';
import type { ReceiptExtent } from '#shared/model/pec-message';
import { Choice } from '#ui/ui/choice.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './composer.module.css';

const KINDS = ['complete', 'brief', 'concise'] as const;

export function ReceiptType({
  value,
  onChange,
}: {
  readonly value: ReceiptExtent;
  readonly onChange: (value: ReceiptExtent) => void;
}): ReactNode {
  const { text } = useWords();
  return (
    <section className={styles['receipt']} data-field="receipt">
      <h2 className={styles['sectionTitle']}>{text.composer.receipt}</h2>
      <Choice
        label={text.composer.receipt}
        value={value}
        options={KINDS.map((kind) => ({ value: kind, label: text.composer.receiptKinds[kind] }))}
        onChange={onChange}
      />
      <p className={styles['hint']}>{text.compose.receiptHints[value]}</p>
    </section>
  );
}
