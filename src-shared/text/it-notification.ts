// Italian words of the service of documents by lawyers (L. 53/1994): the one place where they are edited.
// DA RIVEDERE DA UN AVVOCATO prima dell'uso: ogni frase di questo file, e il testo della relata per primo.
import { type Sentences, valueText as value } from './sentence.ts';

/** Added to the findings of the composer. */
export const itNotificationFindings: Sentences = {
  'l53.subject': (v) => `L’oggetto deve cominciare esattamente con «${value(v, 'text')}» (L. 53/1994, art. 3-bis): riscrivilo a mano.`,
  'l53.cc': 'In una notifica ogni destinatario sta in «A»: chi è in Cc non dà la ricevuta completa. Spostalo.',
  'l53.receipt': 'Per una notifica serve la ricevuta completa: con le altre il contenuto non si prova.',
  'l53.ordinary': (v) =>
    `${value(v, 'address')} non è un indirizzo PEC: la notifica non si perfezionerebbe. Usa quello del pubblico elenco.`,
  'l53.relataMissing': 'Non c’è un file che si chiami «relata»: la relazione di notificazione, firmata, va allegata.',
  'l53.fileType': (v) => `«${value(v, 'name')}» non è PDF né un file firmato .p7m: controlla che possa essere notificato e depositato.`,
};
