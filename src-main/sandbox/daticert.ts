// Writes daticert.xml, the certification data (grammar of PEC-REFERENCE §2.1, RFC 6109 §4.4): the
// order of the elements is fixed, which optional one appears depends on the type (§2.2).
import { italianTime } from './italian-time.ts';

export type CertificateKind =
  | 'posta-certificata'
  | 'accettazione'
  | 'non-accettazione'
  | 'presa-in-carico'
  | 'avvenuta-consegna'
  | 'errore-consegna'
  | 'preavviso-errore-consegna'
  | 'rilevazione-virus';

export type CertificateError = 'nessuno' | 'no-dest' | 'no-dominio' | 'virus' | 'altro';
export type Extent = 'completa' | 'breve' | 'sintetica';
export type CertifiedRecipient = { readonly address: string; readonly certified: boolean };

/** What every notice about one message repeats. */
export type MessageData = {
  readonly sender: string;
  readonly recipients: readonly CertifiedRecipient[];
  readonly replyTo: string;
  /** Decoded; null when the message has none. */
  readonly subject: string | null;
  /** No angle brackets. */
  readonly identificativo: string;
  /** With angle brackets, as the client wrote it; null when it set none. */
  readonly msgid: string | null;
};

export type Certificate = {
  readonly kind: CertificateKind;
  readonly error: CertificateError;
  readonly message: MessageData;
  readonly issuer: string;
  readonly at: number;
  readonly extent: Extent | null;
  /** dati/consegna */
  readonly recipient: string | null;
  /** dati/ricezione */
  readonly takenInCharge: readonly string[];
  readonly extendedError: string | null;
};

export function daticertXml(certificate: Certificate): string {
  const { message } = certificate;
  const time = italianTime(certificate.at);
  const optional = (name: string, value: string | null): string => (value === null ? '' : `    <${name}>${escaped(value)}</${name}>\n`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<postacert tipo="${certificate.kind}" errore="${certificate.error}">\n`,
    '  <intestazione>\n',
    `    <mittente>${escaped(message.sender)}</mittente>\n`,
    ...message.recipients.map(
      (recipient) =>
        `    <destinatari tipo="${recipient.certified ? 'certificato' : 'esterno'}">${escaped(recipient.address)}</destinatari>\n`,
    ),
    `    <risposte>${escaped(message.replyTo)}</risposte>\n`,
    optional('oggetto', message.subject),
    '  </intestazione>\n',
    '  <dati>\n',
    `    <gestore-emittente>${escaped(certificate.issuer)}</gestore-emittente>\n`,
    `    <data zona="${time.zone}">\n      <giorno>${time.date}</giorno>\n      <ora>${time.time}</ora>\n    </data>\n`,
    `    <identificativo>${escaped(message.identificativo)}</identificativo>\n`,
    optional('msgid', message.msgid),
    certificate.extent === null ? '' : `    <ricevuta tipo="${certificate.extent}"/>\n`,
    optional('consegna', certificate.recipient),
    ...certificate.takenInCharge.map((address) => optional('ricezione', address)),
    optional('errore-esteso', certificate.extendedError),
    '  </dati>\n',
    '</postacert>\n',
  ].join('');
}

/** Text content: markup escaped, characters that XML 1.0 §2.2 forbids left out. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
