// Over every screen of the demonstration: that nothing here is real, and the way back.
import { useMutation } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DemoBack } from '#shared/model/demo';
import { useCore } from '#ui/client/queries.ts';
import { Button } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import { useDemoState } from './demo-boxes.tsx';
import styles from './demo-boxes.module.css';

export function DemoBanner(): ReactNode {
  const { text } = useWords();
  const state = useDemoState();
  if (state?.state !== 'inside') return null;
  const words = text.screen.demo;
  return (
    <aside className={styles['banner']} aria-label={words.bannerLabel} data-scope="global" data-print="no">
      <FlaskConical size={16} aria-hidden />
      <p className={styles['text']}>{words.banner}</p>
      {state.back.kind === 'nowhere' ? null : <Leave back={state.back} />}
    </aside>
  );
}

function Leave({ back }: { readonly back: DemoBack }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const words = text.screen.demo;
  const leave = useMutation(
    queries.demo.leave.mutationOptions({
      // It may have ended before its answer came; where there is a window, the host closes it.
      onSettled: () => {
        if (back.kind === 'address') location.assign(back.address);
      },
    }),
  );
  return (
    <>
      <Button tone="outlined" busy={leave.isPending} onPress={() => leave.mutate({ remove: false })}>
        {words.back}
      </Button>
      <Button tone="outlined" busy={leave.isPending} onPress={() => leave.mutate({ remove: true })}>
        {words.removeAndBack}
      </Button>
    </>
  );
}
