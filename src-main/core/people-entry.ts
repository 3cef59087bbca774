// A name and an address from a file as one entry that is read strictly, like a typed one (THREATS SND-02).
import type { CardEntry } from '#main/outbox/read-vcards';

/** A name that could be read as more than a name is left out. */
export function recipientOf({ name, address }: CardEntry): string {
  const clean = name
    .replaceAll(/[\p{C}"\\<>]/gu, ' ')
    .trim()
    .slice(0, 200);
  return clean === '' || clean.includes('@') ? address : `"${clean}" <${address}>`;
}
