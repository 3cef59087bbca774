// Causes of refusal and non-delivery.
import { expect, test } from 'vitest';
import { type Failure, failureCause } from '#main/pec/failure-cause';

test.each<[errore: string, text: string | null, then: Failure]>([
  ['no-dest', null, { cause: 'unknownRecipient', statusCode: null }],
  ['no-dominio', null, { cause: 'unknownDomain', statusCode: null }],
  ['virus', '5.5.1, Aruba Pec S.p.A., presenza di un virus nel messaggio', { cause: 'virus', statusCode: '5.5.1' }],
  ['altro', '5.1.1 - ARUBA PEC S.p.A. - indirizzo non valido', { cause: 'unknownRecipient', statusCode: '5.1.1' }],
  ['altro', '5.2.2 casella piena', { cause: 'mailboxFull', statusCode: '5.2.2' }],
  ['altro', '5.3.4 messaggio troppo grande', { cause: 'tooLarge', statusCode: '5.3.4' }],
  ['altro', '4.4.1 nessuna risposta', { cause: 'network', statusCode: '4.4.1' }],
  ['altro', '5.7.26 rifiutato', { cause: 'policy', statusCode: '5.7.26' }],
  ['altro', 'casella piena', { cause: 'other', statusCode: null }],
  ['nessuno', null, { cause: 'other', statusCode: null }],
])('%s %j', (errore, text, then) => {
  expect(failureCause(errore, text)).toEqual(then);
});
