// The SHA-256 of a file of the person's. Its bytes never leave the page: only the digest is asked for.

/** Read whole into memory; larger ones are for the command line. */
export const MOST_FILE_BYTES = 512 * 1024 * 1024;

/** 64 hexadecimal digits. Rejects when the file cannot be read. */
export async function fileDigest(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The digest a search is about when it is about a file alone; null otherwise. */
export function fileOfQuery(query: string): string | null {
  return /^file:([0-9a-f]{64})$/.exec(query.trim())?.[1] ?? null;
}
