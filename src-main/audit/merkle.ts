// The Merkle tree of the log (RFC 9162 §2.1): leaf and node hashes with their prefixes, split at the
// largest power of two below n. Kept as a frontier of complete subtrees, so that appending is cheap.
import { hash as digest } from 'node:crypto';

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

export function leafHash(entry: Uint8Array): Buffer {
  return digest('sha256', Buffer.concat([LEAF, entry]), 'buffer');
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return digest('sha256', Buffer.concat([NODE, left, right]), 'buffer');
}

/** Roots of complete subtrees, index = binary logarithm of their size; null where there is none. */
export type Frontier = readonly (Uint8Array | null)[];

/** What one more leaf changes: every level below `level` is merged into the new subtree. */
export function grow(
  frontier: Frontier,
  leaf: Uint8Array,
): { readonly frontier: Frontier; readonly level: number; readonly hash: Uint8Array } {
  let level = 0;
  let hash: Uint8Array = leaf;
  for (let waiting = frontier[level] ?? null; waiting !== null; waiting = frontier[level] ?? null) {
    hash = nodeHash(waiting, hash);
    level += 1;
  }
  const next = frontier.map((kept, index) => (index < level ? null : kept));
  while (next.length <= level) next.push(null);
  next[level] = hash;
  return { frontier: next, level, hash };
}

/** RFC 9162 §2.1.1; of no leaves: the hash of nothing. */
export function rootOf(frontier: Frontier): Buffer {
  let root: Buffer | null = null;
  for (const subtree of frontier) {
    if (subtree !== null) root = root === null ? Buffer.from(subtree) : nodeHash(subtree, root);
  }
  return root ?? digest('sha256', Buffer.alloc(0), 'buffer');
}

export type PathStep = { readonly side: 'L' | 'R'; readonly hash: Buffer };

/** From leaf to root (RFC 9162 §2.1.3.1); the side is where the given hash stands. */
export function inclusionPath(leaves: readonly Uint8Array[], index: number): readonly PathStep[] {
  if (index < 0 || index >= leaves.length) throw new Error('no such leaf');
  if (leaves.length === 1) return [];
  const split = largestPowerBelow(leaves.length);
  return index < split
    ? [...inclusionPath(leaves.slice(0, split), index), { side: 'R', hash: treeRoot(leaves.slice(split)) }]
    : [...inclusionPath(leaves.slice(split), index - split), { side: 'L', hash: treeRoot(leaves.slice(0, split)) }];
}

export function rootFromPath(leaf: Uint8Array, path: readonly PathStep[]): Buffer {
  let hash: Buffer = Buffer.from(leaf);
  for (const step of path) hash = step.side === 'L' ? nodeHash(step.hash, hash) : nodeHash(hash, step.hash);
  return hash;
}

/** RFC 9162 §2.1.4.1: that the first `size` leaves are the beginning of all of them. */
export function consistencyProof(leaves: readonly Uint8Array[], size: number): readonly Buffer[] {
  if (size < 1 || size > leaves.length) throw new Error('no such size');
  return subproof(leaves, size, true);
}

function subproof(leaves: readonly Uint8Array[], size: number, complete: boolean): readonly Buffer[] {
  if (size === leaves.length) return complete ? [] : [treeRoot(leaves)];
  const split = largestPowerBelow(leaves.length);
  return size <= split
    ? [...subproof(leaves.slice(0, split), size, complete), treeRoot(leaves.slice(split))]
    : [...subproof(leaves.slice(split), size - split, false), treeRoot(leaves.slice(0, split))];
}

/** RFC 9162 §2.1.4.2. */
export function provesConsistency(
  older: { readonly size: number; readonly root: Uint8Array },
  newer: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (older.size < 1 || older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && Buffer.from(older.root).equals(newer.root);
  const isPower = (older.size & (older.size - 1)) === 0;
  const [first, ...rest] = isPower ? [older.root, ...proof] : proof;
  if (first === undefined) return false;
  let fn = older.size - 1;
  let sn = newer.size - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  let fr: Buffer = Buffer.from(first);
  let sr: Buffer = Buffer.from(first);
  for (const step of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(step, fr);
      sr = nodeHash(step, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else sr = nodeHash(sr, step);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && fr.equals(older.root) && sr.equals(newer.root);
}

function treeRoot(leaves: readonly Uint8Array[]): Buffer {
  let frontier: Frontier = [];
  for (const leaf of leaves) frontier = grow(frontier, leaf).frontier;
  return rootOf(frontier);
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
