// The sent message in a bundle against the original inside its complete delivery receipts: nobody signs
// the sender's copy, and the receipt holds what the provider took (PEC-REFERENCE §3.6 V9). Said to be
// another message only where a proven receipt says so; what nothing can be held against is named.
import { saysOther, type MessageFingerprint } from '#main/pec/fingerprint';
import type { DescribedClaim } from '#main/verification/describe';
import type { Inventory } from './inventory.ts';

export type BundleContents = {
  /** Of a message without a signature, by path. */
  readonly own: MessageFingerprint | null;
  /** Of the original inside a signed one. */
  readonly original: MessageFingerprint | null;
};

export type SentState =
  | { readonly state: 'same' }
  /** `about`: the sent message. */
  | { readonly state: 'differs'; readonly about: string }
  /** `about`: the first that no complete receipt here holds; `some`: others were compared. */
  | { readonly state: 'notCompared'; readonly about: string; readonly some: boolean }
  | { readonly state: 'none' };

export function compareSent(
  { messages, links }: Inventory,
  contents: ReadonlyMap<string, BundleContents>,
  /** Of the signed data, by path; null where a message is not proven now. */
  claims: ReadonlyMap<string, DescribedClaim | null>,
): SentState {
  const sent = messages.filter(({ role }) => role === 'inviato');
  const pathOf = new Map(sent.map(({ n, path }) => [n, path]));
  const byMessageId = new Map<string, string[]>();
  for (const { path } of sent) {
    const id = contents.get(path)?.own?.messageId ?? null;
    if (id !== null) byMessageId.set(id, [...(byMessageId.get(id) ?? []), path]);
  }
  const linked = new Map<number, string[]>();
  for (const { from, to } of links) {
    const path = pathOf.get(to);
    if (path !== undefined) linked.set(from, [...(linked.get(from) ?? []), path]);
  }
  const compared = new Set<string>();
  for (const { n, path, indication } of messages) {
    const claim = claims.get(path) ?? null;
    const original = contents.get(path)?.original ?? null;
    // What the bundle itself says did not pass was not counted, and is no answer of it.
    if (claim?.receipt !== 'delivery' || claim.extent !== 'complete' || indication !== 'passed' || original === null) continue;
    const named = claim.msgid === null ? [] : (byMessageId.get(claim.msgid.trim().replace(/^<(.*)>$/, '$1')) ?? []);
    for (const about of new Set([...(linked.get(n) ?? []), ...named])) {
      const own = contents.get(about)?.own ?? null;
      if (own === null) continue;
      if (saysOther(own, original) !== null) return { state: 'differs', about };
      compared.add(about);
    }
  }
  const left = sent.find(({ path }) => !compared.has(path));
  if (left !== undefined) return { state: 'notCompared', about: left.path, some: compared.size > 0 };
  return compared.size > 0 ? { state: 'same' } : { state: 'none' };
}
