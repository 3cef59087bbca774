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

/** The tree over leaves as they are added, with every complete subtree kept: 64 octets a leaf. */
export type HashTree = {
  add(leaf: Uint8Array): void;
  /** Of the leaves from `from` (included) to `to` (not included): RFC 9162 §2.1.1. They begin where a subtree of that tree begins. */
  root(from: number, to: number): Buffer;
};

const HASH_BYTES = 32;

/** For at most `capacity` leaves. */
export function createHashTree(capacity: number): HashTree {
  const levels: { readonly hashes: Buffer; count: number }[] = [];
  for (let room = capacity; room > 0; room = Math.floor(room / 2)) levels.push({ hashes: Buffer.alloc(room * HASH_BYTES), count: 0 });

  function kept(level: number, index: number): Buffer {
    const of = levels[level];
    if (of === undefined || index >= of.count) throw new Error('no such subtree');
    return of.hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  function root(from: number, to: number): Buffer {
    const count = to - from;
    if (count < 1) throw new Error('no such tree');
    const level = 31 - Math.clz32(count);
    if (count === 2 ** level) return kept(level, from / count);
    const split = from + largestPowerBelow(count);
    return nodeHash(root(from, split), root(split, to));
  }

  return {
    add(leaf) {
      let hash = leaf;
      for (const [level, of] of levels.entries()) {
        if ((of.count + 1) * HASH_BYTES > of.hashes.length) throw new Error('more leaves than there is room for');
        of.hashes.set(hash, of.count * HASH_BYTES);
        of.count += 1;
        if (of.count % 2 === 1) return;
        hash = nodeHash(kept(level, of.count - 2), kept(level, of.count - 1));
      }
    },
    root,
  };
}

export type PathStep = { readonly side: 'L' | 'R'; readonly hash: Buffer };

/** From leaf to root of the tree over the first `size` leaves (RFC 9162 §2.1.3.1); the side is where the given hash stands. */
export function inclusionPath(tree: HashTree, size: number, index: number): readonly PathStep[] {
  if (index < 0 || index >= size) throw new Error('no such leaf');
  const downwards: PathStep[] = [];
  for (let from = 0, to = size; to - from > 1;) {
    const split = from + largestPowerBelow(to - from);
    if (index < split) {
      downwards.push({ side: 'R', hash: tree.root(split, to) });
      to = split;
    } else {
      downwards.push({ side: 'L', hash: tree.root(from, split) });
      from = split;
    }
  }
  return downwards.toReversed();
}

export function rootFromPath(leaf: Uint8Array, path: readonly PathStep[]): Buffer {
  let hash: Buffer = Buffer.from(leaf);
  for (const step of path) hash = step.side === 'L' ? nodeHash(step.hash, hash) : nodeHash(hash, step.hash);
  return hash;
}

/** Whether these steps go from this leaf to the root of a tree of this size (RFC 9162 §2.1.3.2), and from no other leaf. */
export function leadsFrom(index: number, size: number, path: readonly PathStep[]): boolean {
  let fn = index;
  let sn = size - 1;
  for (const { side } of path) {
    if (sn === 0) return false;
    const left = fn % 2 === 1 || fn === sn;
    if (side !== (left ? 'L' : 'R')) return false;
    while (left && fn % 2 === 0 && fn !== 0) {
      fn = Math.floor(fn / 2);
      sn = Math.floor(sn / 2);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0;
}

/** RFC 9162 §2.1.4.1: that the first `older` leaves are the beginning of the first `newer`. */
export function consistencyProof(tree: HashTree, older: number, newer: number): readonly Buffer[] {
  if (older < 1 || older > newer) throw new Error('no such size');
  return subproof(tree, older, 0, newer, true);
}

function subproof(tree: HashTree, size: number, from: number, to: number, complete: boolean): readonly Buffer[] {
  if (size === to - from) return complete ? [] : [tree.root(from, to)];
  const split = largestPowerBelow(to - from);
  return size <= split
    ? [...subproof(tree, size, from, from + split, complete), tree.root(from + split, to)]
    : [...subproof(tree, size - split, from + split, to, false), tree.root(from, from + split)];
}

/** RFC 9162 §2.1.4.2. */
export function provesConsistency(
  older: { readonly size: number; readonly root: Uint8Array },
  newer: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (older.size < 1 || older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && Buffer.from(older.root).equals(newer.root);
  let fn = older.size - 1;
  let sn = newer.size - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  // Zero by now: a power of two, and the older root stands in the newer tree.
  const [first, ...rest] = fn === 0 ? [older.root, ...proof] : proof;
  if (first === undefined) return false;
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

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
