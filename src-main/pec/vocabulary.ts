// The only place with Italian wire tokens: header names and values, part names, subject prefixes,
// element values of daticert.xml (RFC 6109 §3, §4; PEC-REFERENCE §1.3, §2.1). Each row was read in the
// rules and, where marked, seen in real messages (Aruba 2014 to 2026, Sogei 2018).
import type { ReceiptType } from '#shared/model/pec-message';

/** Header names in lower case, as the parser gives them. `X-Tiporicevuta` is frequent (seen, Sogei 2018). */
export const HEADER = {
  receipt: 'x-ricevuta',
  transport: 'x-trasporto',
  extent: 'x-tiporicevuta',
  reference: 'x-riferimento-message-id',
  security: 'x-verificasicurezza',
  originalSender: 'x-mittente',
} as const;

/** Names as shown to people, by lower-case name. */
export const HEADER_LABEL = {
  receipt: 'X-Ricevuta',
  transport: 'X-Trasporto',
  extent: 'X-TipoRicevuta',
  reference: 'X-Riferimento-Message-ID',
  security: 'X-VerificaSicurezza',
} as const;

export const TRANSPORT_ENVELOPE = 'posta-certificata';
export const ANOMALY_ENVELOPE = 'errore';
export const SECURITY_ERROR = 'errore';

/** postacert/@tipo and X-Ricevuta (RFC 6109 §4.4). */
const RECEIPT_TYPES: ReadonlyMap<string, ReceiptType> = new Map([
  ['accettazione', 'acceptance'],
  ['non-accettazione', 'nonAcceptance'],
  ['presa-in-carico', 'serverAcceptance'],
  ['avvenuta-consegna', 'delivery'],
  ['errore-consegna', 'deliveryError'],
  ['preavviso-errore-consegna', 'deliveryTimeoutWarning'],
  ['rilevazione-virus', 'virusDetected'],
]);

/** Null for anything else, an envelope included. */
export function receiptTypeOf(tipo: string): ReceiptType | null {
  return RECEIPT_TYPES.get(tipo.trim().toLowerCase()) ?? null;
}

export function isKnownTipo(tipo: string): boolean {
  return tipo === TRANSPORT_ENVELOPE || RECEIPT_TYPES.has(tipo);
}

/** postacert/@errore. */
export const ERROR = { none: 'nessuno', unknownRecipient: 'no-dest', unknownDomain: 'no-dominio', virus: 'virus', other: 'altro' } as const;
export const KNOWN_ERRORS: ReadonlySet<string> = new Set(Object.values(ERROR));

/** destinatari/@tipo. */
export const RECIPIENT_KIND = { certified: 'certificato', ordinary: 'esterno' } as const;

/** dati/ricevuta/@tipo and X-TipoRicevuta: which content the sender asked for. */
export const EXTENT = { complete: 'completa', brief: 'breve', concise: 'sintetica' } as const;

/** Part names inside the signed multipart/mixed, compared trimmed and without regard to case. */
export const CERTIFICATION_NAME = 'daticert.xml';
export const ORIGINAL_NAME = 'postacert.eml';
/** Suffix of a replaced attachment in a brief receipt (PEC-REFERENCE §1.8). */
export const HASH_SUFFIX = '.hash';

/** Elements and attributes of daticert.xml (PEC-REFERENCE §2.1). */
export const ELEMENT = {
  root: 'postacert',
  head: 'intestazione',
  sender: 'mittente',
  recipient: 'destinatari',
  replyTo: 'risposte',
  subject: 'oggetto',
  data: 'dati',
  issuer: 'gestore-emittente',
  date: 'data',
  day: 'giorno',
  time: 'ora',
  identifier: 'identificativo',
  messageId: 'msgid',
  receipt: 'ricevuta',
  delivery: 'consegna',
  taken: 'ricezione',
  extendedError: 'errore-esteso',
} as const;
export const ATTRIBUTE = { type: 'tipo', error: 'errore', zone: 'zona' } as const;

const VIRUS_SUFFIX = ' PER VIRUS';
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['posta-certificata', 'POSTA CERTIFICATA'],
  ['accettazione', 'ACCETTAZIONE'],
  ['non-accettazione', 'AVVISO DI NON ACCETTAZIONE'],
  ['presa-in-carico', 'PRESA IN CARICO'],
  ['avvenuta-consegna', 'CONSEGNA'],
  ['errore-consegna', 'AVVISO DI MANCATA CONSEGNA'],
  ['preavviso-errore-consegna', 'AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO'],
  ['rilevazione-virus', 'PROBLEMA DI SICUREZZA'],
]);

/** Subject prefixes that a message of this tipo may carry, with the colon, without the blank after it. */
export function subjectPrefixes(tipo: string, errore: string): readonly string[] {
  const prefix = PREFIXES.get(tipo);
  if (prefix === undefined) return [];
  const hasVirusForm = tipo === 'non-accettazione' || tipo === 'errore-consegna';
  return hasVirusForm && errore === ERROR.virus ? [`${prefix}${VIRUS_SUFFIX}:`] : [`${prefix}:`];
}

/** Words that tell the 12 h notice from the 24 h one in free text, the last resort of PEC-REFERENCE §1.9 (c). */
export const FIRST_NOTICE_WORDS = /\b(12|dodici)\b/i;
export const FINAL_NOTICE_WORDS = /\b(24|ventiquattro)\b/i;

/** Local part of every provider's signing address. */
export const PROVIDER_LOCAL_PART = 'posta-certificata';
