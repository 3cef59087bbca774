import { expect, test } from 'vitest';
import { specialUses } from '#main/imap/special-use';

const folder = (path: string, ...flags: string[]) => ({ path, delimiter: '.', flags: new Set(flags) });

test.each([
  ['server flags win over names', [folder('INBOX'), folder('Sent'), folder('Spediti', '\\Sent')], { INBOX: 'inbox', Spediti: 'sent' }],
  [
    'Italian names',
    [folder('INBOX'), folder('Posta inviata'), folder('Bozze'), folder('Cestino'), folder('Posta indesiderata'), folder('Archivio')],
    { INBOX: 'inbox', 'Posta inviata': 'sent', Bozze: 'drafts', Cestino: 'trash', 'Posta indesiderata': 'junk', Archivio: 'archive' },
  ],
  [
    'names of one seen configuration',
    [folder('Sent Items'), folder('Drafts'), folder('trash')],
    { 'Sent Items': 'sent', Drafts: 'drafts', trash: 'trash' },
  ],
  ['below INBOX', [folder('INBOX'), folder('INBOX.Sent')], { INBOX: 'inbox', 'INBOX.Sent': 'sent' }],
  [
    "a folder of the user is not the account's",
    [folder('INBOX'), folder('Clienti.Inviati'), folder('Sent to clients')],
    { INBOX: 'inbox' },
  ],
  ['one folder per use', [folder('Sent'), folder('Inviata')], { Sent: 'sent' }],
  ['names of the language', [folder('__proto__'), folder('constructor', 'toString')], {}],
  ['inbox in any case', [folder('inbox')], { inbox: 'inbox' }],
])('%s', (_title, folders, then) => {
  expect(Object.fromEntries(specialUses(folders))).toEqual(then);
});
