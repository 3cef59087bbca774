// How the last change is taken back, by the key it has now.
import type { Binding } from '#ui/commands/command.ts';
import { printed } from '#ui/commands/keys.ts';
import type { Words } from '#ui/ui/words.ts';
import { MAC } from './platform.ts';

/** `bindings`: of the command that undoes. */
export function undoText([binding]: readonly Binding[], { text }: Words): string {
  return text.screen.batch.undo(binding === undefined ? null : printed(binding.key, text.screen.keys, MAC).join('+'));
}
