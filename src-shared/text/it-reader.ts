// Italian words of finding and reading: search, views, tabs, reading copies, invoices.
import { itInvoice } from './it-invoice.ts';

export const itReader = {
  search: {
    suggestions: 'Suggerimenti per la ricerca',
    recent: 'Recente',
    forget: 'Dimentica le ricerche recenti',
    /** What each offered operator finds, by the word that is typed. */
    operators: {
      da: 'mittente',
      a: 'destinatario',
      oggetto: 'oggetto',
      casella: 'casella',
      stato: 'esito o gestione',
      tipo: 'tipo di messaggio',
      allegato: 'nome o testo di un allegato',
      dopo: 'da quel giorno in poi',
      prima: 'prima di quel giorno',
      data: 'quel giorno, mese o anno',
    } as Readonly<Record<string, string>>,
    kinds: { operator: 'Filtro', box: 'Casella', status: 'Stato', type: 'Tipo', person: 'Indirizzo' },
    dropHint: 'Trascina qui un file per trovare i messaggi che lo portano.',
    dropNow: 'Lascia il file: cerco i messaggi che lo portano, byte per byte.',
    reading: (name: string) => `Calcolo l’impronta di ${name}`,
    fileTooLarge: (size: string) => `Il file supera ${size}: usa «plico search --file».`,
    folder: 'È una cartella: lascia qui un file alla volta.',
    wider: (query: string) => `Cerca parole che cominciano così: ${query}`,
    fileUnreadable: 'Il file non si può leggere.',
    fileTitle: (name: string) => `Messaggi che portano «${name}»`,
    someFile: 'il file',
    fileNowhere: 'Nessun messaggio in archivio porta questo file, byte per byte.',
    fileNowhereHint: 'Un file salvato di nuovo, anche senza modifiche visibili, ha altri byte.',
    fields: { subject: 'oggetto', sender: 'mittente', recipients: 'destinatari', body: 'testo', attachment: 'allegato' },
    more: 'Ce ne sono altri: aggiungi una parola o un filtro per vedere i più vecchi.',
  },
  quoted: (lines: number) => `Testo citato · ${lines} righe`,
  pictures: {
    show: 'Mostra immagini',
    again: 'Chiedi di nuovo',
    means:
      'Se mostri le immagini, chi le ospita viene a sapere che hai aperto questo messaggio, quando e da quale connessione. Vale solo per questo messaggio.',
    asking: 'Chiedo le immagini…',
    shown: (count: number) =>
      count === 0
        ? 'Nessuna immagine esterna da mostrare.'
        : count === 1
          ? 'Un’immagine esterna mostrata.'
          : `${count} immagini esterne mostrate.`,
    missing: (count: number) =>
      count === 1 ? 'Una non è arrivata, o non è un’immagine.' : `${count} non sono arrivate, o non sono immagini.`,
    unseen: (count: number) =>
      count === 1
        ? 'Una non è stata chiesta: troppo piccola per vedersi, serve solo a contare le aperture.'
        : `${count} non sono state chieste: troppo piccole per vedersi, servono solo a contare le aperture.`,
  },
  views: {
    title: 'Viste',
    save: 'Salva come vista',
    remove: 'Togli dalle viste',
    dialog: 'Salva la ricerca come vista',
    name: 'Nome della vista',
    nameHint: 'Comparirà a sinistra, sotto Viste.',
    taken: 'C’è già una vista con questo nome.',
    confirm: 'Salva',
    cancel: 'Annulla',
    saved: (name: string) => `Vista «${name}» salvata.`,
    removed: (name: string) => `Vista «${name}» tolta: i messaggi restano dove sono.`,
  },
  invoice: itInvoice,
  copy: {
    print: 'Stampa',
    mark: 'Copia di lettura',
    markMeans: 'Non è l’originale e non vale come prova da sola: fanno fede i file archiviati, di cui qui sotto sono le impronte.',
    printed: (when: string) => `Stampata il ${when}`,
    title: 'Dati per ritrovare gli originali',
    messageId: 'Message-ID',
    identificativo: 'Identificativo',
    certifiedBy: 'Certificato da',
    certifiedAt: 'Data e ora certificate',
    verdict: 'Verifica di Plico',
    archived: 'In archivio dal',
    sha256: 'SHA-256 dell’originale',
    sentCopy: 'SHA-256 della copia inviata',
    receipts: 'Ricevute',
    receipt: 'Ricevuta',
    time: 'Data e ora',
    provider: 'Gestore',
    noReceipts: 'Nessuna ricevuta in archivio.',
    unproven: 'firma non provata: non conta',
    saved: 'PDF salvato: è una copia di lettura.',
    file: (subject: string) => `${subject} (copia di lettura).pdf`,
  },
};
