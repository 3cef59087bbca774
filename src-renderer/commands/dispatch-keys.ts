// From a key press to a command. An open overlay keeps its keys; then the focused scope decides,
// then what holds everywhere. Pure apart from the one listener at the end.
import type { Command, CommandContext, Scope } from './command.ts';
import { isSingleCharacter, matches, type KeyPress } from './keys.ts';

export type Press = KeyPress & { readonly repeat: boolean; readonly isComposing: boolean };

export type Focus = {
  readonly scope: Scope;
  /** A field that takes text has the focus. */
  readonly typing: boolean;
};

export function commandFor(table: readonly Command[], press: Press, focus: Focus, mac: boolean): Command | null {
  if (press.isComposing) return null;
  for (const scope of focus.scope === 'global' ? (['global'] as const) : ([focus.scope, 'global'] as const)) {
    for (const command of table) {
      if (press.repeat && command.repeats !== true) continue;
      const hit = command.bindings.some(
        (binding) =>
          binding.scopes.includes(scope) && matches(binding.key, press, mac) && !(focus.typing && isSingleCharacter(binding.key)),
      );
      if (hit) return command;
    }
  }
  return null;
}

/** Runs a command, or tells why it cannot. Returns false when the key should keep its own meaning. */
export function runCommand(
  command: Command,
  context: CommandContext,
  source: 'key' | 'palette' | 'button' | 'menu',
  onBlocked: (because: string) => void,
): boolean {
  const availability = command.availability(context);
  switch (availability.state) {
    case 'hidden':
      return false;
    case 'blocked':
      onBlocked(availability.because);
      return true;
    case 'ready':
      command.run(context, source);
      return true;
  }
}

/** Where the focus is, from the nearest element that names a scope. `fallback` when nothing has it. */
export function focusOf(target: EventTarget | null, fallback: Scope): Focus | 'overlay' {
  if (!(target instanceof Element)) return { scope: fallback, typing: false };
  if (target.closest('[role="dialog"], [role="menu"]') !== null) return 'overlay';
  const typing = target.matches('input:not([type="radio"]):not([type="checkbox"]), textarea, select, [contenteditable="true"]');
  const named = target.closest('[data-scope]')?.getAttribute('data-scope') ?? null;
  if (named === 'list' || named === 'message' || named === 'why' || named === 'composer' || named === 'global')
    return { scope: named, typing };
  return { scope: target === document.body ? fallback : 'global', typing };
}
