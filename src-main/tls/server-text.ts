// What a server says, made safe to show: plain text, one line, short (NET-07). It is shown with the
// label "the server says" and decides nothing beyond the class of a refusal.
const LONGEST = 300;

/** Without control and bidirectional characters, runs of blanks joined, at most 300 characters. */
export function serverText(raw: unknown): string {
  if (typeof raw !== 'string') return '';
  const plain = raw
    .slice(0, LONGEST * 8)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST - 1)}…`;
}

/** The same text with every occurrence of the secrets replaced: a server may echo what it was sent. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= 3)
    .flatMap((secret) => [
      secret,
      Buffer.from(secret)
        .toString('base64')
        .replace(/={1,2}$/, ''),
    ]);
  return forms.reduce((cleaned, form) => cleaned.replaceAll(form, '•••'), text);
}
