import { expect, test } from 'vitest';
import { loginRefusal } from '#main/imap/login-refusal';

test.each<[code: string, text: string, then: string, retry: string]>([
  ['AUTHENTICATIONFAILED', 'Authentication failed.', 'imap.auth', 'afterUser'],
  ['', 'LOGIN failed', 'imap.auth', 'afterUser'],
  ['EXPIRED', 'no', 'imap.passwordExpired', 'afterUser'],
  ['AUTHENTICATIONFAILED', 'Your password has expired', 'imap.passwordExpired', 'afterUser'],
  ['', 'Password scaduta, cambiare la password dalla webmail', 'imap.passwordExpired', 'afterUser'],
  ['ALERT', 'Application-specific password required', 'imap.appPasswordNeeded', 'afterUser'],
  ['', 'Verifica in due passaggi attiva: usare la password dedicata', 'imap.appPasswordNeeded', 'afterUser'],
  ['', 'IMAP access is disabled for this account', 'imap.disabled', 'afterUser'],
  ['', 'Casella bloccata', 'imap.disabled', 'afterUser'],
  ['CONTACTADMIN', 'x', 'imap.disabled', 'afterUser'],
  ['LIMIT', 'x', 'imap.refused', 'later'],
  ['', 'Too many simultaneous connections', 'imap.refused', 'later'],
  ['UNAVAILABLE', 'Temporary authentication failure', 'imap.refused', 'later'],
  ['PRIVACYREQUIRED', 'x', 'tls.required', 'afterUser'],
])('SYNC-20 [%s] %s', (code, text, then, retry) => {
  expect(loginRefusal(code, text)).toEqual({ code: then, retry });
});
