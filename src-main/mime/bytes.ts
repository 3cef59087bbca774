// Byte searching over the archived message without copying it. A Buffer view shares the memory of
// the Uint8Array; its native search is what keeps the parser near the speed of memory.

/** The same memory, seen as a Buffer. */
export function bufferView(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** One character a byte: reversible, never throws. */
export function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  return bufferView(bytes).toString('latin1', start, end);
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 where the bytes are UTF-8 (RFC 6532), otherwise one character a byte, so that no byte is lost. */
export function headerText(bytes: Uint8Array, start: number, end: number): string {
  const text = latin1Text(bytes, start, end);
  if (!hasHighByte(text)) return text;
  try {
    return strictUtf8.decode(bytes.subarray(start, end));
  } catch {
    return text; // not UTF-8: every byte stays visible
  }
}

function hasHighByte(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return true;
  return false;
}

/** How the lines of a range end, and whether it holds a NUL. Linear; reads every byte. */
export type LineEnds = { readonly crlf: boolean; readonly bareLf: boolean; readonly bareCr: boolean; readonly nul: boolean };

export function lineEnds(bytes: Uint8Array, start = 0, end = bytes.length): LineEnds {
  let crlf = false;
  let bareLf = false;
  let bareCr = false;
  let nul = false;
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index];
    if (byte === 0x0a) bareLf = true;
    else if (byte === 0x0d) {
      if (index + 1 < end && bytes[index + 1] === 0x0a) {
        crlf = true;
        index += 1;
      } else bareCr = true;
    } else if (byte === 0) nul = true;
  }
  return { crlf, bareLf, bareCr, nul };
}

/** Length of the line break that ends just before `at`: 2 for CRLF, 1 for LF, 0 for none. */
export function lineBreakBefore(bytes: Uint8Array, at: number, floor = 0): number {
  if (at <= floor || bytes[at - 1] !== 0x0a) return 0;
  return at - 1 > floor && bytes[at - 2] === 0x0d ? 2 : 1;
}

/** A copy of the range with every bare LF and bare CR written as CRLF (RFC 8551 §3.1.1). */
export function canonicalLines(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
  const source = bufferView(bytes);
  const pieces: Uint8Array[] = [];
  const lineBreak = Uint8Array.of(0x0d, 0x0a);
  let from = start;
  while (from < end) {
    const found = source.indexOf(0x0a, from);
    if (found < 0 || found >= end) break;
    const textEnd = found > from && source[found - 1] === 0x0d ? found - 1 : found;
    pieces.push(source.subarray(from, textEnd), lineBreak);
    from = found + 1;
  }
  pieces.push(source.subarray(from, end));
  return Buffer.concat(pieces);
}
