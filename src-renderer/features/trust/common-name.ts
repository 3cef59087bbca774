// The name a certificate goes by, made safe to read: whoever made the certificate chose it.
import { visibleText } from '#ui/marks/plain-text.ts';

/** The common name of a subject as the core writes it ("CN=…, O=…"); the whole subject when there is none. */
export function commonName(subject: string): string {
  return visibleText(/(?:^|, )CN=([^,]+)/.exec(subject)?.[1] ?? subject);
}

/** A fingerprint in groups of four, as people compare it aloud. */
export function inGroups(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?=.)/g, '$1 ');
}
