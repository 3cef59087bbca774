// Keys as data: written by hand in the command table, printed for people, matched against events.
// Letters and punctuation go by what the key types; Shift is ignored for punctuation, because on an
// Italian keyboard "/" is Shift+7 (RENDERER §6).

export type Key = {
  /** `KeyboardEvent.key`; letters in lower case. */
  readonly key: string;
  /** Ctrl, or ⌘ on a Mac. */
  readonly mod?: true;
  readonly shift?: true;
  readonly alt?: true;
};

export type KeyPress = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

function isLetter(key: string): boolean {
  return /^\p{L}$/u.test(key);
}

export function isPunctuation(key: string): boolean {
  return [...key].length === 1 && !isLetter(key) && key !== ' ';
}

export function matches(key: Key, press: KeyPress, mac: boolean): boolean {
  const mod = mac ? press.metaKey : press.ctrlKey;
  const otherMod = mac ? press.ctrlKey : press.metaKey;
  if (mod !== (key.mod === true) || otherMod) return false;
  // AltGr types punctuation on many layouts and arrives as Ctrl+Alt: only named keys look at Alt.
  if (press.altKey !== (key.alt === true)) return false;
  const typed = isLetter(press.key) ? press.key.toLowerCase() : press.key;
  if (typed !== key.key) return false;
  return isPunctuation(key.key) || press.shiftKey === (key.shift === true);
}

/** Same press would fire both. */
export function collide(left: Key, right: Key): boolean {
  if (left.key !== right.key || left.mod !== right.mod || left.alt !== right.alt) return false;
  return isPunctuation(left.key) || left.shift === right.shift;
}

/** Printed parts in order: ["Ctrl", "K"]. */
export function printed(key: Key, names: Readonly<Record<string, string>>, mac: boolean): readonly string[] {
  const name = (part: string): string => names[part] ?? part.toUpperCase();
  return [
    ...(key.mod === true ? [name(mac ? 'Meta' : 'Control')] : []),
    ...(key.alt === true ? [name('Alt')] : []),
    ...(key.shift === true ? [name('Shift')] : []),
    name(key.key),
  ];
}

/** For `aria-keyshortcuts`: "Control+K". */
export function ariaKey(key: Key, mac: boolean): string {
  const last = key.key === ' ' ? 'Space' : isLetter(key.key) ? key.key.toUpperCase() : key.key;
  return [key.mod === true ? (mac ? 'Meta' : 'Control') : null, key.alt === true ? 'Alt' : null, key.shift === true ? 'Shift' : null, last]
    .filter((part) => part !== null)
    .join('+');
}

/** A single letter or sign without modifier: acts only on list and message (WCAG 2.1.4). */
export function isSingleCharacter(key: Key): boolean {
  return key.mod !== true && key.alt !== true && [...key.key].length === 1;
}
