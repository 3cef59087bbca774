// The request to a provider for the trace of a message in its log. In Italian whatever the language of
// the screen: an Italian provider reads it. Facts only, each from a receipt or the sent copy.
import type { RadarEntry } from '#shared/model/radar';
import type { Dates } from './dates.ts';

export type LogRequestFacts = Pick<
  RadarEntry,
  'subject' | 'date' | 'from' | 'msgid' | 'identificativi' | 'to' | 'recipients' | 'acceptedAt'
>;

/** Plain text, ready to send. `dates`: Italian, in the time of Rome. */
export function logRequestText(facts: LogRequestFacts, dates: Pick<Dates, 'exact'>): string {
  const { subject, date, from, msgid, identificativi, to, recipients, acceptedAt } = facts;
  const asked = recipients.length === 0 ? to : recipients;
  return [
    'Oggetto: richiesta di estratto del log dei messaggi PEC (art. 11 D.P.R. 68/2005)',
    '',
    `Il sottoscritto, titolare della casella PEC ${from}, chiede l’estratto del registro delle operazioni (log) relativo al messaggio seguente, con data, ora ed esito di ciascuna operazione e, ove disponibili, copia delle ricevute emesse:`,
    '',
    `- Mittente: ${from}`,
    `- Destinatari: ${to.join(', ')}`,
    `- Oggetto del messaggio: ${oneLine(subject)}`,
    `- Data di invio: ${dates.exact(date)}`,
    acceptedAt === null ? '- Ricevuta di accettazione: non pervenuta' : `- Ricevuta di accettazione: ${dates.exact(acceptedAt)}`,
    `- Message-ID: ${msgid}`,
    ...identificativi.map((identificativo) => `- Identificativo del messaggio: ${identificativo}`),
    '',
    `In particolare si chiede quale esito risulti per: ${asked.join(', ')}.`,
    '',
    'La richiesta è fatta prima della scadenza dei trenta mesi di conservazione.',
    '',
    'Distinti saluti',
  ].join('\n');
}

/** A subject is of the sender: no line of it may look like a line of the request. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\u0085\u2028\u2029]+/g, ' ').trim();
}
