// The same words as beginnings of words ("ditt" → "ditt*"), for a search that found nothing. Pure.

/** The search language wants three letters before an asterisk. */
const PLAIN_WORD = /^[\p{L}\p{N}]{3,}$/u;
const BETWEEN_WORDS = new Set(['OR', 'AND', 'NOT']);
/** More would be slow, and hardly what somebody meant. */
const MOST_WORDS = 4;

/** Null where nothing can be widened: operators, phrases, signs, words too short, or beginnings already. */
export function widerQuery(query: string): string | null {
  const words = query.trim().split(/\s+/);
  if (words.length > MOST_WORDS || !words.every((word) => PLAIN_WORD.test(word) && !BETWEEN_WORDS.has(word))) return null;
  return words.map((word) => `${word}*`).join(' ');
}
