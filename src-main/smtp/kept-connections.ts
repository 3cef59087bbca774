// Connections that are logged in and idle, one for a box. An idle one never keeps the process alive, and
// one that its server ended is forgotten.
import type { Credentials, Endpoint } from '#main/ports';

type Connection = {
  on(event: 'end', listener: () => void): unknown;
  quit(): void;
  close(): void;
};

type Kept<C> = { readonly endpoint: Endpoint; readonly credentials: Credentials; readonly connection: C; readonly timer: NodeJS.Timeout };

export type KeptConnections<C> = {
  /** Logged in to this server as this user; null: there is none. */
  take(endpoint: Endpoint, credentials: Credentials): C | null;
  put(endpoint: Endpoint, credentials: Credentials, connection: C): void;
  close(): void;
};

/** Servers count: some end a connection after a hundred messages. */
const MOST_MESSAGES = 100;

export function createKeptConnections<C extends Connection>(keepMs: number): KeptConnections<C> {
  const idle = new Set<Kept<C>>();
  const carried = new WeakMap<C, number>();
  let closed = false;

  function drop(one: Kept<C>): void {
    clearTimeout(one.timer);
    idle.delete(one);
  }

  return {
    take(endpoint, credentials) {
      for (const one of idle) {
        if (!isSame(one, endpoint, credentials)) continue;
        drop(one);
        holdProcess(one.connection, true);
        return one.connection;
      }
      return null;
    },
    put(endpoint, credentials, connection) {
      const messages = (carried.get(connection) ?? 0) + 1;
      if (closed || keepMs === 0 || messages >= MOST_MESSAGES) {
        connection.quit();
        connection.close();
        return;
      }
      if (messages === 1) {
        connection.on('end', () => {
          for (const one of idle) if (one.connection === connection) drop(one);
        });
      }
      carried.set(connection, messages);
      holdProcess(connection, false);
      const timer = setTimeout(() => {
        drop(one);
        connection.quit();
        connection.close();
      }, keepMs);
      timer.unref();
      const one: Kept<C> = { endpoint, credentials, connection, timer };
      idle.add(one);
    },
    close() {
      closed = true;
      for (const one of idle) {
        drop(one);
        one.connection.quit();
        one.connection.close();
      }
    },
  };
}

function isSame(one: Kept<unknown>, endpoint: Endpoint, credentials: Credentials): boolean {
  const { host, port, security, extraRoot } = one.endpoint;
  return (
    host === endpoint.host &&
    port === endpoint.port &&
    security === endpoint.security &&
    extraRoot === endpoint.extraRoot &&
    one.credentials.login === credentials.login &&
    one.credentials.password === credentials.password
  );
}

/** nodemailer keeps its socket to itself. */
function holdProcess(connection: object, hold: boolean): void {
  const socket: unknown = Reflect.get(connection, '_socket');
  const name = hold ? 'ref' : 'unref';
  const method: unknown = typeof socket === 'object' && socket !== null ? Reflect.get(socket, name) : undefined;
  if (typeof method === 'function') Reflect.apply(method, socket, []);
}
