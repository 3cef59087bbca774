import { describe, expect, test } from 'vitest';
import { commandTable } from '#ui/app/command-table.ts';
import { ariaKey, collide, isSingleCharacter, matches, printed, type Key, type KeyPress } from '#ui/commands/keys.ts';
import { commandFor } from '#ui/commands/dispatch-keys.ts';
import { en } from '#shared/text/en';
import { it } from '#shared/text/it';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe('matching keys', () => {
  test.each<[name: string, key: Key, press: KeyPress, mac: boolean, hit: boolean]>([
    ['a letter', { key: 'j' }, press('j'), false, true],
    ['a letter is not its capital', { key: 'j' }, press('J', { shiftKey: true }), false, false],
    ['Shift and a letter', { key: 'j', shift: true }, press('J', { shiftKey: true }), false, true],
    ['Caps Lock without Shift', { key: 'j' }, press('J'), false, true],
    ['slash on an Italian keyboard is Shift+7', { key: '/' }, press('/', { shiftKey: true }), false, true],
    ['slash on an American keyboard', { key: '/' }, press('/'), false, true],
    ['AltGr types punctuation and is no shortcut', { key: '@' }, press('@', { ctrlKey: true, altKey: true }), false, false],
    ['Ctrl', { key: 'k', mod: true }, press('k', { ctrlKey: true }), false, true],
    ['Ctrl on a Mac is not mod', { key: 'k', mod: true }, press('k', { ctrlKey: true }), true, false],
    ['Command on a Mac', { key: 'k', mod: true }, press('k', { metaKey: true }), true, true],
    ['a letter with Ctrl is not the letter', { key: 'k' }, press('k', { ctrlKey: true }), false, false],
    ['Shift matters for space', { key: ' ' }, press(' ', { shiftKey: true }), false, false],
  ])('%s', (_name, key, pressed, mac, hit) => {
    expect(matches(key, pressed, mac)).toBe(hit);
  });

  test('printed and spoken', () => {
    const key: Key = { key: 'c', mod: true, shift: true };
    expect([
      printed(key, it.screen.keys, false),
      printed(key, en.screen.keys, true),
      ariaKey(key, false),
      ariaKey({ key: ' ', shift: true }, false),
    ]).toEqual([['Ctrl', 'Maiusc', 'C'], ['⌘', 'Shift', 'C'], 'Control+Shift+C', 'Shift+Space']);
  });
});

describe('the table of commands', () => {
  const bindings = commandTable.flatMap((command) => command.bindings.map((binding) => ({ command, ...binding })));

  test('no two keys in one scope', () => {
    const clashes = bindings.flatMap((left, index) =>
      bindings
        .slice(index + 1)
        .filter((right) => collide(left.key, right.key) && left.scopes.some((scope) => right.scopes.includes(scope)))
        .map((right) => `${left.command.id} ${right.command.id}`),
    );
    expect(clashes).toEqual([]);
  });

  test('no id twice, and every title of the catalogue has its command', () => {
    expect(commandTable.map((command) => command.id).toSorted()).toEqual(Object.keys(it.screen.commands).toSorted());
  });

  test('none that a browser keeps for itself, unless another key does the same', () => {
    const kept = new Set(['n', 't', 'w', 'Tab', ...'0123456789']);
    const taken = (key: Key): boolean => key.mod === true && kept.has(key.key);
    const lost = commandTable.filter(({ bindings: own }) => own.length > 0 && own.every(({ key }) => taken(key)));
    expect(lost.map(({ id }) => id)).toEqual([]);
  });

  test('single letters act on list, message and Perché only', () => {
    expect(bindings.filter((each) => isSingleCharacter(each.key) && each.scopes.includes('global')).map((each) => each.command.id)).toEqual(
      [],
    );
  });

  test('nothing that sends or deletes hangs on a key without modifier', () => {
    const bare = bindings.filter((each) => (each.command.effect === 'sends' || each.command.effect === 'deletes') && each.key.mod !== true);
    expect(bare.map((each) => each.command.id)).toEqual([]);
  });
});

describe('which command a key runs', () => {
  const full = (key: string, more: Partial<KeyPress> = {}): KeyPress & { repeat: boolean; isComposing: boolean } => ({
    ...press(key, more),
    repeat: false,
    isComposing: false,
  });
  test.each([
    ['j in the list', full('j'), { scope: 'list', typing: false }, 'list.next'],
    ['j in a field', full('j'), { scope: 'list', typing: true }, null],
    ['j elsewhere', full('j'), { scope: 'global', typing: false }, null],
    ['arrow in the message scrolls it', full('ArrowDown'), { scope: 'message', typing: false }, null],
    ['Escape in a field', full('Escape'), { scope: 'global', typing: true }, 'list.back'],
    ['Ctrl+K anywhere', full('k', { ctrlKey: true }), { scope: 'message', typing: true }, 'app.palette'],
    ['p in Perché', full('p'), { scope: 'why', typing: false }, 'proof.why'],
    ['during composition nothing', { ...full('j'), isComposing: true }, { scope: 'list', typing: false }, null],
    ['j may be held', { ...full('j'), repeat: true }, { scope: 'list', typing: false }, 'list.next'],
    ['p may not', { ...full('p'), repeat: true }, { scope: 'list', typing: false }, null],
  ] as const)('%s', (_name, pressed, focus, id) => {
    expect(commandFor(commandTable, pressed, focus, false)?.id ?? null).toBe(id);
  });
});
