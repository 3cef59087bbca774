// Words for a search that cannot be: the `problem` of input.invalid with field 'query'.
type Problem =
  | 'tooLong'
  | 'empty'
  | 'tooManyTerms'
  | 'tooDeep'
  | 'prefixTooShort'
  | 'unknownValue'
  | 'badDate'
  | 'filterInside'
  | 'unknownBox';

const it: Readonly<Record<Problem, string>> = {
  tooLong: 'La ricerca è troppo lunga.',
  empty: 'Scrivi almeno una parola o un filtro.',
  tooManyTerms: 'Troppe parole in una sola ricerca.',
  tooDeep: 'Troppe parentesi una dentro l’altra.',
  prefixTooShort: 'Prima dell’asterisco servono almeno tre lettere:',
  unknownValue: 'Valore non riconosciuto:',
  badDate: 'Data non riconosciuta:',
  filterInside: 'stato:, dopo:, prima: e data: valgono per tutta la ricerca: mettili fuori da OR e parentesi.',
  unknownBox: 'Nessuna casella corrisponde a:',
};

const en: Readonly<Record<Problem, string>> = {
  tooLong: 'The search is too long.',
  empty: 'Type at least one word or filter.',
  tooManyTerms: 'Too many words in one search.',
  tooDeep: 'Too many parentheses inside each other.',
  prefixTooShort: 'At least three letters are needed before the asterisk:',
  unknownValue: 'Unknown value:',
  badDate: 'Not a date:',
  filterInside: 'status:, after:, before: and date: narrow the whole search: put them outside OR and parentheses.',
  unknownBox: 'No mailbox matches:',
};

/** Null when the failure is not about a search. */
export function queryProblem(language: 'it' | 'en', values: Readonly<Record<string, string | number>>): string | null {
  const { field, problem, what, known } = values;
  if (field !== 'query' || typeof problem !== 'string' || !isProblem(problem)) return null;
  const words = (language === 'it' ? it : en)[problem];
  const sentence = words.endsWith(':') ? `${words} ${String(what)}` : words;
  return typeof known === 'string' ? `${sentence}. ${language === 'it' ? 'Puoi scrivere' : 'You can write'}: ${known}.` : sentence;
}

function isProblem(code: string): code is Problem {
  return Object.hasOwn(it, code);
}
