// Manifests of a foreign bag, read strictly (RFC 8493 §2.1.3): one spelling, so that what openssl and
// sha256sum read is what we read.
import { isBagPath } from './bag-path.ts';

const MOST_BYTES = 200 * 1024 * 1024;
const MOST_LINES = 500_000;

/** Path to digest; null when a line is not one of ours, a path comes twice, or there are too many. */
export function readBagManifest(bytes: Uint8Array, digits: 64 | 128): ReadonlyMap<string, string> | null {
  if (bytes.byteLength > MOST_BYTES) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const entries = new Map<string, string>();
  if (text === '') return entries;
  if (!text.endsWith('\n')) return null;
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const digest = text.slice(from, from + digits);
    const path = text.slice(from + digits + 2, end);
    if (text.slice(from + digits, from + digits + 2) !== '  ' || !/^[0-9a-f]+$/.test(digest) || !isBagPath(path)) return null;
    if (entries.has(path) || entries.size >= MOST_LINES) return null;
    entries.set(path, digest);
    from = end + 1;
  }
  return entries;
}
