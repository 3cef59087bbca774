// Reading copies: on paper by the browser's dialog, as PDF by the shell where there is one. The log says
// that one was asked for; what is printed says that it is a copy.
import { useMemo } from 'react';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import type { Words } from '#ui/ui/words.ts';
import type { OpenFacts } from './use-open-facts.ts';
import { say, setPrinting } from './where.ts';

export type CopyActions = { readonly print: () => void; readonly savePdf: () => void };

/** A frame of at most 2 MiB without scripts or network is drawn in less. */
const FRAME_WAIT_MS = 300;

export function useReadingCopy(facts: OpenFacts, words: Words): CopyActions {
  const { core } = useCore();
  return useMemo<CopyActions>(() => {
    const { text } = words;
    const subject = facts.original ?? facts.report;
    const fail = (error: unknown): void => say(errorText(text, codedError(error)));
    const onPaper = async (): Promise<void> => {
      if (subject === null) return;
      await core.client.messages.printed({ ...subject, how: 'paper' });
      await settled();
      window.print();
    };
    const asPdf = async (): Promise<void> => {
      if (core.shell === null || subject === null) return onPaper();
      await settled();
      const title = visibleText(document.querySelector('[data-pane="message"] h1')?.textContent ?? text.screen.app);
      if (!(await core.shell.savePdf(text.reader.copy.file(title.slice(0, 120))))) return undefined;
      await core.client.messages.printed({ ...subject, how: 'pdf' });
      return say(text.reader.copy.saved);
    };
    const copying = (make: () => Promise<void>): void => {
      setPrinting(true);
      make()
        .catch(fail)
        .finally(() => setPrinting(false));
    };
    return { print: () => copying(onPaper), savePdf: () => copying(asPdf) };
  }, [core, facts, words]);
}

// Paper is light: a mail frame that was dark is drawn anew, which takes a moment.
async function settled(): Promise<void> {
  await frames(2);
  if (document.querySelector('[data-pane="message"] iframe') !== null) await new Promise((resolve) => setTimeout(resolve, FRAME_WAIT_MS));
}

async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}
