// All UIDs of the open folder. ESEARCH answers in a few bytes (RFC 4731); a plain SEARCH answers in one
// line, so it is cut into windows that stay below the limit of a line (THREATS §4).
import type { ImapFlow } from 'imapflow';
import { AppError } from '#shared/model/app-error';
import { refused } from './failure.ts';
import type { FailureContext } from './failure.ts';
import { expandUidSet } from './uid-set.ts';

const MOST_UIDS = 2_000_000;
const WINDOW = 80_000;

/** Ascending, each once. */
export async function searchAllUids(client: ImapFlow, context: FailureContext): Promise<readonly number[]> {
  const folder = client.mailbox;
  if (folder === false) throw refused(context);
  if (folder.exists === 0) return [];
  if (client.capabilities.has('ESEARCH')) {
    const answer = await client.search({ all: true }, { uid: true, returnOptions: ['ALL'] });
    if (answer === false || answer === undefined) throw refused(context);
    if (!Array.isArray(answer)) return ascending(expandUidSet(answer.all ?? '', MOST_UIDS));
    return ascending(answer);
  }
  if (folder.exists <= WINDOW) return ascending(await searchWindow(client, { all: true }, context));
  const uids: number[] = [];
  for (let from = 1; from < folder.uidNext; from += WINDOW) {
    uids.push(...(await searchWindow(client, { uid: `${from}:${from + WINDOW - 1}` }, context)));
    if (uids.length > MOST_UIDS) throw new AppError('imap.limit', { values: { command: 'SEARCH' } });
  }
  return ascending(uids);
}

async function searchWindow(client: ImapFlow, query: { all: true } | { uid: string }, context: FailureContext): Promise<readonly number[]> {
  const answer = await client.search(query, { uid: true });
  // An empty result must never be mistaken for a refusal: it would mark a whole folder gone.
  if (answer === false || answer === undefined) throw refused(context);
  return answer;
}

function ascending(uids: readonly number[] | null): readonly number[] {
  if (uids === null) throw new AppError('imap.limit', { values: { command: 'SEARCH' } });
  return [...new Set(uids)].filter((uid) => Number.isSafeInteger(uid) && uid > 0).sort((a, b) => a - b);
}
