// The trust set that ships with the program: certificates in a folder and a manifest that says what
// each is, where it came from and which fingerprint it must have. A file that does not fit its
// fingerprint stops the load: a changed anchor must never be used quietly (THREATS SUP-06).
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { asMaterial } from './material.ts';
import { certificatesIn } from './pem.ts';
import type { TrustMaterial } from '#main/ports';
import { AppError } from '#shared/model/app-error';

/** 'anchor': a pinned issuing CA, where a path ends. 'root': above it, only completes a path. */
export type TrustRole = 'anchor' | 'root';

export type TrustEntry = {
  readonly file: string;
  readonly role: TrustRole;
  readonly subject: string;
  readonly sha256: string;
  /** When it was taken into the set, "2026-11-22". */
  readonly date: string;
  readonly source: string;
};

export type BundledTrust = {
  readonly setDate: string;
  readonly entries: readonly (TrustEntry & { readonly der: Uint8Array })[];
  readonly material: TrustMaterial;
};

const MANIFEST = 'trust.json';

/** Loads and checks the set in `folder` (assets/trust). Rejects with AppError 'input.file'. */
export async function loadBundledTrust(folder: string): Promise<BundledTrust> {
  const manifest = readManifest(await readText(path.join(folder, MANIFEST)));
  const entries = await Promise.all(
    manifest.entries.map(async (entry) => {
      const [der, ...more] = certificatesIn(Buffer.from(await readText(path.join(folder, entry.file)), 'latin1'));
      const fingerprint = der === undefined ? null : createHash('sha256').update(der).digest('hex');
      if (der === undefined || more.length > 0 || fingerprint !== entry.sha256)
        throw new AppError('input.file', { values: { file: entry.file, reason: 'fingerprint' } });
      return { ...entry, der };
    }),
  );
  const withRole = (role: TrustRole): Uint8Array[] => entries.filter((entry) => entry.role === role).map(({ der }) => der);
  const material = asMaterial({ setDate: manifest.setDate, anchors: withRole('anchor'), roots: withRole('root') });
  return { setDate: manifest.setDate, entries, material };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('input.file', { values: { file: path.basename(file) }, cause });
  }
}

function readManifest(text: string): { setDate: string; entries: TrustEntry[] } {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('setDate' in value) || !('certificates' in value)) throw badManifest();
  const { setDate, certificates } = value;
  if (typeof setDate !== 'string' || !Array.isArray(certificates)) throw badManifest();
  return { setDate, entries: certificates.map(readEntry) };
}

function readEntry(value: unknown): TrustEntry {
  if (typeof value !== 'object' || value === null) throw badManifest();
  const field = (name: string): string => {
    const found: unknown = Reflect.get(value, name);
    if (typeof found !== 'string' || found === '') throw badManifest();
    return found;
  };
  const role = field('role');
  const file = field('file');
  if ((role !== 'anchor' && role !== 'root') || path.basename(file) !== file) throw badManifest();
  return { file, role, subject: field('subject'), sha256: field('sha256'), date: field('date'), source: field('source') };
}

function badManifest(): AppError {
  return new AppError('input.file', { values: { file: MANIFEST, reason: 'manifest' } });
}
