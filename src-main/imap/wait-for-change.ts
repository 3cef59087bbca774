// IDLE (RFC 2177) with timers of our own: a silent link may be dead for half an hour before anybody
// notices (imapflow issues 14 and 98). Ends with a NOOP, which both breaks IDLE and proves the link.
import type { ImapFlow } from 'imapflow';
import { AppError } from '#shared/model/app-error';

/** Resolves on the first change of the open folder, or after `timeoutMs`. Rejects when the link is gone or `signal` aborts. */
export async function waitForChange(client: ImapFlow, timeoutMs: number, signal: AbortSignal): Promise<'changed' | 'timeout'> {
  signal.throwIfAborted();
  const outcome = await new Promise<'changed' | 'timeout' | 'aborted' | 'closed'>((resolve) => {
    const onChange = (): void => finish('changed');
    const onClose = (): void => finish('closed');
    const onAbort = (): void => finish('aborted');
    const timer = setTimeout(() => finish('timeout'), timeoutMs);
    const finish = (how: 'changed' | 'timeout' | 'aborted' | 'closed'): void => {
      clearTimeout(timer);
      for (const event of CHANGES) client.off(event, onChange);
      client.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      resolve(how);
    };
    for (const event of CHANGES) client.on(event, onChange);
    client.on('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    // Where the server refuses IDLE the timer stands in for it; where it ends IDLE the caller looks.
    client.idle().then(
      (answer) => {
        if (answer !== false) finish('changed');
      },
      () => finish('closed'),
    );
  });
  if (outcome === 'aborted') throw new AppError('aborted');
  if (outcome === 'closed') throw new AppError('imap.closed', { retry: 'later', values: { command: 'IDLE' } });
  // imapflow's noop resolves on a dead link as well.
  await client.noop();
  if (!client.usable) throw new AppError('imap.closed', { retry: 'later', values: { command: 'NOOP' } });
  return outcome;
}

const CHANGES = ['exists', 'expunge', 'flags', 'highestModseq'] as const;
