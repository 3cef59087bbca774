// Trust data as the verifier takes it, with an epoch that is a digest of all of it: two materials with
// the same epoch give the same judgements.
import { createHash } from 'node:crypto';
import type { TrustMaterial } from '#main/ports';

export type MaterialParts = { readonly setDate: string } & Partial<Omit<TrustMaterial, 'setDate' | 'epoch'>>;

export function asMaterial(parts: MaterialParts): TrustMaterial {
  const { setDate, anchors = [], roots = [], pool = [], crls = [], ocspResponses = [] } = parts;
  const digest = createHash('sha256').update(setDate);
  for (const list of [anchors, roots, pool, crls, ocspResponses]) {
    const members = list.map((der) => createHash('sha256').update(der).digest('hex')).toSorted();
    digest.update(`\n${members.join(' ')}`);
  }
  return { setDate, epoch: digest.digest('hex'), anchors, roots, pool, crls, ocspResponses };
}

/** The same material with more in it: fetched lists, certificates the user added. */
export function withAdded(material: TrustMaterial, added: Partial<Omit<TrustMaterial, 'setDate' | 'epoch'>>): TrustMaterial {
  return asMaterial({
    setDate: material.setDate,
    anchors: [...material.anchors, ...(added.anchors ?? [])],
    roots: [...material.roots, ...(added.roots ?? [])],
    pool: [...material.pool, ...(added.pool ?? [])],
    crls: [...material.crls, ...(added.crls ?? [])],
    ocspResponses: [...material.ocspResponses, ...(added.ocspResponses ?? [])],
  });
}
