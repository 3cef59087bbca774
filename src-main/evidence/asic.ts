// ASiC-S with a time assertion (ETSI EN 319 162-1 §4.3, EVIDENCE §8): `mimetype` first and stored, the
// bundle's ZIP as the one data object, and the time-stamp token over it.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { crcOfFile, writeStoredZip, type ZipMember } from './stored-zip.ts';

export const MIMETYPE = 'application/vnd.etsi.asic-s+zip';

/** In `folder`, which is the caller's; gives the path of the container. */
export async function writeAsicS(
  folder: string,
  object: { readonly file: string; readonly name: string },
  token: Uint8Array,
): Promise<string> {
  const small = (name: string, file: string, content: string | Uint8Array): ZipMember => {
    const place = path.join(folder, file);
    writeFileSync(place, content, { flag: 'wx' });
    const bytes = readFileSync(place);
    return { name, size: bytes.length, crc32: crc32(bytes), file: place, offset: 0 };
  };
  const container = path.join(folder, 'container.asics');
  const members = [
    small('mimetype', 'mimetype', MIMETYPE),
    { name: object.name, size: statSync(object.file).size, crc32: crcOfFile(object.file), file: object.file, offset: 0 },
    small('META-INF/timestamp.tst', 'timestamp.tst', token),
  ];
  await writeStoredZip(container, members, () => undefined);
  return container;
}
