// What a user of a provider has to know before the password is typed (PEC-REFERENCE §7).
import type { Language } from './catalogue.ts';

const it: Readonly<Record<string, string>> = {
  appPasswordWith2fa: 'Con la verifica in due passaggi serve una password per programmi di posta.',
  appPasswordExpires90: 'La password per programmi di posta può scadere dopo tre mesi.',
  imapCanBeDisabled: 'Nella webmail l’accesso IMAP deve essere attivo.',
  loginIsUserId: 'Il nome utente è spesso un codice e non l’indirizzo.',
  sendLimit6PerMinute: 'Il gestore accetta circa sei messaggi al minuto.',
  noBulkSending: 'Il contratto vieta gli invii massivi automatici.',
  specialCharactersInPassword: 'Alcuni caratteri speciali nella password creano problemi.',
  multiUserLogin: 'Per una casella multiutente il nome utente è utente/casella.',
  sizeTimesRecipients100MB: 'Dimensione per destinatari fino a 100 MB.',
};

const en: Readonly<Record<string, string>> = {
  appPasswordWith2fa: 'With two-step verification a password for mail programs is needed.',
  appPasswordExpires90: 'The password for mail programs can expire after three months.',
  imapCanBeDisabled: 'IMAP access must be switched on in the webmail.',
  loginIsUserId: 'The user name is often a code and not the address.',
  sendLimit6PerMinute: 'The provider takes about six messages a minute.',
  noBulkSending: 'The contract forbids automatic bulk sending.',
  specialCharactersInPassword: 'Some special characters in the password cause trouble.',
  multiUserLogin: 'For a multi-user box the user name is user/box.',
  sizeTimesRecipients100MB: 'Size times recipients up to 100 MB.',
};

/** The sentences for these codes, the two most useful first; '' when there are none. */
export function presetNotesText(language: Language, notes: readonly string[]): string {
  const words = language === 'it' ? it : en;
  const sentences = notes.flatMap((note) => (Object.hasOwn(words, note) ? [words[note] ?? ''] : []));
  return sentences.slice(0, 2).join(' ');
}
