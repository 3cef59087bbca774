// The conveniences beside the messages of a bundle, made again from the messages (EVIDENCE §1): an expert
// reads daticert.xml there, so what lies there must be what the message holds.
import { createHash } from 'node:crypto';
import type { SignedPieces } from '#main/verification/signed-pieces';
import { pem } from './trust-folder.ts';

/** SHA-256 that each file may have: signer.pem may be any certificate of the signature. */
export function derivedSums(message: string, bytes: Uint8Array, pieces: SignedPieces): ReadonlyMap<string, readonly string[]> {
  const sums = new Map<string, readonly string[]>();
  const put = (name: string, ...contents: readonly (Uint8Array | string)[]): void => {
    sums.set(
      `${folderOf(message)}${name}`,
      contents.map((content) => createHash('sha256').update(content).digest('hex')),
    );
  };
  const { signature, daticert, postacert } = pieces;
  if (daticert !== null) put('daticert.xml', daticert);
  if (postacert !== null) put('postacert.eml', postacert);
  if (signature === null) return sums;
  const { der, signedPart, certificates } = signature;
  put('smime.p7s', der);
  if (signedPart !== null) put('signed-part.bin', bytes.subarray(signedPart.offset, signedPart.offset + signedPart.length));
  put('signer.pem', ...certificates.map((certificate) => pem('CERTIFICATE', certificate)));
  return sums;
}

/** The first file under data/derived/ that is no piece of its message; null when all are. */
export function derivedFault(
  sums: ReadonlyMap<string, { readonly sha256: string }>,
  derived: ReadonlyMap<string, ReadonlyMap<string, readonly string[]> | null>,
): { readonly state: 'failed' | 'indeterminate'; readonly about: string } | null {
  const wanted = new Map<string, readonly string[]>();
  const unread = new Set<string>();
  for (const [message, pieces] of derived) {
    if (pieces === null) unread.add(folderOf(message));
    for (const [path, allowed] of pieces ?? []) wanted.set(path, allowed);
  }
  let open: string | null = null;
  for (const [path, { sha256 }] of sums) {
    if (!path.startsWith(FOLDER)) continue;
    if (wanted.get(path)?.includes(sha256) === true) continue;
    if (!unread.has(`${path.split('/').slice(0, 3).join('/')}/`)) return { state: 'failed', about: path };
    open ??= path;
  }
  return open === null ? null : { state: 'indeterminate', about: open };
}

const FOLDER = 'data/derived/';

/** "data/derived/0002/" of "data/messages/0002-…". */
function folderOf(message: string): string {
  return `${FOLDER}${/^data\/messages\/(\d+)-/.exec(message)?.[1] ?? ''}/`;
}
