// What a bundle lacks, in words: no code reaches a reader where there are words for it (EVI-14).
import { expect, test } from 'vitest';
import { textFor } from '#shared/text/catalogue';
import { gapSentence, type GapToTell } from '#shared/text/gap-words';

const gap = (what: string, state: string, more: Partial<GapToTell> = {}): GapToTell => ({ what, state, n: null, recipient: null, ...more });

test.each<[GapToTell, it: string, en: string]>([
  [gap('inviato', 'notArchived'), 'il messaggio inviato non è nell’archivio', 'the sent message is not in the archive'],
  [
    gap('consegna', 'failed', { recipient: 'piena@pec.example' }),
    'non c’è una ricevuta di consegna: piena@pec.example (mancata consegna)',
    'there is no delivery receipt: piena@pec.example (not delivered)',
  ],
  [
    gap('consegna-completa', 'brief', { recipient: 'a@pec.example' }),
    'la consegna è provata solo da una ricevuta non completa: a@pec.example (breve)',
    'delivery is proved only by a receipt that is not complete: a@pec.example (brief)',
  ],
  [
    gap('giudizio', 'failed:NO_SIGNATURE', { n: 6 }),
    'il messaggio non ha superato la verifica: messaggio 6 (si presenta come PEC ma non è firmato)',
    'the message did not pass the verification: message 6 (it claims to be PEC but is not signed)',
  ],
  [
    gap('giudizio', 'indeterminate:TRY_LATER', { n: 2 }),
    'il messaggio non si è potuto verificare: messaggio 2 (mancano dati che possono arrivare più tardi)',
    'the message could not be verified: message 2 (data is missing that may arrive later)',
  ],
  [gap('giudizio', 'notJudged', { n: 3 }), 'il messaggio non è stato giudicato: messaggio 3', 'the message was not judged: message 3'],
  [
    gap('contraddizione', 'receipt.unproven'),
    'c’è una ricevuta che non regge alla verifica: non è stata contata',
    'a receipt does not stand verification: it was not counted',
  ],
  [
    gap('algoritmo', 'weak:sha1', { n: 1 }),
    'la firma usa un algoritmo o una chiave oggi deboli, in uso all’epoca: messaggio 1 (SHA1)',
    'the signature uses an algorithm or key that is weak today, usual at its time: message 1 (SHA1)',
  ],
  [
    gap('dimensione', '71000000'),
    'i file superano insieme i 60 MB di un deposito (71 MB)',
    'together the files exceed the 60 MB of one filing (71 MB)',
  ],
  // Of a later version, or a forger's: readable as it is, and nothing inherited is taken for words.
  [gap('nuovo', 'x'), 'nuovo (x)', 'nuovo (x)'],
  [
    gap('giudizio', 'failed:constructor', { n: 1 }),
    'il messaggio non ha superato la verifica: messaggio 1 (constructor)',
    'the message did not pass the verification: message 1 (constructor)',
  ],
  [
    gap('contraddizione', 'new.finding'),
    'le ricevute si contraddicono o manca un passaggio (new.finding)',
    'receipts contradict each other or a step is missing (new.finding)',
  ],
])('%j', (given, it, en) => {
  expect({ it: gapSentence(textFor('it'), given), en: gapSentence(textFor('en'), given) }).toEqual({ it, en });
});
