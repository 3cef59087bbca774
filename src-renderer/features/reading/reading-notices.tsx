// What must be known before the text is read: a receipt that stands alone, something signed inside.
import type { ReactNode } from 'react';
import type { MessageView } from '#shared/model/views';
import { receiptText } from '#shared/text/wording';
import { visibleText } from '#ui/marks/plain-text.ts';
import { Button } from '#ui/ui/button.tsx';
import { Notice } from '#ui/ui/notice.tsx';
import { useWords } from '#ui/ui/words.ts';

export function ReadingNotices({
  message,
  onOpenDispatch,
}: {
  readonly message: MessageView;
  readonly onOpenDispatch: (() => void) | null;
}): ReactNode {
  const { text } = useWords();
  const { receipt } = message;
  const proven = message.look === 'proven' || message.look === 'provenWithNotes';
  return (
    <>
      {receipt === null ? null : (
        <Notice
          kind={proven || message.look === 'pending' ? 'info' : 'problem'}
          action={
            onOpenDispatch === null ? null : (
              <Button tone="outlined" onPress={onOpenDispatch}>
                {text.screen.reading.openDispatch}
              </Button>
            )
          }
        >
          {proven
            ? text.screen.reading.receiptIs(receiptText(text, receipt.type, receipt.extent))
            : text.screen.reading.receiptClaims(receiptText(text, receipt.type, receipt.extent))}
        </Notice>
      )}
      {message.inside.map((inside) => (
        <Notice key={inside.part}>
          {text.screen.reading.inside} <bdi>«{visibleText(inside.label)}»</bdi>
        </Notice>
      ))}
    </>
  );
}
