// The one listener for keys; keys pressed inside the mail frame come here too (RENDERER §5).
import { useCallback, useEffect, useRef } from 'react';
import type { Command, CommandContext } from '#ui/commands/command.ts';
import { commandFor, focusOf, runCommand, type Press } from '#ui/commands/dispatch-keys.ts';
import { useWords } from '#ui/ui/words.ts';
import { MAC } from './platform.ts';
import { say, useWhere } from './where.ts';

const OWN_KEYS = 'button, a, summary, input, [role="link"]';

/** `table`: with the keys as the person chose them. */
export function useKeys(table: readonly Command[], context: CommandContext): (event: KeyboardEvent) => void {
  const sayBlocked = useSayBlocked();
  const latest = useRef({ table, context });
  latest.current = { table, context };
  const onKey = useCallback(
    (event: KeyboardEvent) => {
      const { pane, overlay } = useWhere.getState();
      // An overlay that is opening already has the keys, even before it has the focus.
      if (overlay !== 'none') return;
      const inFrame = event.view !== null && event.view !== window;
      const focus = inFrame ? ({ scope: 'message', typing: false } as const) : focusOf(event.target, pane === 'rail' ? 'global' : pane);
      if (focus === 'overlay') return;
      // A space or Enter on a button is that button's own.
      const presses = (event.key === ' ' || event.key === 'Enter') && !event.ctrlKey && !event.metaKey;
      if (!inFrame && presses && event.target instanceof Element && event.target.closest(OWN_KEYS) !== null) return;
      const press: Press = event;
      const command = commandFor(latest.current.table, press, focus, MAC);
      if (command !== null && runCommand(command, latest.current.context, 'key', sayBlocked)) event.preventDefault();
    },
    [sayBlocked],
  );
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onKey]);
  return onKey;
}

/** Why a command did not run, in the footer: never silence. */
export function useSayBlocked(): (because: string) => void {
  const { text } = useWords();
  return useCallback(
    (because: string) => {
      const sentence: unknown = Reflect.get(text.screen.blocked, because);
      say(typeof sentence === 'string' ? sentence : text.mail.errorUnknown);
    },
    [text],
  );
}
