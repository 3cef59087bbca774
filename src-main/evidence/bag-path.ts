// Names inside a bundle (EVIDENCE §1): few characters, no surprises on any file system. Used when a
// bundle is written and when a foreign one is read.

const MOST_BYTES = 120;
/** Names that Windows gives to devices, with or without an ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;

/** Tag files of RFC 8493 and ours keep their usual spelling; everything else is lower case. */
const SPELT: ReadonlySet<string> = new Set(['LEGGIMI.txt', 'README.txt']);

export function isBagPath(path: string): boolean {
  if (SPELT.has(path)) return true;
  if (path.length === 0 || path.length > MOST_BYTES || !/^[a-z0-9._/-]+$/.test(path)) return false;
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..' && !DEVICE.test(segment));
}

/** Bytewise order of UTF-8, which for these names is the order of their code units (EVIDENCE §2). */
export function byBytes(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
