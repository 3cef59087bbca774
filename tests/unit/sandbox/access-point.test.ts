// The formal checks of PEC-REFERENCE §1.7.
import { expect, test } from 'vitest';
import { formalProblem } from '#main/sandbox/access-point';
import { createMailStore } from '#main/sandbox/mail-store';
import type { PecMailbox } from '#main/sandbox/mailbox';
import { readSubmitted } from '#main/sandbox/submitted';

const ANNA = 'anna@pec-uno.example';
const UFFICIO = 'ufficio@pec-due.example';
const mailbox: PecMailbox = {
  address: ANNA,
  displayName: 'Anna',
  login: ANNA,
  password: 'x',
  role: 'user',
  behaviour: { kind: 'normal' },
  savesSentCopy: false,
  ordinaryMail: 'wrap',
  sentFolder: 'Sent',
  store: createMailStore({ quotaBytes: 1, newUidValidity: () => 1 }),
};

test.each<[what: string, header: readonly string[], recipients: readonly string[], expected: string | null]>([
  [
    'a good message',
    [`From: "Avv. Anna" <${ANNA}>`, `To: ${UFFICIO}`, 'Cc: copia@pec-due.example'],
    [UFFICIO, 'copia@pec-due.example'],
    null,
  ],
  ['addresses that differ by case only', [`From: Anna@PEC-UNO.example`, `To: UFFICIO@pec-due.example`], [UFFICIO], null],
  ['no From', [`To: ${UFFICIO}`], [UFFICIO], 'mittente mancante o non valido (From)'],
  ['two From fields', [`From: ${ANNA}`, `From: ${ANNA}`, `To: ${UFFICIO}`], [UFFICIO], 'mittente mancante o non valido (From)'],
  ['two mailboxes in From', [`From: ${ANNA}, b@pec-uno.example`, `To: ${UFFICIO}`], [UFFICIO], 'mittente mancante o non valido (From)'],
  [
    'a From that is not the authenticated mailbox',
    ['From: altro@pec-uno.example', `To: ${UFFICIO}`],
    [UFFICIO],
    'mittente diverso da quello della casella autenticata',
  ],
  ['no To', [`From: ${ANNA}`, `Cc: ${UFFICIO}`], [UFFICIO], 'destinatari mancanti o non validi (To)'],
  ['a group instead of addresses', [`From: ${ANNA}`, 'To: undisclosed-recipients:;'], [UFFICIO], 'destinatari mancanti o non validi (To)'],
  ['a bad address among good ones', [`From: ${ANNA}`, `To: ${UFFICIO}, non-un-indirizzo`], [UFFICIO], 'destinatari non validi'],
  [
    'a Bcc field',
    [`From: ${ANNA}`, `To: ${UFFICIO}`, 'Bcc: b@pec-due.example'],
    [UFFICIO, 'b@pec-due.example'],
    'presenza di destinatari in copia nascosta (Bcc)',
  ],
  [
    'an SMTP recipient whom the header does not name',
    [`From: ${ANNA}`, `To: ${UFFICIO}`],
    [UFFICIO, 'b@pec-due.example'],
    'presenza di destinatari in copia nascosta (Bcc)',
  ],
  [
    'a header recipient who is no SMTP recipient',
    [`From: ${ANNA}`, `To: ${UFFICIO}, b@pec-due.example`],
    [UFFICIO],
    'destinatari della busta diversi da quelli del messaggio',
  ],
])('%s', (_what, header, recipients, expected) => {
  const bytes = Buffer.from([...header, 'Subject: x', '', 'x', ''].join('\r\n'));
  expect(formalProblem({ mailbox, mailFrom: ANNA, recipients, bytes }, readSubmitted(bytes))).toBe(expected);
});

test('size times recipients over the limit', () => {
  const bytes = Buffer.from(`From: ${ANNA}\r\nTo: a@pec-due.example, b@pec-due.example\r\n\r\n${'x'.repeat(51 * 1024 * 1024)}`);
  expect(
    formalProblem({ mailbox, mailFrom: ANNA, recipients: ['a@pec-due.example', 'b@pec-due.example'], bytes }, readSubmitted(bytes)),
  ).toBe('dimensione del messaggio per numero di destinatari oltre il limite');
});
