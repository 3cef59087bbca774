// What a bundle lacks, as one line a person can act on: which message, whom it is about, and why, in
// words. A code nobody has words for stays readable as it is.
import { sentenceFor } from './sentence.ts';
import type { Text } from './catalogue.ts';

export type GapToTell = {
  readonly what: string;
  readonly n: number | null;
  readonly recipient: string | null;
  readonly state: string | null;
};

/** "non c’è una ricevuta di consegna: ditta@pec.example (mancata consegna)"; of a message its number in the bundle. */
export function gapSentence(text: Text, { what, n, recipient, state }: GapToTell): string {
  const about = [n === null ? null : text.evidence.gapNumber(n), recipient].filter((part) => part !== null).join(', ');
  const { base, why } = told(text, what, state);
  return `${base}${about === '' ? '' : `: ${about}`}${why === null ? '' : ` (${why})`}`;
}

/** `why` null where the reason says no more than the gap itself. */
function told(text: Text, what: string, state: string | null): { readonly base: string; readonly why: string | null } {
  const { gaps, gapJudgements, logGaps } = text.evidence;
  const base = gaps[what] ?? what;
  if (state === null) return { base, why: null };
  switch (what) {
    case 'inviato':
    case 'accettazione':
    case 'fiducia':
    case 'danneggiato':
    case 'senza-a-capo':
      return { base, why: null };
    case 'consegna':
      return { base, why: lowerFirst(worded(text.mail.statuses, state) ?? state) };
    case 'consegna-completa':
      return { base, why: worded(text.mail.extents, state) ?? state };
    case 'revoca':
      return { base, why: null };
    case 'algoritmo':
      return { base, why: state.replace(/^(?:weak|broken):/, '').toUpperCase() };
    case 'dimensione':
      return { base, why: /^\d+$/.test(state) ? `${Math.ceil(Number(state) / 1_000_000)} MB` : state };
    case 'contraddizione': {
      const finding = sentenceFor(text.mail.findings, state, {});
      return finding === null ? { base, why: state } : { base: lowerFirst(finding.replace(/\.$/, '')), why: null };
    }
    case 'registro':
      return { base, why: worded(logGaps, state) ?? state };
    case 'giudizio': {
      const [, indication, sub = ''] = /^(failed|indeterminate):(.*)$/.exec(state) ?? [];
      if (indication === undefined) return { base: worded(gapJudgements, state) ?? base, why: null };
      const subs = indication === 'failed' ? text.checks.failedSubs : text.checks.indeterminateSubs;
      return { base: worded(gapJudgements, indication) ?? base, why: worded(subs, sub) ?? sub };
    }
    default:
      return { base, why: state };
  }
}

function worded(words: Readonly<Record<string, string>>, code: string): string | null {
  return Object.hasOwn(words, code) ? (words[code] ?? null) : null;
}

/** An abbreviation stays as it is. */
function lowerFirst(words: string): string {
  return /^\p{Lu}{2}/u.test(words) ? words : `${words.slice(0, 1).toLowerCase()}${words.slice(1)}`;
}
