// Text from a sender, made safe to read: characters that reorder, hide or break a line are shown by
// name, so that what the eye reads is what the bytes say (THREATS HDR-01, HDR-02, SIG-26).

// Bidi controls, zero-width characters, line and paragraph separators, C0 and C1 controls, tags,
// variation selectors outside emoji, soft hyphen, Hangul fillers.
const INVISIBLE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{E0000}-\u{E007F}]/gu;

// Signs that imitate a verdict: check marks, crosses, shields, locks, coloured discs.
const IMITATIONS =
  /[\u2611\u2612\u2705\u2713-\u2718\u274C\u274E\u26A0\u26E8\u2BBD\u{1F5F8}\u{1F5F9}\u{1F6E1}\u{1F50F}-\u{1F513}\u{1F7E0}-\u{1F7EB}\u{1F534}\u{1F7E2}\u{1F4DC}\u{1F3C5}\uFE0F]/gu;

function named(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** Replaces what cannot be seen, and what imitates a verdict, by its code point in brackets; white space becomes one blank. */
export function visibleText(text: string): string {
  return visiblePiece(text).trim();
}

/** A piece of a line: blanks at its ends stay, because another piece follows. */
export function visiblePiece(text: string): string {
  return text
    .replace(/[\t\n\r ]+/g, ' ')
    .replace(INVISIBLE, named)
    .replace(IMITATIONS, named);
}

/** Text of a body: line breaks and tabs stay. */
export function visibleBody(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, (character) =>
      character === '\u00AD' || character === '\uFEFF'
        ? ''
        : `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}

/** The domain of an address in ASCII when it differs from how it is written; null when it does not. */
export function asciiDomain(address: string): string | null {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  if (/^[\x20-\x7E]*$/.test(domain)) return domain.split('.').some((label) => label.startsWith('xn--')) ? domain : null;
  try {
    const host = new URL(`http://${domain}`).hostname;
    return host === domain ? null : host;
  } catch {
    return null;
  }
}
