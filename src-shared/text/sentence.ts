// A sentence for a code, with the values the code came with.

/** Values of a coded detail as the wording sees them. */
export type Values = Readonly<Record<string, unknown>>;
export type Sentence = string | ((values: Values) => string);
export type Sentences = Readonly<Record<string, Sentence>>;

/** One value as text; `absent` when the code came without it. */
export function valueText(values: Values, name: string, absent = '?'): string {
  const value = values[name];
  if (Array.isArray(value)) return value.length === 0 ? absent : value.map(String).join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : absent;
}

/** Null when there is no sentence for the code. */
export function sentenceFor(sentences: Sentences, code: string, values: Values): string | null {
  if (!Object.hasOwn(sentences, code)) return null;
  const sentence = sentences[code];
  if (sentence === undefined) return null;
  return typeof sentence === 'string' ? sentence : sentence(values);
}
