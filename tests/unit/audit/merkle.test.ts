// The tree of the log against the definition of RFC 9162 §2.1, written here a second time, recursively.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  consistencyProof,
  createHashTree,
  grow,
  inclusionPath,
  leadsFrom,
  leafHash,
  provesConsistency,
  rootFromPath,
  rootOf,
  type Frontier,
} from '#main/audit/merkle';

function sha256(...parts: readonly Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

function definedRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha256();
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return Buffer.from(only);
  const split = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return sha256(Buffer.from([1]), definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

const leaves = Array.from({ length: 300 }, (_, index) => leafHash(Buffer.from(`entry ${index}`)));

function frontierRoot(count: number): Buffer {
  let frontier: Frontier = [];
  for (const leaf of leaves.slice(0, count)) frontier = grow(frontier, leaf).frontier;
  return rootOf(frontier);
}

const tree = createHashTree(leaves.length);
for (const leaf of leaves) tree.add(leaf);

describe('AUD-02', () => {
  test('a leaf is hashed behind a zero octet', () => {
    expect(leafHash(Buffer.from('x'))).toEqual(sha256(Buffer.from([0]), Buffer.from('x')));
  });

  test('the root of the frontier is the root by definition, up to 300 leaves', () => {
    const wrong = Array.from({ length: 301 }, (_, count) => count).filter(
      (count) => !frontierRoot(count).equals(definedRoot(leaves.slice(0, count))),
    );
    expect(wrong).toEqual([]);
  });

  test('so is that of the tree kept whole, of any beginning of it', () => {
    const sizes = Array.from({ length: leaves.length }, (_, index) => index + 1);
    expect(sizes.filter((count) => !tree.root(0, count).equals(definedRoot(leaves.slice(0, count))))).toEqual([]);
  });

  test('inclusion of every leaf in every tree up to 64; not of another leaf', () => {
    const wrong: string[] = [];
    for (let count = 1; count <= 64; count += 1) {
      const part = leaves.slice(0, count);
      const root = definedRoot(part);
      for (let index = 0; index < count; index += 1) {
        const path = inclusionPath(tree, count, index);
        if (!rootFromPath(leaves[index] ?? root, path).equals(root)) wrong.push(`${index} in ${count}`);
        for (let other = 0; other < count; other += 1)
          if (leadsFrom(other, count, path) !== (other === index)) wrong.push(`${index} at ${other} in ${count}`);
        if (rootFromPath(leaves[index + 1] ?? root, path).equals(root)) wrong.push(`${index + 1} for ${index} in ${count}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('consistency of every m ≤ n ≤ 64; no proof holds for another tree, shortened, lengthened or reversed', () => {
    const wrong: string[] = [];
    for (let n = 1; n <= 64; n += 1) {
      for (let m = 1; m <= n; m += 1) {
        const part = leaves.slice(0, n);
        const older = { size: m, root: definedRoot(part.slice(0, m)) };
        const newer = { size: n, root: definedRoot(part) };
        const proof = consistencyProof(tree, m, n);
        const other = { ...older, root: definedRoot(leaves.slice(100, 100 + m)) };
        if (!provesConsistency(older, newer, proof)) wrong.push(`${m} in ${n}`);
        if (provesConsistency(other, newer, proof)) wrong.push(`another ${m} in ${n}`);
        if (m < n && provesConsistency(older, newer, proof.slice(0, -1))) wrong.push(`short ${m} in ${n}`);
        if (provesConsistency(older, newer, [...proof, sha256()])) wrong.push(`long ${m} in ${n}`);
        if (proof.length > 1 && provesConsistency(older, newer, proof.toReversed())) wrong.push(`reversed ${m} in ${n}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
