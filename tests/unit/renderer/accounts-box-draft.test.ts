import { describe, expect, test } from 'vitest';
import { boxInput, emptyBox, problemsOf, type BoxDraft } from '#ui/features/accounts/box-draft.ts';

const typed: BoxDraft = { ...emptyBox, address: ' nome@pec.esempio.it ', password: ' spazi contano ', label: ' ', login: ' X123 ' };
const withServers: BoxDraft = {
  ...typed,
  imap: { host: ' imap.esempio.it ', port: '143', security: 'starttls' },
  smtp: { host: 'smtp.esempio.it', port: '465', security: 'tls' },
};

describe('adding a box', () => {
  test('what is missing', () => {
    expect([
      problemsOf(emptyBox, false),
      problemsOf(typed, false),
      problemsOf(typed, true),
      problemsOf(withServers, true),
      problemsOf({ ...withServers, imap: { host: 'x', port: '99999', security: 'tls' } }, true),
    ]).toEqual([
      { address: 'addressWrong', password: 'passwordMissing', servers: null },
      { address: null, password: null, servers: null },
      { address: null, password: null, servers: 'serversMissing' },
      { address: null, password: null, servers: null },
      { address: null, password: null, servers: 'serversMissing' },
    ]);
  });
  test('what goes to the core: a password is never trimmed', () => {
    expect([boxInput(typed, false), boxInput(withServers, true)]).toEqual([
      { address: 'nome@pec.esempio.it', login: 'X123', password: ' spazi contano ', label: null, imap: null, smtp: null },
      {
        address: 'nome@pec.esempio.it',
        login: 'X123',
        password: ' spazi contano ',
        label: null,
        imap: { host: 'imap.esempio.it', port: 143, security: 'starttls' },
        smtp: { host: 'smtp.esempio.it', port: 465, security: 'tls' },
      },
    ]);
  });
  test.each(['nome', 'nome@', '@x.it', 'a b@x.it', 'a@x', 'a@x.', 'a@@x.it'])('not an address: %s', (address) => {
    expect(problemsOf({ ...typed, address }, false).address).toBe('addressWrong');
  });
});
