// A proxy between the client and a real server that ends TLS on both sides and does what bad links do:
// resets, stalls, drips. It knows nothing of IMAP; faults are counted in bytes of one direction.
import { once } from 'node:events';
import { createServer, connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { TLSSocket, connect as connectTls, createSecureContext } from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import type { Identity } from '#main/sandbox/certificates';

export type LinkFault =
  /** Counted from the start of the connection, in bytes from the server. */
  | { readonly kind: 'resetAfter'; readonly bytes: number }
  /** Then nothing more; null: for ever. */
  | { readonly kind: 'stallAfter'; readonly bytes: number; readonly ms: number | null }
  | { readonly kind: 'drip'; readonly bytesPerWrite: number; readonly ms: number }
  /** A line of this rate, and this much later. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number; readonly latencyMs: number }
  | { readonly kind: 'refuse' };

export type FaultProxy = {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** For connections made from now on; null: none. Each is used for one connection, then the next. */
  script(faults: readonly (LinkFault | null)[]): void;
  /** Connections so far. */
  connections(): number;
  bytesFromServer(): number;
  stop(): Promise<void>;
};

export async function startFaultProxy(options: {
  readonly identity: Identity | null;
  readonly target: { readonly host: string; readonly port: number; readonly root: string | null };
}): Promise<FaultProxy> {
  let scripted: (LinkFault | null)[] = [];
  let count = 0;
  let passed = 0;
  const sockets = new Set<Socket>();
  const keep = <T extends Socket>(socket: T): T => {
    sockets.add(socket);
    // Both ends close for reasons of their own; that is what this proxy is for.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const { identity, target } = options;
  const context = identity === null ? null : createSecureContext({ cert: identity.certificate, key: identity.key });
  const server = createServer((raw) => {
    count += 1;
    const fault = scripted.shift() ?? null;
    keep(raw);
    if (fault?.kind === 'refuse') return void raw.resetAndDestroy();
    const client = context === null ? raw : keep(new TLSSocket(raw, { isServer: true, secureContext: context }));
    const upstream = keep(
      target.root === null ? connectTcp(target.port, target.host) : connectTls({ host: target.host, port: target.port, ca: target.root }),
    );
    client.on('data', (chunk: Buffer) => upstream.write(chunk));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.end());
    void relay(upstream, client, raw, fault, (bytes) => {
      passed += bytes;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
    script: (faults) => {
      scripted = [...faults];
    },
    connections: () => count,
    bytesFromServer: () => passed,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function relay(from: Socket, to: Socket, raw: Socket, fault: LinkFault | null, onPassed: (bytes: number) => void): Promise<void> {
  let sent = 0;
  const send = async (bytes: Buffer): Promise<void> => {
    sent += bytes.length;
    onPassed(bytes.length);
    if (!to.destroyed && !to.write(bytes)) await drained(to);
  };
  try {
    for await (const chunk of from) {
      const bytes = asBuffer(chunk);
      switch (fault?.kind) {
        case 'resetAfter':
          if (sent + bytes.length >= fault.bytes) {
            await send(bytes.subarray(0, Math.max(0, fault.bytes - sent)));
            await pause(5);
            raw.resetAndDestroy();
            from.destroy();
            return;
          }
          await send(bytes);
          break;
        case 'stallAfter':
          if (sent < fault.bytes && sent + bytes.length >= fault.bytes) {
            const rest = fault.bytes - sent;
            await send(bytes.subarray(0, rest));
            if (fault.ms === null) return;
            await pause(fault.ms);
            await send(bytes.subarray(rest));
          } else await send(bytes);
          break;
        case 'drip':
          for (let at = 0; at < bytes.length && !to.destroyed; at += fault.bytesPerWrite) {
            await send(bytes.subarray(at, at + fault.bytesPerWrite));
            await pause(fault.ms);
          }
          break;
        case 'slow':
          await pause(fault.latencyMs + (bytes.length * 1_000) / fault.bytesPerSecond);
          await send(bytes);
          break;
        case 'refuse':
        case undefined:
          await send(bytes);
      }
    }
  } catch {
    // The upstream was cut: the client learns it by the close.
  }
}

function asBuffer(chunk: unknown): Buffer {
  if (!Buffer.isBuffer(chunk)) throw new Error('not a buffer');
  return chunk;
}

/** Room for more, or nobody there any more; no listener is left behind. */
async function drained(to: Socket): Promise<void> {
  const over = new AbortController();
  const events = ['drain', 'close'].map((name) => once(to, name, { signal: over.signal }));
  await Promise.race(events).catch(() => undefined);
  over.abort();
  await Promise.allSettled(events);
}
