// Cuts the byte stream of a client into commands: lines, with literals "{n}" (answered by a
// continuation request) and "{n+}" (LITERAL+, RFC 7888) in between.
import type { CommandPieces } from './imap-syntax.ts';

export type ReaderEvent =
  | { readonly kind: 'command'; readonly pieces: CommandPieces }
  | { readonly kind: 'continuationWanted' }
  | { readonly kind: 'tooLong' };

const LONGEST_LINE = 64 * 1024;

export function createImapReader(maxLiteralBytes: number) {
  // Chunks are joined only when enough has come, so that a large literal is copied once.
  let chunks: Buffer[] = [];
  let buffered: Buffer = Buffer.alloc(0);
  let waitingBytes = 0;
  let pieces: (string | Buffer)[] = [];
  let literalBytes: number | null = null;

  function join(): void {
    if (chunks.length > 0) buffered = Buffer.concat([buffered, ...chunks]);
    chunks = [];
    waitingBytes = 0;
  }

  function next(): ReaderEvent | null {
    if (literalBytes !== null) {
      if (buffered.length + waitingBytes < literalBytes) return null;
      join();
      pieces.push(Buffer.from(buffered.subarray(0, literalBytes)));
      buffered = buffered.subarray(literalBytes);
      literalBytes = null;
    }
    join();
    const end = buffered.indexOf('\n');
    if (end === -1) return buffered.length > LONGEST_LINE ? { kind: 'tooLong' } : null;
    const line = buffered.toString('latin1', 0, end).replace(/\r$/, '');
    buffered = buffered.subarray(end + 1);
    const literal = /~?\{(\d{1,10})(\+?)\}$/.exec(line);
    if (literal === null) {
      const command = [...pieces, line];
      pieces = [];
      return { kind: 'command', pieces: command };
    }
    const size = Number(literal[1]);
    if (size > maxLiteralBytes) return { kind: 'tooLong' };
    pieces.push(line.slice(0, literal.index));
    literalBytes = size;
    return literal[2] === '+' ? next() : { kind: 'continuationWanted' };
  }

  return {
    push(chunk: Buffer): void {
      chunks.push(chunk);
      waitingBytes += chunk.length;
    },
    next,
  };
}
