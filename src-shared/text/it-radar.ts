// Italian words of the radar: what went wrong, what it usually means, what one can do. Cards inform;
// they name the rule to look up and never say how a case ends (PRODUCT §4.2).
import type { FailureCause, Problem, ProblemClock, ProblemKind, StepId } from '#shared/model/radar';

type Card = { readonly title: string; readonly text: string };

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : `${count} ${many}`);

export const itRadar = {
  title: 'Problemi',
  label: 'Problemi, dal più urgente',
  /** Several problems can be of one message. */
  count: (count: number, messages: number): string =>
    messages < count
      ? `${count} in ${messages === 1 ? '1 messaggio' : `${messages} messaggi`}`
      : plural(count, '1 da guardare', 'da guardare'),
  more: 'Ci sono altri messaggi con problemi: qui i più recenti.',
  empty: (sent: number): string =>
    sent === 0
      ? 'Nessun problema. Negli ultimi 30 giorni non hai inviato PEC.'
      : sent === 1
        ? 'Nessun problema: la PEC inviata negli ultimi 30 giorni ha esito completo.'
        : `Nessun problema: tutte le ${sent} PEC inviate negli ultimi 30 giorni hanno esito completo.`,
  emptyWaiting: (complete: number, sent: number): string =>
    `Nessun problema: ${complete} delle ${sent} PEC inviate negli ultimi 30 giorni hanno esito completo, le altre sono nei tempi.`,
  loading: 'Leggo i problemi',
  urgency: { now: 'Urgente', soon: 'Da seguire', watch: 'Da controllare' } satisfies Record<Problem['urgency'], string>,
  kinds: {
    refused: 'Non accettata: non è partita',
    virus: 'Fermata per un virus',
    failed: 'Mancata consegna',
    expired: 'Mancata consegna definitiva: tempi scaduti',
    conflict: 'Ricevute in contrasto',
    noOutcome: 'Anomalia: manca ogni esito',
    acceptanceLate: 'Non ancora accettata dal tuo gestore',
    handOverUnknown: 'Non sappiamo se è partita',
    postponed: 'Rimandata dal gestore',
    delayed: 'Ritardo segnalato dal gestore',
    logsExpiring: 'Prova incompleta, e il log del gestore sta per sparire',
    contradiction: 'Qualcosa non torna nelle ricevute',
  } satisfies Record<ProblemKind, string>,
  means: {
    refused: 'Il tuo gestore non l’ha accettata: nessun destinatario l’ha ricevuta e nessun termine è rispettato con questo invio.',
    virus: 'Un gestore ha trovato un virus e ha fermato il messaggio.',
    failed: 'Il gestore del destinatario dichiara di non averla depositata nella casella.',
    expired:
      'Dopo 24 ore il gestore non ha avuto risposta da quello del destinatario. Di solito non dipende dal destinatario. Una consegna può ancora arrivare: se arriva, valgono entrambe.',
    conflict: 'Per lo stesso destinatario ci sono una consegna e una mancata consegna: le mostriamo entrambe e non scegliamo.',
    noOutcome:
      'Per le regole della PEC entro 24 ore dall’accettazione arriva sempre un esito. Qui non c’è: o manca una ricevuta o il gestore ha un guasto.',
    acceptanceLate: 'La ricevuta di accettazione arriva di norma in pochi secondi. Finché manca non c’è prova dell’invio.',
    handOverUnknown: 'Il collegamento è caduto durante l’invio. Aspettiamo la ricevuta: non verrà rispedita da sola.',
    postponed: 'Il server l’ha rimandata: riproviamo da soli.',
    delayed: 'Dopo 12 ore la consegna non è ancora avvenuta. Entro 24 ore dall’accettazione arriva l’esito.',
    logsExpiring:
      'I gestori tengono il registro delle operazioni per 30 mesi. Fino ad allora possono dire che fine ha fatto questo messaggio.',
    contradiction: 'Leggi che cosa non torna prima di usare queste ricevute come prova.',
  } satisfies Record<ProblemKind, string>,
  causes: {
    unknownRecipient: 'indirizzo non valido',
    unknownDomain: 'dominio non valido',
    mailboxDisabled: 'casella inibita',
    mailboxFull: 'casella piena',
    tooLarge: 'messaggio troppo grande',
    network: 'gestore non raggiungibile',
    policy: 'rifiutata dalle regole del gestore',
    virus: 'virus',
    other: 'altro motivo',
  } satisfies Record<FailureCause, string>,
  attributable: {
    recipient: 'Causa possibilmente imputabile al destinatario. Se lo sia in questo caso lo valuta chi segue la pratica.',
    notRecipient: 'Causa di solito non imputabile al destinatario.',
    unknown: null,
  } satisfies Record<Problem['attributable'], string | null>,
  provider: 'Il gestore scrive',
  steps: {
    checkAddress: {
      title: 'Controlla l’indirizzo',
      text: 'Una lettera sbagliata basta. Confrontalo con quello del registro o dell’ultimo messaggio ricevuto.',
    },
    checkRegistry: {
      title: 'Cerca il domicilio digitale attuale',
      text: 'INI-PEC per imprese e professionisti, INAD per le persone, IPA per le amministrazioni, ReGIndE e PP.AA. per il processo.',
    },
    article3ter: {
      title: 'Se è una notifica dell’avvocato',
      text: 'L’art. 3-ter della L. 53/1994 prevede, quando la causa è imputabile al destinatario, l’area web riservata del Ministero; altrimenti le forme ordinarie. Leggi la norma in vigore.',
    },
    ordinaryForms: {
      title: 'Valuta un’altra via',
      text: 'Raccomandata, ufficiale giudiziario, notifica a mano: dipende dall’atto e dal termine.',
    },
    retryLater: { title: 'Riprova più tardi', text: 'È un nuovo invio con nuove ricevute: conserva anche quelle di questo tentativo.' },
    splitAttachments: {
      title: 'Riduci o dividi gli allegati',
      text: 'Il limite conta dimensione per numero di destinatari. Nel testo indica quante parti sono.',
    },
    cleanFile: { title: 'Controlla i file', text: 'Fai esaminare gli allegati da un antivirus aggiornato e ricreali dall’originale.' },
    fixAndSendAgain: { title: 'Correggi e rimanda', text: 'Il nuovo invio ha un’altra data di accettazione: conta quella.' },
    readReason: { title: 'Leggi il motivo del gestore', text: 'È nel testo qui sopra e nella ricevuta, parola per parola.' },
    waitOutcome: { title: 'Aspetta l’esito', text: 'Non serve rimandare adesso: un secondo invio darebbe due serie di ricevute.' },
    waitReceipt: { title: 'Aspetta la ricevuta', text: 'Se il gestore l’ha presa, l’accettazione arriva da sola nella casella.' },
    checkSent: {
      title: 'Controlla che sia partita',
      text: 'Guarda la posta in uscita qui e la cartella Inviata nella webmail del gestore.',
    },
    askProvider: {
      title: 'Chiedi al tuo gestore',
      text: 'Indica Message-ID e identificativo: con quelli trova il messaggio nei suoi registri.',
    },
    searchReceipts: {
      title: 'Cerca le ricevute altrove',
      text: 'Possono essere in un’altra cartella, nel cestino, in un vecchio archivio da aprire o presso un collega.',
    },
    requestLogs: {
      title: 'Chiedi la traccia nel log',
      text: 'Il gestore risponde per i 30 mesi in cui la conserva. Il testo è pronto, con gli identificativi.',
    },
    readReceipts: { title: 'Apri le ricevute', text: 'Perché mostra, controllo per controllo, che cosa regge e che cosa no.' },
  } satisfies Record<StepId, Card>,
  newMail: (count: number): string => (count === 1 ? 'Nuova posta certificata' : `${count} nuove PEC`),
  fileCheck: {
    title: 'Confronto del file',
    button: 'Confronta un file',
    dropNow: 'Lascia qui il file per confrontarlo con ciò che è stato inviato',
    close: 'Chiudi il confronto',
    reading: (name: string): string => `Leggo ${name}`,
    unreadable: (name: string): string => `${name} non si può leggere: controlla che il file esista ancora.`,
    tooLarge: (name: string, most: string): string => `${name} supera ${most}: usa «plico search --file».`,
    identicalDelivered: (name: string, attachment: string, count: number): string =>
      `${name} è identico all’allegato ${attachment} consegnato a ${count === 1 ? '1 destinatario' : `${count} destinatari`}.`,
    identicalSent: (name: string, attachment: string): string =>
      `${name} è identico all’allegato ${attachment} inviato; nessuna ricevuta ne prova il contenuto.`,
    bytes: (who: string): string => `${who}: la ricevuta completa contiene questi stessi byte`,
    digest: (who: string): string => `${who}: la ricevuta breve ne contiene l’impronta`,
    unproven: (who: string): string => `${who}: consegnata, ma la ricevuta non prova questo contenuto`,
    different: (name: string, attachment: string): string => `${name} NON è l’allegato ${attachment} che è stato inviato.`,
    insideSignature: 'L’allegato inviato è il file firmato (.p7m): confronta quello.',
    sizes: (dropped: string, sent: string): string => `Dimensione: questo ${dropped}, inviato ${sent}`,
    firstByte: (position: string): string => `Il primo byte diverso è il numero ${position}`,
    hashes: (dropped: string, sent: string): string => `SHA-256: questo ${dropped}, inviato ${sent}`,
    nothingLikeIt: (name: string): string => `Nessun allegato di questo messaggio somiglia a ${name}.`,
    noAttachments: 'Questo messaggio non ha allegati con cui confrontarlo.',
  },
  nextSteps: 'Che cosa si può fare',
  informs: 'Informazioni, non un parere legale.',
  sendAgain: 'Prepara un nuovo invio',
  copyIdentifiers: 'Copia gli identificativi',
  identificativo: 'Identificativo',
  copyRequest: 'Copia la richiesta',
  copied: 'Richiesta copiata negli appunti.',
  requestTitle: 'Richiesta al gestore',
  since: (when: string): string => `dal ${when}`,
  wholeMessage: 'tutto il messaggio',
  others: (count: number): string => (count === 1 ? 'e un altro' : `e altri ${count}`),
  clock(clock: ProblemClock, left: string, past: boolean): string {
    switch (clock.what) {
      case 'outcome':
        return past ? `termine passato da ${left}` : `esito entro ${left}`;
      case 'acceptance':
        return past ? `attesa da oltre un’ora` : `attesa: ancora ${left}`;
      case 'logs':
        return `log ancora per ${left}`;
    }
  },
  duration: {
    minutes: (n: number): string => `${n} min`,
    hours: (n: number): string => `${n} h`,
    days: (n: number): string => plural(n, '1 giorno', 'giorni'),
  },
  detail: {
    title: 'La prova, pezzo per pezzo',
    completeness: (there: number, needed: number): string => `Che cosa serve e che cosa c’è: ${there} su ${needed}`,
    needs: 'Serve',
    there: 'C’è',
    missing: 'Manca',
    never: 'Non arriverà',
    documented: 'Mancata consegna documentata',
    sentCopy: 'Il messaggio inviato, byte per byte',
    acceptance: 'La ricevuta di accettazione del tuo gestore',
    delivery: (who: string): string => `La ricevuta di consegna di ${who}`,
    ordinary: (who: string): string => `${who} ha posta ordinaria: nessuna ricevuta di consegna`,
    extentNote: {
      complete: 'completa: prova anche il contenuto',
      brief: 'breve: prova le impronte degli allegati',
      concise: 'sintetica: non prova il contenuto',
    },
    content: {
      same: 'contenuto uguale a quello inviato',
      different: 'contenuto DIVERSO da quello inviato',
      notCompared: 'contenuto non confrontato',
    },
    differs: (who: string): string => `Nella ricevuta di ${who} il contenuto non è quello inviato:`,
    differsBrief: (who: string): string => `Nella ricevuta breve di ${who} le impronte non sono quelle degli allegati inviati:`,
    absent: 'assente',
    timeline: (count: number): string => (count === 1 ? 'Cronologia: 1 evento' : `Cronologia: ${count} eventi`),
    sent: 'Inviata',
    notCounted: 'non provata, non contata',
    perfection: 'Momenti del perfezionamento',
    perfectionMeans:
      'Art. 147 c.p.c. e art. 16-septies D.L. 179/2012 (C. Cost. 75/2019): per chi notifica vale l’accettazione fino alle 24:00 di quel giorno; per il destinatario la consegna, o le 7:00 del mattino se è tra le 21:00 e le 7:00. Quale norma regga questo atto lo valuta chi segue la pratica.',
    forSender: (time: string): string => `Per chi invia: ${time}`,
    forRecipient: (who: string, time: string): string => `Per ${who}: ${time}`,
    night: (time: string): string => `consegnata ${time}, tra le 21:00 e le 7:00`,
  },
};
