// A window of its own for one message: what comes after # in its address. Read from outside, so anything else is null.
import type { AccountId, BlobHash, DispatchId } from './ids.ts';

export type WindowItem =
  | { readonly type: 'message'; readonly account: AccountId; readonly hash: BlobHash }
  | { readonly type: 'dispatch'; readonly account: AccountId; readonly id: DispatchId };

/** Of one message or dispatch: the kind, the account, the name, each as a path segment. */
export const WINDOW_ADDRESS = /^(message|dispatch)\/([\w.~%@+-]{1,600})\/([\w.~%@+-]{1,600})$/;

export function windowAddress(item: WindowItem): string {
  const name = item.type === 'message' ? item.hash : item.id;
  return `${item.type}/${segment(item.account)}/${segment(name)}`;
}

export function readWindowAddress(text: string): WindowItem | null {
  const [, type, account, name] = WINDOW_ADDRESS.exec(text) ?? [];
  if (type === undefined || account === undefined || name === undefined) return null;
  try {
    const [of, named] = [decodeURIComponent(account) as AccountId, decodeURIComponent(name)];
    if (type === 'dispatch') return { type, account: of, id: named as DispatchId };
    return /^[0-9a-f]{64}$/.test(named) ? { type: 'message', account: of, hash: named as BlobHash } : null;
  } catch {
    return null; // a % that encodes nothing
  }
}

// encodeURIComponent leaves !'()* as they are.
function segment(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
