// The vocabulary of the search language, Italian and English side by side. Adding a word here adds it
// to the language and to the suggestions.
import type { Fact, RowStatus } from '#main/store/full-text';

export type Operator = 'from' | 'to' | 'subject' | 'box' | 'status' | 'type' | 'attachment' | 'after' | 'before' | 'on' | 'file';

export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['da', 'from'],
  ['from', 'from'],
  ['mittente', 'from'],
  ['a', 'to'],
  ['to', 'to'],
  ['destinatario', 'to'],
  ['oggetto', 'subject'],
  ['subject', 'subject'],
  ['casella', 'box'],
  ['box', 'box'],
  ['stato', 'status'],
  ['status', 'status'],
  ['tipo', 'type'],
  ['type', 'type'],
  ['allegato', 'attachment'],
  ['attachment', 'attachment'],
  ['dopo', 'after'],
  ['after', 'after'],
  ['prima', 'before'],
  ['before', 'before'],
  ['data', 'on'],
  ['date', 'on'],
  ['file', 'file'],
  ['impronta', 'file'],
]);

/** The one word of each operator to offer in each language. Nobody types a digest: `file:` comes from a dropped file. */
export const OFFERED: Readonly<Record<Exclude<Operator, 'file'>, { readonly it: string; readonly en: string }>> = {
  from: { it: 'da', en: 'from' },
  to: { it: 'a', en: 'to' },
  subject: { it: 'oggetto', en: 'subject' },
  box: { it: 'casella', en: 'box' },
  status: { it: 'stato', en: 'status' },
  type: { it: 'tipo', en: 'type' },
  attachment: { it: 'allegato', en: 'attachment' },
  after: { it: 'dopo', en: 'after' },
  before: { it: 'prima', en: 'before' },
  on: { it: 'data', en: 'date' },
};

/** In lower case, blanks and underscores as hyphens. First Italian and first English word are offered. */
const STATUS_WORDS: readonly (readonly [RowStatus, readonly string[], readonly string[]])[] = [
  ['problem', ['problemi', 'problema'], ['problem', 'problems']],
  ['delivered', ['consegnata', 'consegnato', 'consegnate'], ['delivered']],
  ['waiting', ['in-attesa', 'attesa', 'in-corso', 'in-consegna'], ['waiting', 'pending-delivery']],
  ['late', ['in-ritardo', 'ritardo', 'senza-esito'], ['late', 'delayed', 'overdue']],
  ['refused', ['rifiutata', 'rifiutato', 'non-accettata', 'non-accettate'], ['refused']],
  ['failed', ['non-consegnata', 'non-consegnate', 'mancata-consegna', 'mancata', 'mancate', 'fallita'], ['failed', 'undelivered']],
  ['attention', ['attenzione', 'da-verificare'], ['attention']],
  ['ordinaryOnly', ['non-certificata'], ['uncertified']],
  ['unhandled', ['da-gestire', 'dagestire'], ['unhandled']],
  ['inCharge', ['in-carico', 'presa-in-carico', 'incarico'], ['in-charge', 'incharge']],
  ['handled', ['gestita', 'gestito'], ['handled']],
  ['unread', ['non-letta', 'nonletta', 'non-letto', 'da-leggere'], ['unread']],
  ['read', ['letta', 'letto'], ['read']],
  ['passed', ['valida', 'provata'], ['passed', 'valid', 'proven']],
  ['doubtful', ['incerta', 'dubbia'], ['indeterminate', 'doubtful']],
  ['forged', ['non-valida', 'falsa'], ['invalid', 'forged']],
  ['pending', ['da-esaminare'], ['unexamined']],
];

const TYPE_WORDS: readonly (readonly [Fact, readonly string[], readonly string[]])[] = [
  [{ fact: 'kind', kind: 'certified' }, ['certificata', 'pec', 'certificato'], ['certified']],
  [{ fact: 'kind', kind: 'ordinary' }, ['ordinaria', 'ordinario'], ['ordinary']],
  [{ fact: 'kind', kind: 'anomaly' }, ['anomalia'], ['anomaly']],
  [{ fact: 'kind', kind: 'unreadable' }, ['illeggibile'], ['unreadable']],
  [{ fact: 'kind', kind: 'receipt' }, ['ricevuta', 'ricevute'], ['receipt', 'receipts']],
  [{ fact: 'direction', direction: 'received' }, ['in-arrivo', 'arrivata', 'entrata'], ['received', 'in']],
  [{ fact: 'direction', direction: 'sent' }, ['inviata', 'inviate', 'uscita'], ['sent', 'out']],
  [{ fact: 'receipt', receipt: 'acceptance' }, ['accettazione'], ['acceptance']],
  [{ fact: 'receipt', receipt: 'nonAcceptance' }, ['non-accettazione'], ['non-acceptance']],
  [{ fact: 'receipt', receipt: 'serverAcceptance' }, ['presa-in-carico'], ['server-acceptance']],
  [{ fact: 'receipt', receipt: 'delivery' }, ['avvenuta-consegna', 'consegna'], ['delivery']],
  [{ fact: 'receipt', receipt: 'deliveryError' }, ['errore-consegna', 'mancata-consegna'], ['delivery-error']],
  [{ fact: 'receipt', receipt: 'deliveryTimeoutWarning' }, ['preavviso', 'preavviso-errore-consegna'], ['timeout-warning']],
  [{ fact: 'receipt', receipt: 'virusDetected' }, ['rilevazione-virus', 'virus'], ['virus-detected']],
];

export const STATUS_VALUES: ReadonlyMap<string, RowStatus> = valuesOf(STATUS_WORDS);
export const TYPE_VALUES: ReadonlyMap<string, Fact> = valuesOf(TYPE_WORDS);

/** First word of each value, for suggestions. */
export const OFFERED_VALUES = {
  status: { it: STATUS_WORDS.map(([, it]) => it[0] ?? ''), en: STATUS_WORDS.map(([, , en]) => en[0] ?? '') },
  type: { it: TYPE_WORDS.map(([, it]) => it[0] ?? ''), en: TYPE_WORDS.map(([, , en]) => en[0] ?? '') },
} as const;

function valuesOf<T>(words: readonly (readonly [T, readonly string[], readonly string[]])[]): ReadonlyMap<string, T> {
  return new Map(words.flatMap(([value, it, en]) => [...it, ...en].map((word): [string, T] => [word, value])));
}
