// Messages written out in tests: lines joined by CRLF, one byte a character.

/** Lines to bytes; every line ends in CRLF but the last. */
export function lines(...text: readonly string[]): Uint8Array {
  return Buffer.from(text.join('\r\n'), 'latin1');
}

/** Text of a range, for readable expectations. */
export function slice(bytes: Uint8Array, range: { readonly start: number; readonly end: number }): string {
  return Buffer.from(bytes.subarray(range.start, range.end)).toString('latin1');
}
