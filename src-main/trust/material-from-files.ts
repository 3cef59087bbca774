// Trust data from files a person names on the command line: `--trust FILE|DIR` replaces the shipped
// anchors, `--crls DIR` gives revocation lists (CLI.md §verify).
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { asMaterial } from './material.ts';
import { certificatesIn, listsIn } from './pem.ts';
import type { TrustMaterial } from '#main/ports';
import { AppError } from '#shared/model/app-error';

const MAX_FILE_BYTES = 20 * 1024 * 1024;
const CERTIFICATE_NAMES = /\.(pem|crt|cer|der)$/i;
const LIST_NAMES = /\.(crl|pem|der)$/i;
const OCSP_NAMES = /\.(ocsp|ors)$/i;

/** Every certificate of one PEM or DER file, or of every such file of a folder, as anchors. `setDate`: "2026-11-22". */
export async function anchorsFromFiles(place: string, setDate: string): Promise<TrustMaterial> {
  const anchors = (await readAll(place, CERTIFICATE_NAMES)).flatMap(certificatesIn);
  if (anchors.length === 0) throw new AppError('input.file', { values: { file: place, reason: 'no certificate' } });
  return asMaterial({ setDate, anchors });
}

/** Revocation lists and OCSP responses of a folder, or of one file. */
export async function listsFromFiles(place: string): Promise<{ readonly crls: Uint8Array[]; readonly ocspResponses: Uint8Array[] }> {
  const crls = (await readAll(place, LIST_NAMES)).flatMap(listsIn);
  const ocspResponses = (await stat(place)).isDirectory() ? await readAll(place, OCSP_NAMES) : [];
  return { crls, ocspResponses };
}

async function readAll(place: string, names: RegExp): Promise<Uint8Array[]> {
  try {
    const info = await stat(place);
    if (!info.isDirectory()) return [await readBounded(place)];
    const entries = await readdir(place, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && names.test(entry.name)).map(({ name }) => name);
    return await Promise.all(files.toSorted().map((name) => readBounded(path.join(place, name))));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('input.file', { values: { file: place }, cause });
  }
}

async function readBounded(file: string): Promise<Uint8Array> {
  if ((await stat(file)).size > MAX_FILE_BYTES) throw new AppError('input.file', { values: { file: path.basename(file), reason: 'size' } });
  return readFile(file);
}
