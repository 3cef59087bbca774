// data/manifest.json of a foreign bundle: only what a check needs of it, and only if it has the shape
// of EVIDENCE §3.
import { member, textOrNull } from './json-member.ts';

export type Inventory = {
  readonly messages: readonly {
    readonly n: number;
    readonly path: string;
    readonly role: string;
    readonly sha256: string;
    readonly indication: string | null;
    /** What it says of the certified data; null when it says nothing. */
    readonly daticert: Readonly<Record<'msgid' | 'identificativo' | 'consegna' | 'time', string | null>> | null;
  }[];
  readonly links: readonly { readonly from: number; readonly to: number }[];
  readonly missing: readonly InventoryGap[];
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly sha512: string }[];
  /** What it says of the log; null when it says nothing, or not in this shape. */
  readonly audit: {
    readonly size: number;
    readonly root: string;
    readonly anchoredSize: number | null;
    readonly anchors: readonly string[];
    readonly timestamps: readonly string[];
  } | null;
};

export type InventoryGap = {
  readonly what: string;
  readonly n: number | null;
  readonly recipient: string | null;
  readonly state: string;
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
    const n = member(row, 'n');
    const role = member(row, 'role');
    if (typeof path !== 'string' || typeof sha256 !== 'string' || typeof n !== 'number' || typeof role !== 'string') return null;
    const daticert = member(member(row, 'signature'), 'daticert');
    return { n, path, role, sha256, indication: textOrNull(member(row, 'indication')), daticert: factsOf(daticert) };
  });
  const links = listOf(member(value, 'links'), (row) => {
    const from = member(row, 'from');
    const to = member(row, 'to');
    return typeof from === 'number' && typeof to === 'number' ? { from, to } : null;
  });
  const missing = listOf(member(value, 'missing'), readGap);
  const files = listOf(member(value, 'files'), (row) => {
    const path = member(row, 'path');
    const sha256 = member(row, 'sha256');
    const sha512 = member(row, 'sha512');
    return typeof path === 'string' && typeof sha256 === 'string' && typeof sha512 === 'string' ? { path, sha256, sha512 } : null;
  });
  if (messages === null || files === null || links === null || missing === null) return null;
  return { messages, files, links, missing, audit: logOf(member(value, 'audit')) };
}

function logOf(audit: unknown): Inventory['audit'] {
  const size = member(audit, 'size');
  const root = member(audit, 'root');
  const anchoredSize = member(audit, 'anchoredSize');
  const anchors = listOf(member(audit, 'anchors'), (row) => textOrNull(member(row, 'path')));
  const timestamps = listOf(member(audit, 'timestamps'), textOrNull);
  if (typeof size !== 'number' || typeof root !== 'string' || anchors === null || timestamps === null) return null;
  if (typeof anchoredSize !== 'number' && anchoredSize !== null) return null;
  return { size, root, anchoredSize, anchors, timestamps };
}

function factsOf(daticert: unknown): Inventory['messages'][number]['daticert'] {
  if (typeof daticert !== 'object' || daticert === null) return null;
  const fact = (name: string): string | null => textOrNull(member(daticert, name));
  return { msgid: fact('msgid'), identificativo: fact('identificativo'), consegna: fact('consegna'), time: fact('time') };
}

function readGap(row: unknown): InventoryGap | null {
  const what = member(row, 'what');
  const state = member(row, 'state');
  const n = member(row, 'n');
  if (typeof what !== 'string' || typeof state !== 'string') return null;
  return { what, n: typeof n === 'number' ? n : null, recipient: textOrNull(member(row, 'recipient')), state };
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
