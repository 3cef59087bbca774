// Who has a message in hand. Never "presa in carico" alone: that is a receipt (PRODUCT §5.1).
import type { ReactNode } from 'react';
import type { Handling } from '#shared/model/list';
import { useWords } from '#ui/ui/words.ts';
import { visibleText } from './plain-text.ts';

export function HandlingChip({ handling }: { readonly handling: Handling }): ReactNode {
  const { text } = useWords();
  const words = text.screen.list.handling;
  switch (handling.state) {
    case 'unhandled':
      return null;
    case 'inCharge':
      return <span>{handling.by === null ? words.mine : words.inCharge(visibleText(handling.by))}</span>;
    case 'handled':
      return <span>{words.handled}</span>;
  }
}
