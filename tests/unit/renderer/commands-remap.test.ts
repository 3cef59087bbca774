// Keys a person chose: no two commands on one key whatever is chosen, and the way back is always there.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandTable } from '#ui/app/command-table.ts';
import type { Command, CommandId } from '#ui/commands/command.ts';
import { collide, type Key } from '#ui/commands/keys.ts';
import { bindingsOf, holdersOf, isFixed, keyOf, keyText, readKey, refusalOf, remapped, withKeys, withOurKeys } from '#ui/commands/remap.ts';
import { defaultSettings, settingsChange } from '#shared/contract/settings';

function command(id: CommandId): Command {
  const found = commandTable.find((each) => each.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}
const texts = (id: CommandId, remaps: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  bindingsOf(command(id), remaps).map(({ key }) => keyText(key));
const press = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

describe('a key as text', () => {
  test.each<[text: string, key: Key]>([
    ['mod+shift+e', { key: 'e', mod: true, shift: true }],
    ['+', { key: '+' }],
    ['mod++', { key: '+', mod: true }],
    ['alt+F6', { key: 'F6', alt: true }],
    [' ', { key: ' ' }],
  ])('%s', (text, key) => {
    expect([readKey(text), keyText(key)]).toEqual([key, text]);
  });

  test.each(['', 'mod+', 'ctrl', '<script>', 'mod+due tasti', 'lungo'])('%j is none', (text) => {
    expect(readKey(text)).toBeNull();
  });

  test.each<[name: string, pressed: ReturnType<typeof press>, key: string | null]>([
    ['a modifier alone', press('Control', { ctrlKey: true }), null],
    ['a letter', press('Q', { shiftKey: true }), 'shift+q'],
    ['Shift is no part of punctuation', press('/', { shiftKey: true }), '/'],
    ['what AltGr types', press('@', { ctrlKey: true, altKey: true }), null],
    ['a dead key', press('Dead'), null],
  ])('%s', (_name, pressed, key) => {
    const found = keyOf(pressed, false);
    expect(found === null ? null : keyText(found)).toBe(key);
  });
});

describe('changing keys', () => {
  test('a key that is taken is named, and changes hands when it is given', () => {
    const g = { key: 'g' };
    expect(holdersOf(commandTable, {}, command('office.take'), g).map(({ id }) => id)).toEqual(['office.handle']);
    const remaps = withKeys(commandTable, {}, 'office.take', [g]);
    expect([texts('office.take', remaps), texts('office.handle', remaps)]).toEqual([['g'], []]);
    const back = withOurKeys(commandTable, withOurKeys(commandTable, remaps, 'office.take'), 'office.handle');
    expect(back).toEqual({});
  });

  test.each<[id: CommandId, key: Key, refusal: string | null]>([
    ['compose.send', { key: 's' }, 'needsModifier'],
    ['compose.send', { key: 's', mod: true }, null],
    ['app.palette', { key: 'c', mod: true }, 'system'],
    ['app.palette', { key: 'ArrowDown' }, 'needsModifier'],
    ['app.palette', { key: 't', mod: true }, 'system'],
    ['app.palette', { key: 'Escape' }, 'system'],
    ['app.theme', { key: 'y' }, null],
    ['go.health', { key: 'F8' }, null],
  ])('%s on %o: %s', (id, key, refusal) => {
    expect(refusalOf(command(id), key)).toBe(refusal);
  });

  test('a single letter of a command that holds everywhere acts where nobody writes', () => {
    expect(bindingsOf(command('app.theme'), { 'app.theme': ['y'] })).toEqual([{ key: { key: 'y' }, scopes: ['list', 'message', 'why'] }]);
  });

  test('Esc stays what it is, whatever is stored', () => {
    const fixed = commandTable.filter(isFixed);
    expect(fixed.map(({ id }) => id)).toContain('list.back');
    for (const { id, bindings } of fixed) expect(bindingsOf(command(id), { [id]: ['q'] })).toEqual(bindings);
  });

  test('after any choices no key runs two commands in one place', () => {
    const ids = commandTable.map(({ id }) => id);
    const key = fc.record({ key: fc.constantFrom('a', 'g', 'e', 'k', '/', 'F2', 'Enter', 'j'), mod: fc.boolean(), shift: fc.boolean() });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...ids), key), { maxLength: 12 }), (choices) => {
        let remaps = {};
        for (const [id, { key: name, mod, shift }] of choices) {
          const wanted = readKey(
            keyText({ key: name, ...(mod ? { mod: true as const } : {}), ...(shift ? { shift: true as const } : {}) }),
          );
          if (wanted !== null && refusalOf(command(id), wanted) === null) remaps = withKeys(commandTable, remaps, id, [wanted]);
        }
        const all = remapped(commandTable, remaps).flatMap(({ id, bindings }) => bindings.map((binding) => ({ id, ...binding })));
        const clashes = all.flatMap((left, at) =>
          all
            .slice(at + 1)
            .filter(
              (right) => left.id !== right.id && collide(left.key, right.key) && left.scopes.some((scope) => right.scopes.includes(scope)),
            )
            .map((right) => `${left.id} ${right.id}`),
        );
        expect(clashes).toEqual([]);
        expect(settingsChange.safeParse({ ...defaultSettings, keys: remaps }).success).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
