// Keys a person chose in place of ours: stored as differences by command, and never two commands on one key. Pure.
import { createContext, useContext } from 'react';
import type { Binding, Command, CommandId, Scope } from './command.ts';
import { collide, isPunctuation, isSingleCharacter, type Key, type KeyPress } from './keys.ts';

/** By command: its keys as text (`keyText`); an empty list means none. A command that is not named keeps ours. */
export type Remaps = Readonly<Record<string, readonly string[]>>;

export const RemapsContext = createContext<Remaps>({});

/** The keys of a command as they are now. */
export function useBindings(command: Command): readonly Binding[] {
  return bindingsOf(command, useContext(RemapsContext));
}

/** Such as "mod+shift+e". */
export function keyText(key: Key): string {
  return `${key.mod === true ? 'mod+' : ''}${key.alt === true ? 'alt+' : ''}${key.shift === true ? 'shift+' : ''}${key.key}`;
}

export function readKey(text: string): Key | null {
  const [, mod, alt, shift, key = ''] = /^(mod\+)?(alt\+)?(shift\+)?(.+)$/su.exec(text) ?? [];
  if (key === '' || ([...key].length > 1 && !/^[A-Z][A-Za-z0-9]{1,20}$/.test(key))) return null;
  return {
    key,
    ...(mod === undefined ? {} : { mod: true as const }),
    ...(alt === undefined ? {} : { alt: true as const }),
    ...(shift === undefined || isPunctuation(key) ? {} : { shift: true as const }),
  };
}

const MODIFIERS: ReadonlySet<string> = new Set([
  'Control',
  'Shift',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Process',
  'Unidentified',
]);

/** What was pressed, as a key to keep; null for a modifier alone, and for what AltGr types. */
export function keyOf(press: KeyPress, mac: boolean): Key | null {
  if (MODIFIERS.has(press.key) || (mac ? press.ctrlKey : press.metaKey)) return null;
  const mod = mac ? press.metaKey : press.ctrlKey;
  if (mod && press.altKey && [...press.key].length === 1) return null;
  return readKey(keyText({ key: [...press.key].length === 1 ? press.key.toLowerCase() : press.key, ...pressed(mod, press) }));
}

function pressed(mod: boolean, { altKey, shiftKey }: KeyPress): Omit<Key, 'key'> {
  return {
    ...(mod ? { mod: true as const } : {}),
    ...(altKey ? { alt: true as const } : {}),
    ...(shiftKey ? { shift: true as const } : {}),
  };
}

/** Esc always leads back: whoever changed it could not leave. */
export function isFixed(command: Command): boolean {
  return command.bindings.some(({ key }) => key.key === 'Escape');
}

export function bindingsOf(command: Command, remaps: Remaps): readonly Binding[] {
  const chosen = isFixed(command) ? undefined : remaps[command.id];
  if (chosen === undefined) return command.bindings;
  return chosen.flatMap((text) => {
    const key = readKey(text);
    if (key === null) return [];
    const same = command.bindings.find((binding) => collide(binding.key, key));
    if (same !== undefined) return [same];
    const scopes = scopesFor(command, key);
    return scopes.length === 0 ? [] : [{ key, scopes }];
  });
}

export function remapped(table: readonly Command[], remaps: Remaps): readonly Command[] {
  return table.map((command) => ({ ...command, bindings: bindingsOf(command, remaps) }));
}

// A single character acts on list, message and Perché only, and never where one writes (WCAG 2.1.4).
function scopesFor(command: Command, key: Key): readonly Scope[] {
  const own = command.bindings.length === 0 ? ['global' as const] : [...new Set(command.bindings.flatMap(({ scopes }) => scopes))];
  if (!isSingleCharacter(key)) return own;
  const reading = own.includes('global') ? (['list', 'message', 'why'] as const) : own;
  return reading.filter((scope) => scope !== 'global' && scope !== 'composer');
}

const BROWSER_KEEPS: ReadonlySet<string> = new Set(['n', 't', 'w', 'q', 'r', 'l', 'Tab', ...'0123456789']);
const EDITING: ReadonlySet<string> = new Set(['a', 'c', 'v', 'x', 'y', 'z']);
const SYSTEM: ReadonlySet<string> = new Set(['Escape', 'Tab', 'F5', 'F11', 'F12']);

/** Why a command cannot have this key at all; null: it can. */
export function refusalOf(command: Command, key: Key): 'system' | 'needsModifier' | null {
  const scopes = scopesFor(command, key);
  const whereOneWrites = scopes.includes('global') || scopes.includes('composer');
  if (SYSTEM.has(key.key) || (key.mod === true && BROWSER_KEEPS.has(key.key))) return 'system';
  if (key.alt === true && (key.key === 'F4' || key.key.startsWith('Arrow'))) return 'system';
  if (whereOneWrites && key.mod === true && key.alt !== true && key.shift !== true && EDITING.has(key.key)) return 'system';
  if (scopes.length === 0) return 'needsModifier';
  // Keys that move and write belong to whatever has the focus.
  if (whereOneWrites && key.mod !== true && key.alt !== true && !/^F\d+$/.test(key.key)) return 'needsModifier';
  return (command.effect === 'sends' || command.effect === 'deletes') && key.mod !== true ? 'needsModifier' : null;
}

/** The other commands that hear this key where the command would. */
export function holdersOf(table: readonly Command[], remaps: Remaps, command: Command, key: Key): readonly Command[] {
  const scopes = scopesFor(command, key);
  return table.filter(
    (other) =>
      other.id !== command.id &&
      bindingsOf(other, remaps).some(
        (binding) =>
          collide(binding.key, key) &&
          binding.scopes.some((scope) => scope === 'global' || scopes.includes('global') || scopes.includes(scope)),
      ),
  );
}

/** The command gets these keys; whoever had one of them loses it. */
export function withKeys(table: readonly Command[], remaps: Remaps, id: CommandId, keys: readonly Key[]): Remaps {
  const command = table.find((each) => each.id === id);
  if (command === undefined || isFixed(command)) return remaps;
  const next: Record<string, readonly string[]> = { ...remaps };
  for (const key of keys)
    for (const holder of holdersOf(table, remaps, command, key)) {
      const left = bindingsOf(holder, next).filter((binding) => !collide(binding.key, key));
      if (!isFixed(holder))
        put(
          next,
          holder,
          left.map((binding) => keyText(binding.key)),
        );
    }
  put(next, command, [...new Set(keys.map(keyText))]);
  return next;
}

export function withOurKeys(table: readonly Command[], remaps: Remaps, id: CommandId): Remaps {
  const keys = table.find((each) => each.id === id)?.bindings.map(({ key }) => key) ?? [];
  return withKeys(table, remaps, id, keys);
}

function put(remaps: Record<string, readonly string[]>, command: Command, keys: readonly string[]): void {
  const ours = command.bindings.map(({ key }) => keyText(key));
  if (ours.length === keys.length && ours.every((key) => keys.includes(key))) Reflect.deleteProperty(remaps, command.id);
  else remaps[command.id] = keys;
}
