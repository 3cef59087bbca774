// The sending side of one IMAP connection: waits for the socket where the client reads slowly, and
// carries out the faults that concern bytes.
import { setTimeout as wait } from 'node:timers/promises';
import type { Socket } from 'node:net';
import type { FaultAction } from './imap-faults.ts';

export type ImapOutput = {
  send(data: string | Buffer): Promise<void>;
  /** Puts a fault of bytes into force from here on. */
  apply(action: FaultAction): void;
  closed(): boolean;
  reset(): void;
};

export function createImapOutput(socket: Socket, stopped: AbortSignal): ImapOutput {
  let sentBytes = 0;
  let cut: { at: number; ms: number | null | 'reset' } | null = null;
  let trickle: { bytesPerWrite: number; ms: number } | null = null;
  let rewrite: ((data: Buffer) => Buffer) | null = null;

  async function pause(ms: number | null): Promise<void> {
    // The rejection is the server being stopped; the socket is gone then.
    await wait(ms ?? 2 ** 31 - 1, undefined, { signal: stopped, ref: false }).catch(() => undefined);
  }

  async function write(data: Buffer): Promise<void> {
    if (socket.destroyed) return;
    sentBytes += data.length;
    if (socket.write(data)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.once('drain', done);
      socket.once('close', done);
    });
  }

  async function writeShaped(data: Buffer): Promise<void> {
    if (trickle === null) return write(data);
    for (let at = 0; at < data.length && !socket.destroyed; at += trickle.bytesPerWrite) {
      await write(data.subarray(at, at + trickle.bytesPerWrite));
      await pause(trickle.ms);
    }
  }

  return {
    async send(data) {
      const plain = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
      const bytes = rewrite === null ? plain : rewrite(plain);
      if (cut !== null && sentBytes + bytes.length >= cut.at) {
        const { at, ms } = cut;
        const kept = Math.max(0, at - sentBytes);
        cut = null;
        await writeShaped(bytes.subarray(0, kept));
        if (ms === 'reset') {
          socket.end(() => socket.destroy());
          return;
        }
        await pause(ms);
        return writeShaped(bytes.subarray(kept));
      }
      return writeShaped(bytes);
    },
    apply(action) {
      if (action.kind === 'cutAfter') cut = { at: sentBytes + action.bytes, ms: 'reset' };
      else if (action.kind === 'stallAfter') cut = { at: sentBytes + action.bytes, ms: action.ms };
      else if (action.kind === 'trickle') trickle = action;
      else if (action.kind === 'rewrite') rewrite = action.change;
    },
    closed: () => socket.destroyed || !socket.writable,
    reset: () => socket.destroy(),
  };
}
