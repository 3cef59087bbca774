// The signature of each box: plain text under what is written from it.
import type { Store } from '#main/store/database';
import { saveSetting, setting } from '#main/store/setting';
import { signatureBlock, type DraftContent } from '#shared/model/compose';
import type { AccountId } from '#shared/model/ids';

const SIGNATURES_SETTING = 'signatures';

export function signatures(store: Store): Readonly<Record<string, string>> {
  const saved = store.read((tx) => setting(tx, SIGNATURES_SETTING));
  if (typeof saved !== 'object' || saved === null) return {};
  return Object.fromEntries(Object.entries(saved).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Blank text takes the signature away. */
export function setSignature(store: Store, account: AccountId, text: string): void {
  const { [account]: _before, ...others } = signatures(store);
  const next = text.trim() === '' ? others : { ...others, [account]: text };
  store.write((tx) => saveSetting(tx, SIGNATURES_SETTING, next), { durable: true });
}

/** Before what is quoted, after where one starts to write. */
export function signed(content: DraftContent, known: Readonly<Record<string, string>>): DraftContent {
  return { ...content, text: signatureBlock(known[content.account] ?? '') + content.text };
}
