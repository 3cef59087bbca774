// What the command line says to people. Machine output is never worded (CLI.md).
import type { RecipientStatus } from '#shared/model/dispatch';

const it = {
  emptyList: 'Nessun messaggio.',
  rowCount: (count: number) => (count === 1 ? '1 messaggio' : `${count} messaggi`),
  unreadableFile: 'non leggibile',
  killed: (defect: string) => `l'analisi è stata fermata (${defect}); il file resta com'è`,
  mark: (indication: string) => ({ passed: '✓', failed: '✕', indeterminate: '?' })[indication] ?? '·',
  verdict: (indication: string) =>
    ({ passed: 'Verificata', failed: 'Firma non valida', indeterminate: 'Non verificabile', notApplicable: 'Posta ordinaria' })[indication] ?? indication,
  claim: (kind: string, receipt: string | null, extent: string | null) => {
    const names: Readonly<Record<string, string>> = {
      transportEnvelope: 'Posta certificata',
      anomalyEnvelope: 'Anomalia',
      acceptance: 'Accettazione',
      nonAcceptance: 'Non accettata',
      serverAcceptance: 'Presa in carico tra gestori',
      delivery: 'Avvenuta consegna',
      deliveryError: 'Mancata consegna',
      deliveryTimeoutWarning: 'Consegna in ritardo',
      virusDetected: 'Virus rilevato',
      rem: 'REM',
      ordinary: 'Posta ordinaria',
      malformed: 'Non leggibile',
    };
    const extents: Readonly<Record<string, string>> = { complete: 'completa', brief: 'breve', concise: 'sintetica' };
    return `${names[receipt ?? kind] ?? kind}${extent === null ? '' : ` ${extents[extent] ?? extent}`}`;
  },
  status: (status: RecipientStatus) =>
    ({
      submitted: 'inviata',
      accepted: 'accettata',
      refused: 'non accettata',
      takenInCharge: 'presa in carico tra gestori',
      delivered: 'consegnata',
      deliveredLate: 'consegnata in ritardo',
      delayed: 'in ritardo (avviso delle 12 ore)',
      expired: 'non consegnata (avviso delle 24 ore)',
      failed: 'mancata consegna',
      ordinary: 'posta ordinaria: nessuna ricevuta di consegna',
      conflict: 'ricevute in contrasto',
      unknown: 'sconosciuto',
    })[status],
  demoSetup: 'Preparo due gestori dimostrativi e le loro caselle…',
  demoSending: 'invio dei messaggi dimostrativi',
  demoReady: (url: string) => `Plico è pronto: ${url}\nCtrl-C per chiudere.`,
  demoAsExpected: 'Ogni verdetto e ogni stato è quello atteso.',
  demoUnexpected: (what: string) => `Non atteso: ${what}`,
};

const en: typeof it = {
  emptyList: 'No messages.',
  rowCount: (count) => (count === 1 ? '1 message' : `${count} messages`),
  unreadableFile: 'cannot be read',
  killed: (defect) => `the analysis was stopped (${defect}); the file stays as it is`,
  mark: it.mark,
  verdict: (indication) =>
    ({ passed: 'Verified', failed: 'Signature not valid', indeterminate: 'Cannot be verified', notApplicable: 'Ordinary mail' })[indication] ?? indication,
  claim: (kind, receipt, extent) => {
    const names: Readonly<Record<string, string>> = {
      transportEnvelope: 'Certified mail',
      anomalyEnvelope: 'Anomaly',
      acceptance: 'Acceptance',
      nonAcceptance: 'Not accepted',
      serverAcceptance: 'Taken in charge between providers',
      delivery: 'Delivery',
      deliveryError: 'Non-delivery',
      deliveryTimeoutWarning: 'Delivery delayed',
      virusDetected: 'Virus found',
      rem: 'REM',
      ordinary: 'Ordinary mail',
      malformed: 'Unreadable',
    };
    const extents: Readonly<Record<string, string>> = { complete: '(complete)', brief: '(brief)', concise: '(concise)' };
    return `${names[receipt ?? kind] ?? kind}${extent === null ? '' : ` ${extents[extent] ?? extent}`}`;
  },
  status: (status) =>
    ({
      submitted: 'submitted',
      accepted: 'accepted',
      refused: 'not accepted',
      takenInCharge: 'taken in charge between providers',
      delivered: 'delivered',
      deliveredLate: 'delivered late',
      delayed: 'delayed (12-hour notice)',
      expired: 'not delivered (24-hour notice)',
      failed: 'delivery failed',
      ordinary: 'ordinary mail: no delivery receipt will come',
      conflict: 'receipts contradict each other',
      unknown: 'unknown',
    })[status],
  demoSetup: 'Setting up two demonstration providers and their mailboxes…',
  demoSending: 'sending the demonstration messages',
  demoReady: (url) => `Plico is ready: ${url}\nCtrl-C closes it.`,
  demoAsExpected: 'Every verdict and every status is the expected one.',
  demoUnexpected: (what) => `Not expected: ${what}`,
};

export type CliText = typeof it;

export function cliText(language: 'it' | 'en'): CliText {
  return language === 'it' ? it : en;
}

/** The language of a POSIX locale such as "it_IT.UTF-8"; English where it says nothing. */
export function systemLanguage(locale: string): 'it' | 'en' {
  return /^it(\b|_)/i.test(locale) ? 'it' : 'en';
}

