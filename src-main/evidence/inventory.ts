// data/manifest.json of a foreign bundle: only what a check needs of it, and only if it has the shape
// of EVIDENCE §3.

export type Inventory = {
  readonly messages: readonly { readonly path: string; readonly sha256: string; readonly indication: string | null }[];
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly sha512: string }[];
};

const SCHEMA = 'pec-evidence/1';

/** Null when it is not one of ours. */
export function readInventory(bytes: Uint8Array): Inventory | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (member(value, 'schema') !== SCHEMA) return null;
  const messages = listOf(member(value, 'messages'), (row) => {
    const path = member(row, 'path');
    const sha256 = member(row, 'sha256');
    const indication = member(row, 'indication');
    if (typeof path !== 'string' || typeof sha256 !== 'string') return null;
    return { path, sha256, indication: typeof indication === 'string' ? indication : null };
  });
  const files = listOf(member(value, 'files'), (row) => {
    const path = member(row, 'path');
    const sha256 = member(row, 'sha256');
    const sha512 = member(row, 'sha512');
    return typeof path === 'string' && typeof sha256 === 'string' && typeof sha512 === 'string' ? { path, sha256, sha512 } : null;
  });
  return messages === null || files === null ? null : { messages, files };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (Reflect.get(value, name) as unknown) : undefined;
}

function listOf<T>(value: unknown, read: (row: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(value)) return null;
  const rows: T[] = [];
  for (const row of value) {
    const made = read(row);
    if (made === null) return null;
    rows.push(made);
  }
  return rows;
}
