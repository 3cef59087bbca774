// The tag files of a bag (RFC 8493 §2.1, §2.2) and the root that covers them (EVIDENCE §1).
import type { BagFolder } from './bag-folder.ts';

export type BagInfo = {
  /** "2026-11-22". */
  readonly date: string;
  readonly bundleId: string;
  readonly agent: string;
};

/** Call when everything else is in the bag. Returns the root, tagmanifest-sha256.txt, with its SHA-256. */
export function writeTagFiles(bag: BagFolder, info: BagInfo): { readonly root: Uint8Array; readonly sha256: string } {
  const isPayload = (path: string): boolean => path.startsWith('data/');
  let octets = 0;
  let count = 0;
  for (const { size } of bag.files(isPayload)) {
    octets += size;
    count += 1;
  }
  bag.add('bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
  bag.add(
    'bag-info.txt',
    `Bag-Software-Agent: ${info.agent}\nBagging-Date: ${info.date}\nExternal-Identifier: ${info.bundleId}\nPayload-Oxum: ${octets}.${count}\n`,
  );
  for (const sum of ['sha256', 'sha512'] as const) {
    const manifest = bag.open(`manifest-${sum}.txt`);
    for (const file of bag.files(isPayload)) manifest.write(`${file[sum]}  ${file.path}\n`);
    manifest.end();
  }
  const tags = [...bag.files((path) => !isPayload(path) && !path.startsWith('attest/'))];
  const root = Buffer.from(tags.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''), 'utf8');
  return { root, sha256: bag.add('tagmanifest-sha256.txt', root).sha256 };
}
