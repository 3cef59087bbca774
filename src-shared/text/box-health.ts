// Sentences about the health of a box: notices, quota, password, expiry, the first sync.
import type { BoxHealth, BoxNotice } from '#shared/model/box-health';
import type { Language } from './catalogue.ts';
import { type Sentences, sentenceFor, valueText as value } from './sentence.ts';

const it: Sentences = {
  massVanish: (v) =>
    `Dal server sono spariti insieme ${value(v, 'vanished')} messaggi su ${value(v, 'held')} di «${value(v, 'folder')}». Le copie qui restano tutte.`,
  rewroteMessage: (v) =>
    `Il server ha dato byte diversi per un messaggio già preso in «${value(v, 'folder')}». Sono conservate entrambe le versioni.`,
  serverIdentityChanged: (v) =>
    `Il certificato del server è ora di un altro emittente: ${value(v, 'issuer')} (prima ${value(v, 'before')}). È valido; verifica se è atteso.`,
  messageSkipped: (v) => `Un messaggio di «${value(v, 'folder')}» è troppo grande per essere preso ed è rimasto solo sul server.`,
  indexLost:
    'L’indice era andato perduto: la posta è stata ritrovata dall’archivio. Aggiungi di nuovo la casella con la sua password; bozze, note, prese in carico, posta in uscita e registro di prima non ci sono più.',
  unchecked: (v) =>
    `L’ultimo controllo riuscito è di ${Number(v['days']) === 1 ? 'un giorno' : `${value(v, 'days')} giorni`} fa: la posta nuova può mancare qui.`,
  logNotStamped: (v) =>
    `La marca temporale del registro non è arrivata da ${value(v, 'authority')}; si riprova ogni giorno. Il motivo è nel Registro.`,
  logNotAnchored: (v) =>
    value(v, 'why') === 'mailboxFull'
      ? 'L’ancora del registro non parte: la casella è quasi piena. Libera spazio sul server.'
      : 'L’ancora del registro non parte: l’ultima non è andata a buon fine. Guarda perché, poi inviala dal Registro.',
  quotaFull: 'La casella è piena: chi scrive riceve un errore e il messaggio non arriva. Libera spazio sul server.',
  quotaFullAt: (v) => `Al ritmo di ora la casella è piena tra ${value(v, 'days')} giorni.`,
  passwordDue: (v) => `La password ha ${value(v, 'days')} giorni: tra poco può scadere. Cambiala presso il gestore.`,
  passwordOverdue: (v) => `La password ha ${value(v, 'days')} giorni: può essere già scaduta. Cambiala presso il gestore.`,
  expiryNear: (v) => `Il contratto della casella scade tra ${value(v, 'days')} giorni.`,
  expiryPast: 'Il contratto della casella è scaduto: rinnovalo presso il gestore.',
};

const en: Sentences = {
  massVanish: (v) =>
    `${value(v, 'vanished')} of ${value(v, 'held')} messages of “${value(v, 'folder')}” vanished from the server at once. All copies here stay.`,
  rewroteMessage: (v) =>
    `The server gave other bytes for a message of “${value(v, 'folder')}” that was already taken. Both versions are kept.`,
  serverIdentityChanged: (v) =>
    `The certificate of the server is now from another issuer: ${value(v, 'issuer')} (before ${value(v, 'before')}). It is valid; see whether this is expected.`,
  messageSkipped: (v) => `A message of “${value(v, 'folder')}” is too large to be taken and stays on the server only.`,
  indexLost:
    'The index had been lost: the mail was found again from the archive. Add the mailbox again with its password; drafts, notes, who took charge, outgoing mail and the log of before are gone.',
  unchecked: (v) =>
    `The last check that worked was ${Number(v['days']) === 1 ? 'a day' : `${value(v, 'days')} days`} ago: new mail may be missing here.`,
  logNotStamped: (v) =>
    `The time-stamp over the log did not come from ${value(v, 'authority')}; it is tried every day. The reason is in the Log.`,
  logNotAnchored: (v) =>
    value(v, 'why') === 'mailboxFull'
      ? 'The anchor of the log does not go out: the mailbox is nearly full. Free space on the server.'
      : 'The anchor of the log does not go out: the last one failed. See why, then send it from the Log.',
  quotaFull: 'The mailbox is full: senders get an error and their message does not arrive. Free space on the server.',
  quotaFullAt: (v) => `At the present pace the mailbox is full in ${value(v, 'days')} days.`,
  passwordDue: (v) => `The password is ${value(v, 'days')} days old and may expire soon. Change it with the provider.`,
  passwordOverdue: (v) => `The password is ${value(v, 'days')} days old and may have expired. Change it with the provider.`,
  expiryNear: (v) => `The contract of the mailbox ends in ${value(v, 'days')} days.`,
  expiryPast: 'The contract of the mailbox has ended: renew it with the provider.',
};

const catalogue: Readonly<Record<Language, Sentences>> = { it, en };
const DAY_MS = 86_400_000;

export function noticeText(language: Language, notice: Pick<BoxNotice, 'code' | 'values'>): string {
  return sentenceFor(catalogue[language], notice.code, notice.values) ?? '';
}

/** One sentence for each thing that needs a person, the gravest first; none when all is well. Errors of the link have their own (`errorText`). */
export function careSentences(
  language: Language,
  box: Pick<BoxHealth, 'uncheckedSince' | 'quota' | 'password' | 'expiry' | 'notices'>,
  now: number,
): string[] {
  const say = (code: string, values: Readonly<Record<string, unknown>> = {}): string =>
    sentenceFor(catalogue[language], code, values) ?? '';
  const { quota, password, expiry } = box;
  return [
    ...(expiry.state === 'past' ? [say('expiryPast')] : []),
    ...(quota?.level === 'full' ? [say('quotaFull')] : []),
    ...(box.uncheckedSince === null ? [] : [say('unchecked', { days: Math.floor((now - box.uncheckedSince) / DAY_MS) })]),
    ...box.notices.map((notice) => noticeText(language, notice)),
    ...(password.state === 'overdue' ? [say('passwordOverdue', { days: password.days })] : []),
    ...(quota !== null && quota.level !== 'ok' && quota.level !== 'full' && quota.fullAt !== null
      ? [say('quotaFullAt', { days: Math.max(0, Math.round((quota.fullAt - now) / DAY_MS)) })]
      : []),
    ...(password.state === 'due' ? [say('passwordDue', { days: password.days })] : []),
    ...(expiry.state === 'near' ? [say('expiryNear', { days: expiry.days })] : []),
  ];
}
