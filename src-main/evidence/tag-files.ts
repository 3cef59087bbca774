// The tag files of a bag (RFC 8493 §2.1, §2.2) and the root that covers them (EVIDENCE §1).
import type { BagFolder } from './bag-folder.ts';

export type BagInfo = {
  /** "2026-11-22". */
  readonly date: string;
  readonly bundleId: string;
  readonly agent: string;
};

/** Call when everything else is in the bag. Returns the root: SHA-256 of tagmanifest-sha256.txt. */
export function writeTagFiles(bag: BagFolder, info: BagInfo): string {
  const payload = bag.files().filter(({ path }) => path.startsWith('data/'));
  const octets = payload.reduce((sum, { size }) => sum + size, 0);
  bag.add('bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
  bag.add(
    'bag-info.txt',
    `Bag-Software-Agent: ${info.agent}\nBagging-Date: ${info.date}\nExternal-Identifier: ${info.bundleId}\nPayload-Oxum: ${octets}.${payload.length}\n`,
  );
  bag.add('manifest-sha256.txt', payload.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''));
  bag.add('manifest-sha512.txt', payload.map(({ path, sha512 }) => `${sha512}  ${path}\n`).join(''));
  const tags = bag.files().filter(({ path }) => !path.startsWith('data/') && !path.startsWith('attest/'));
  return bag.add('tagmanifest-sha256.txt', tags.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')).sha256;
}
