// The readable text of provider messages, in the Italian of the rules and of real ones
// (PEC-REFERENCE §1.5): the facts are fixed, the words are each provider's own. ISO-8859-1 on the wire.
import type { Certificate } from './daticert.ts';
import { italianTime } from './italian-time.ts';

export type TimeoutStage = 'first' | 'final';

function opening(certificate: Certificate): { when: string; what: string; end: string } {
  const time = italianTime(certificate.at);
  return {
    when: `Il giorno ${time.date} alle ore ${time.time} (${time.zone})`,
    what: `"${certificate.message.subject ?? ''}" proveniente da "${certificate.message.sender}"`,
    end: `Identificativo messaggio: ${certificate.message.identificativo}`,
  };
}

export function readableText(certificate: Certificate, stage: TimeoutStage | null): string {
  const { when, what, end } = opening(certificate);
  const addressed = certificate.message.recipients.map((recipient) => recipient.address);
  const single = certificate.recipient ?? '';
  switch (certificate.kind) {
    case 'posta-certificata':
      return lines('Messaggio di posta certificata', '', `${when} il messaggio`, `"${certificate.message.subject ?? ''}" è stato inviato da "${certificate.message.sender}"`, 'indirizzato a:', ...addressed, 'Il messaggio originale è incluso in allegato.', end);
    case 'accettazione':
      return lines('Ricevuta di accettazione', '', `${when} il messaggio`, what, 'ed indirizzato a:', ...certificate.message.recipients.map((recipient) => `${recipient.address} ("posta ${recipient.certified ? 'certificata' : 'ordinaria'}")`), 'è stato accettato dal sistema ed inoltrato.', end);
    case 'non-accettazione':
      return certificate.error === 'virus'
        ? lines('Errore nell\'accettazione del messaggio', '', `${when} nel messaggio`, what, 'ed indirizzato a:', ...addressed, 'è stato rilevato un problema di sicurezza: presenza di un virus.', 'Il messaggio non è stato accettato.', end)
        : lines('Errore nell\'accettazione del messaggio', '', `${when} nel messaggio`, what, 'ed indirizzato a:', ...addressed, `è stato rilevato un problema che ne impedisce l'accettazione a causa di ${certificate.extendedError ?? 'errori formali'}.`, 'Il messaggio non è stato accettato.', end);
    case 'presa-in-carico':
      return lines('Ricevuta di presa in carico', '', `${when} il messaggio`, what, 'ed indirizzato a:', ...certificate.takenInCharge, 'è stato accettato dal sistema.', end);
    case 'avvenuta-consegna':
      return lines(deliveryTitle(certificate), '', `${when} il messaggio`, what, `ed indirizzato a "${single}"`, 'è stato consegnato nella casella di destinazione.', end);
    case 'errore-consegna':
      return lines('Avviso di mancata consegna', '', `${when} nel messaggio`, what, `e destinato all'utente "${single}"`, 'è stato rilevato un errore:', certificate.extendedError ?? 'errore non precisato', 'Il messaggio è stato rifiutato dal sistema.', end);
    case 'preavviso-errore-consegna':
      return lines('Avviso di mancata consegna', '', `${when} il messaggio`, what, `e destinato all'utente "${single}"`, stage === 'final' ? FINAL_TIMEOUT : FIRST_TIMEOUT, end);
    case 'rilevazione-virus':
      return lines('Avviso di rilevazione virus informatico', '', `${when} nel messaggio`, what, `e destinato a "${single}"`, 'è stato rilevato un virus informatico.', certificate.extendedError ?? '', 'Il messaggio non è stato consegnato.', end);
  }
}

export function anomalyText(at: number, subject: string, sender: string, recipients: readonly string[], reason: string): string {
  const time = italianTime(at);
  return lines('Anomalia messaggio', '', `Il giorno ${time.date} alle ore ${time.time} (${time.zone}) è stato ricevuto il messaggio`, `"${subject}" proveniente da "${sender}"`, 'ed indirizzato a:', ...recipients, 'Tali dati non sono stati certificati per il seguente errore:', reason, 'Il messaggio originale è incluso in allegato.');
}

/** RFC 6109 §3.3.2 wording in Italian, as in the corpus. */
const FIRST_TIMEOUT =
  'non è stato consegnato nelle prime dodici ore dal suo invio. Non escludendo che questo possa avvenire in seguito, si ritiene utile considerare che l\'invio potrebbe non andare a buon fine. Il sistema provvederà comunque ad inviare un ulteriore avviso di mancata consegna se nelle prossime dodici ore non vi sarà la conferma della ricezione da parte del destinatario.';
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
