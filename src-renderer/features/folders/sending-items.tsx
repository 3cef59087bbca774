// Other ways to send: to many, one message each; the service of a document by a lawyer.
import { Scale, Table2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '#ui/ui/words.ts';
import { RailItem } from './rail-item.tsx';

export type SendingScreen = 'bulk' | 'notification';

export function SendingItems({
  open,
  narrow,
  onGo,
}: {
  /** Name of the screen that is open. */
  readonly open: string;
  readonly narrow: boolean;
  readonly onGo: (screen: SendingScreen) => void;
}): ReactNode {
  const { text } = useWords();
  const item = (screen: SendingScreen, name: string, icon: ReactNode): ReactNode => (
    <RailItem name={name} icon={icon} count={0} attention={false} current={open === screen} narrow={narrow} onPress={() => onGo(screen)} />
  );
  return (
    <>
      {item('bulk', text.bulk.title, <Table2 size={16} aria-hidden />)}
      {item('notification', text.notification.title, <Scale size={16} aria-hidden />)}
    </>
  );
}
