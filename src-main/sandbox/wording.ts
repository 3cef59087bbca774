// The readable text of provider messages, in the Italian of the rules and of real ones
// (PEC-REFERENCE §1.5): the facts are fixed, the words are each provider's own. ISO-8859-1 on the wire.
import type { Certificate, CertificateKind } from './daticert.ts';
import { italianTime } from './italian-time.ts';

export type TimeoutStage = 'first' | 'final';

type Words = {
  readonly certificate: Certificate;
  readonly when: string;
  /** "oggetto" proveniente da "mittente" */
  readonly what: string;
  readonly end: string;
  readonly addressed: readonly string[];
  /** The one recipient a notice is about. */
  readonly single: string;
  readonly stage: TimeoutStage | null;
};

export function readableText(certificate: Certificate, stage: TimeoutStage | null): string {
  const time = italianTime(certificate.at);
  const words: Words = {
    certificate,
    stage,
    when: `Il giorno ${time.date} alle ore ${time.time} (${time.zone})`,
    what: `"${certificate.message.subject ?? ''}" proveniente da "${certificate.message.sender}"`,
    end: `Identificativo messaggio: ${certificate.message.identificativo}`,
    addressed: certificate.message.recipients.map((recipient) => recipient.address),
    single: certificate.recipient ?? '',
  };
  return lines(...TEXTS[certificate.kind](words), words.end);
}

const TEXTS: Readonly<Record<CertificateKind, (words: Words) => readonly string[]>> = {
  'posta-certificata': ({ certificate, when, addressed }) => [
    'Messaggio di posta certificata',
    '',
    `${when} il messaggio`,
    `"${certificate.message.subject ?? ''}" è stato inviato da "${certificate.message.sender}"`,
    'indirizzato a:',
    ...addressed,
    'Il messaggio originale è incluso in allegato.',
  ],
  accettazione: ({ certificate, when, what }) => [
    'Ricevuta di accettazione',
    '',
    `${when} il messaggio`,
    what,
    'ed indirizzato a:',
    ...certificate.message.recipients.map(
      (recipient) => `${recipient.address} ("posta ${recipient.certified ? 'certificata' : 'ordinaria'}")`,
    ),
    'è stato accettato dal sistema ed inoltrato.',
  ],
  'non-accettazione': ({ certificate, when, what, addressed }) => [
    "Errore nell'accettazione del messaggio",
    '',
    `${when} nel messaggio`,
    what,
    'ed indirizzato a:',
    ...addressed,
    certificate.error === 'virus'
      ? 'è stato rilevato un problema di sicurezza: presenza di un virus.'
      : `è stato rilevato un problema che ne impedisce l'accettazione a causa di ${certificate.extendedError ?? 'errori formali'}.`,
    'Il messaggio non è stato accettato.',
  ],
  'presa-in-carico': ({ certificate, when, what }) => [
    'Ricevuta di presa in carico',
    '',
    `${when} il messaggio`,
    what,
    'ed indirizzato a:',
    ...certificate.takenInCharge,
    'è stato accettato dal sistema.',
  ],
  'avvenuta-consegna': ({ certificate, when, what, single }) => [
    deliveryTitle(certificate),
    '',
    `${when} il messaggio`,
    what,
    `ed indirizzato a "${single}"`,
    'è stato consegnato nella casella di destinazione.',
  ],
  'errore-consegna': ({ certificate, when, what, single }) => [
    'Avviso di mancata consegna',
    '',
    `${when} nel messaggio`,
    what,
    `e destinato all'utente "${single}"`,
    'è stato rilevato un errore:',
    certificate.extendedError ?? 'errore non precisato',
    'Il messaggio è stato rifiutato dal sistema.',
  ],
  'preavviso-errore-consegna': ({ when, what, single, stage }) => [
    'Avviso di mancata consegna',
    '',
    `${when} il messaggio`,
    what,
    `e destinato all'utente "${single}"`,
    stage === 'final' ? FINAL_TIMEOUT : FIRST_TIMEOUT,
  ],
  'rilevazione-virus': ({ certificate, when, what, single }) => [
    'Avviso di rilevazione virus informatico',
    '',
    `${when} nel messaggio`,
    what,
    `e destinato a "${single}"`,
    'è stato rilevato un virus informatico.',
    certificate.extendedError ?? '',
    'Il messaggio non è stato consegnato.',
  ],
};

export function anomalyText(at: number, subject: string, sender: string, recipients: readonly string[], reason: string): string {
  const time = italianTime(at);
  return lines(
    'Anomalia messaggio',
    '',
    `Il giorno ${time.date} alle ore ${time.time} (${time.zone}) è stato ricevuto il messaggio`,
    `"${subject}" proveniente da "${sender}"`,
    'ed indirizzato a:',
    ...recipients,
    'Tali dati non sono stati certificati per il seguente errore:',
    reason,
    'Il messaggio originale è incluso in allegato.',
  );
}

/** RFC 6109 §3.3.2 wording in Italian, as in the corpus. */
const FIRST_TIMEOUT =
  "non è stato consegnato nelle prime dodici ore dal suo invio. Non escludendo che questo possa avvenire in seguito, si ritiene utile considerare che l'invio potrebbe non andare a buon fine. Il sistema provvederà comunque ad inviare un ulteriore avviso di mancata consegna se nelle prossime dodici ore non vi sarà la conferma della ricezione da parte del destinatario.";
const FINAL_TIMEOUT =
  'non è stato consegnato nelle ventiquattro ore successive al suo invio. Si ritiene che la spedizione debba considerarsi non andata a buon fine.';

function deliveryTitle(certificate: Certificate): string {
  switch (certificate.extent) {
    case 'breve':
      return 'Ricevuta di avvenuta consegna breve';
    case 'sintetica':
      return 'Ricevuta di avvenuta consegna sintetica';
    case 'completa':
    case null:
      return 'Ricevuta di avvenuta consegna';
  }
}

function lines(...text: readonly string[]): string {
  return text.join('\r\n');
}
