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
    fileUnreadable: 'Il file non si può leggere.',
    fileTitle: (name: string) => `Messaggi che portano «${name}»`,
    someFile: 'il file',
    fileNowhere: 'Nessun messaggio in archivio porta questo file, byte per byte.',
    fileNowhereHint: 'Un file salvato di nuovo, anche senza modifiche visibili, ha altri byte.',
    fields: { subject: 'oggetto', sender: 'mittente', recipients: 'destinatari', body: 'testo', attachment: 'allegato' },
    more: 'Ce ne sono altri: aggiungi una parola o un filtro per vedere i più vecchi.',
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
};
