// Why a login was refused. The response codes of RFC 5530 say it exactly; most providers only write a
// sentence, so known sentences are read as well. The text decides nothing but which advice is shown.
import type { AppErrorCode, Retry } from '#shared/model/app-error';

export type LoginRefusal = { readonly code: AppErrorCode; readonly retry: Retry };

const BY_CODE: ReadonlyMap<string, LoginRefusal> = new Map(
  Object.entries<LoginRefusal>({
    // RFC 5530 §3
    AUTHENTICATIONFAILED: { code: 'imap.auth', retry: 'afterUser' },
    AUTHORIZATIONFAILED: { code: 'imap.auth', retry: 'afterUser' },
    EXPIRED: { code: 'imap.passwordExpired', retry: 'afterUser' },
    CONTACTADMIN: { code: 'imap.disabled', retry: 'afterUser' },
    UNAVAILABLE: { code: 'imap.refused', retry: 'later' },
    INUSE: { code: 'imap.refused', retry: 'later' },
    LIMIT: { code: 'imap.refused', retry: 'later' },
    PRIVACYREQUIRED: { code: 'tls.required', retry: 'afterUser' },
  }),
);

const BY_TEXT: readonly (readonly [RegExp, LoginRefusal])[] = [
  [
    /too many (simultaneous )?(connections|sessions|logins)|maximum number of connections|troppe connessioni|connection limit/i,
    { code: 'imap.refused', retry: 'later' },
  ],
  [
    /application[- ]specific|app(lication)?[- ]password|password (dedicata|per (le )?app|client)|two[- ](step|factor)|2fa|verifica in due passaggi|strong authentication/i,
    { code: 'imap.appPasswordNeeded', retry: 'afterUser' },
  ],
  [
    /(password|credential)s?\b.{0,40}\b(expired|scadut[ae])|(expired|scadut[ae])\b.{0,20}\bpassword|must be changed|cambiare la password/i,
    { code: 'imap.passwordExpired', retry: 'afterUser' },
  ],
  [
    /(imap|protocol|client|access(o)?|mailbox|casella|account|utente)\b.{0,40}\b(disabled|not enabled|disabilitat[oa]|non abilitat[oa]|bloccat[oa]|sospes[oa]|locked|suspended|blocked)|imap access is disabled/i,
    { code: 'imap.disabled', retry: 'afterUser' },
  ],
  [/temporar(y|ily)|try again|riprova|unavailable|non disponibile/i, { code: 'imap.refused', retry: 'later' }],
];

/** `code` is the bracketed response code ('' when none), `text` the human sentence. */
export function loginRefusal(code: string, text: string): LoginRefusal {
  const byCode = BY_CODE.get(code.toUpperCase());
  const byText = BY_TEXT.find(([pattern]) => pattern.test(text))?.[1];
  // A bare AUTHENTICATIONFAILED is what servers send for everything; a sentence that says more wins.
  if (byCode !== undefined && byCode.code !== 'imap.auth') return byCode;
  return byText ?? byCode ?? { code: 'imap.auth', retry: 'afterUser' };
}
