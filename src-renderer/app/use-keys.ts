// The one listener for keys; keys pressed inside the mail frame come here too (RENDERER §5).
import { useCallback, useEffect, useRef } from 'react';
import type { Command, CommandContext } from '#ui/commands/command.ts';
import { commandFor, focusOf, runCommand, type Press } from '#ui/commands/dispatch-keys.ts';
import { useWords } from '#ui/ui/words.ts';
import { MAC } from './platform.ts';
import { say, typeAhead, useWhere } from './where.ts';

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
      if (overlay === 'palette' && isCharacter(event) && !isInDialog(event.target)) {
        event.preventDefault();
        return typeAhead(event.key);
      }
      if (overlay !== 'none') return undefined;
      const inFrame = event.view !== null && event.view !== window;
      const focus = inFrame ? ({ scope: 'message', typing: false } as const) : focusOf(event.target, pane === 'rail' ? 'global' : pane);
      if (focus === 'overlay') return undefined;
      // A space or Enter on a button is that button's own.
      const presses = (event.key === ' ' || event.key === 'Enter') && !event.ctrlKey && !event.metaKey;
      if (!inFrame && presses && event.target instanceof Element && event.target.closest(OWN_KEYS) !== null) return undefined;
      const press: Press = event;
      const command = commandFor(latest.current.table, press, focus, MAC);
      if (command !== null && runCommand(command, latest.current.context, 'key', sayBlocked)) event.preventDefault();
      return undefined;
    },
    [sayBlocked],
  );
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onKey]);
  return onKey;
}

function isCharacter({ key, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  return [...key].length === 1 && !ctrlKey && !metaKey && !altKey && !isComposing;
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"]') !== null;
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
