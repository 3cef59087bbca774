// An id as a person types it: a dispatch id or a message hash, or the first digits of either.
import type { Store } from '#main/store/database';
import { dispatchById, dispatchesByPrefix } from '#main/store/dispatch';
import { messagesByPrefix } from '#main/store/message';
import { asDispatchId } from '#shared/model/ids';
import type { Core } from './core-types.ts';

/** Null when nothing or more than one thing begins so. */
export function findById(store: Store, id: string): ReturnType<Core['find']> {
  const wanted = id.toLowerCase();
  if (wanted.length < 6) return null;
  return store.read((tx) => {
    if (dispatchById(tx, asDispatchId(wanted)) !== null) return { type: 'dispatch', id: asDispatchId(wanted) };
    const [dispatch, second] = dispatchesByPrefix(tx, wanted, 2);
    const messages = messagesByPrefix(tx, wanted, 2);
    const [message] = messages;
    if (dispatch !== undefined && second === undefined && message === undefined) return { type: 'dispatch', id: dispatch };
    // The same bytes in two accounts are one message to a person who types its hash.
    const one = message !== undefined && messages.every((other) => other.hash === message.hash);
    return dispatch === undefined && one ? { type: 'message', account: message.account, hash: message.hash } : null;
  });
}
