// How many connections are open at once, in all and to one provider: PEC providers allow two or three
// a mailbox and notice fifty from one address (PEC-REFERENCE §7).
import { AppError } from '#shared/model/app-error';

export type ConnectionGate = {
  /** Resolves with the release of a place; rejects when `signal` aborts. */
  enter(host: string, signal: AbortSignal): Promise<() => void>;
  /** A place without waiting, or null: an idle connection is a comfort, a pass is not. */
  tryEnter(host: string): (() => void) | null;
  /** Somebody waits. */
  crowded(): boolean;
};

export function createConnectionGate(limits: { readonly total: number; readonly perHost: number }): ConnectionGate {
  let open = 0;
  const byHost = new Map<string, number>();
  const waiting: { readonly host: string; readonly admit: () => void }[] = [];

  const hasRoom = (host: string): boolean => open < limits.total && (byHost.get(host) ?? 0) < limits.perHost;
  const take = (host: string): (() => void) => {
    open += 1;
    byHost.set(host, (byHost.get(host) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      open -= 1;
      byHost.set(host, (byHost.get(host) ?? 1) - 1);
      const next = waiting.findIndex((one) => hasRoom(one.host));
      if (next >= 0) waiting.splice(next, 1)[0]?.admit();
    };
  };

  return {
    crowded: () => waiting.length > 0,
    tryEnter: (host) => (hasRoom(host) ? take(host) : null),
    async enter(host, signal) {
      signal.throwIfAborted();
      if (hasRoom(host)) return take(host);
      return new Promise((resolve, reject) => {
        const entry = {
          host,
          admit: () => {
            signal.removeEventListener('abort', onAbort);
            resolve(take(host));
          },
        };
        const onAbort = (): void => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(new AppError('aborted'));
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.push(entry);
      });
    },
  };
}
