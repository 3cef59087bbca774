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

export const itNotificationFormFindings: Sentences = {
  'l53.missing.lawyerName': 'Manca il nome e cognome dell’avvocato notificante.',
  'l53.missing.lawyerTaxCode': 'Manca il codice fiscale dell’avvocato notificante.',
  'l53.missing.bar': 'Manca il foro dell’avvocato notificante.',
  'l53.missing.clientName': 'Manca la parte che ha conferito la procura.',
  'l53.missing.clientTaxCode': 'Manca il codice fiscale della parte.',
  'l53.taxCode': (v) => `«${value(v, 'entry')}» non ha la forma di un codice fiscale: controllalo.`,
  'l53.proceeding': 'In corso di procedimento servono ufficio giudiziario, numero e anno di ruolo: completa o lascia vuoto tutto.',
  'l53.noAddress': (v) => `Manca l’indirizzo PEC del destinatario ${value(v, 'number')}.`,
  'l53.recipientName': (v) => `Manca il nome o la denominazione di ${value(v, 'address')}.`,
  'l53.register': (v) => `Per ${value(v, 'address')} scegli da quale pubblico elenco viene l’indirizzo.`,
  'l53.consulted': (v) => `Per ${value(v, 'address')} indica quando hai consultato l’elenco, oggi o prima.`,
  'l53.consultedLongAgo': (v) => `L’elenco per ${value(v, 'address')} non è stato consultato oggi: l’indirizzo può essere cambiato.`,
  'l53.noAct': 'Manca l’atto da notificare: allegalo.',
  'l53.noRelata': 'Manca la relata: copiane il testo qui accanto, fanne un PDF, firmalo e allegalo.',
  'l53.fileGone': (v) => `«${value(v, 'name')}» non è più conservato: toglilo e allegalo di nuovo.`,
  'l53.signatureInvalid': (v) => `La firma di «${value(v, 'name')}» non regge: firma di nuovo il documento.`,
  'l53.signatureUndecided': (v) =>
    `La firma di «${value(v, 'name')}» è integra ma il certificato non si può verificare qui: controllala con lo strumento di firma.`,
  'l53.relataSigned': (v) => `«${value(v, 'name')}»: le firme dentro un PDF non si verificano qui. Controlla che la relata sia firmata.`,
  'l53.description': (v) => `Descrivi «${value(v, 'name')}» («atto di citazione», «ricorso»…): va nella relata.`,
};

export const itNotification = {
  title: 'Notifica in proprio',
  lead: 'Notifica a mezzo PEC dell’avvocato (L. 53/1994, art. 3-bis). Questi testi sono una traccia: vanno riletti da un avvocato.',
  close: 'Chiudi',
  lawyer: 'Avvocato notificante',
  client: 'Parte assistita',
  names: {
    account: 'Da quale casella',
    lawyerName: 'Nome e cognome',
    lawyerTaxCode: 'Codice fiscale dell’avvocato',
    bar: 'Foro',
    clientName: 'Nome o denominazione della parte',
    clientTaxCode: 'Codice fiscale della parte',
    office: 'Ufficio giudiziario',
    section: 'Sezione',
    docketNumber: 'Numero di ruolo',
    docketYear: 'Anno di ruolo',
  },
  proceeding: 'Procedimento (solo se pendente)',
  recipients: 'Destinatari (tutti in «A»)',
  recipientName: 'Nome o denominazione',
  recipientAddress: 'Indirizzo PEC',
  register: 'Pubblico elenco',
  consultedOn: 'Consultato il',
  choose: 'scegli…',
  addRecipient: 'Aggiungi un destinatario',
  removeRecipient: (n: number) => `Togli il destinatario ${n}`,
  documents: 'Documenti',
  kinds: { act: 'Atto (originale informatico)', copy: 'Copia informatica (attestata)', relata: 'Relata firmata' },
  kind: 'Che cos’è',
  description: 'Descrizione',
  addFile: 'Allega un file…',
  removeFile: (name: string) => `Togli ${name}`,
  relata: 'Relata di notificazione',
  clear: 'Svuota il modulo',
  clearAsk: 'Svuotare il modulo?',
  clearText:
    'Si perde tutto ciò che è scritto qui: avvocato, parti, destinatari e documenti. Le bozze già preparate e i messaggi inviati restano.',
  clearYes: 'Svuota',
  clearNo: 'Tieni',
  copy: 'Copia il testo',
  copied: 'Copiato',
  inOrder: 'Il modulo è completo.',
  make: 'Prepara il messaggio',
  makeHint:
    'Si apre come bozza con oggetto, destinatari e ricevuta completa; parte solo quando lo invii tu. L’esito c’è quando tutte le ricevute di consegna sono arrivate.',
  filing: 'Dopo: il file da depositare è quello notificato?',
  filingHint: 'Scegli una notifica inviata e il file che stai per depositare: si confronta con ciò che ogni ricevuta di consegna contiene.',
  filingWhich: 'Notifica inviata',
  filingNone: 'Nessuna notifica inviata, per ora.',
  filingFile: 'Scegli il file da depositare…',
  filingNoReceipt: (who: string) => `${who}: manca una ricevuta di consegna completa e verificata`,
  text: {
    heading: 'RELAZIONE DI NOTIFICAZIONE\nai sensi della legge 21 gennaio 1994, n. 53 (art. 3-bis)',
    opening: (lawyer: string, taxCode: string, bar: string, client: string, clientCode: string, from: string) =>
      `Il sottoscritto avv. ${lawyer} (c.f. ${taxCode}), del foro di ${bar}, difensore di ${client} (c.f. ${clientCode}) in forza di procura, ai sensi dell’art. 3-bis della legge n. 53 del 1994,\n\nNOTIFICA\n\na mezzo posta elettronica certificata, dall’indirizzo ${from}:`,
    document: (description: string, name: string) => `- ${description} (file «${name}»);`,
    to: 'a:',
    recipient: (name: string, address: string, register: string, day: string) =>
      `- ${name}, all’indirizzo ${address}, estratto dal pubblico elenco ${register}, consultato il ${day};`,
    proceeding: (office: string, section: string, number: string, year: string) =>
      `La notificazione è effettuata in relazione al procedimento pendente innanzi a ${office}${section === '' ? '' : `, sezione ${section}`}, n. ${number}, anno ${year} di ruolo.`,
    conformity: (names: string) =>
      `ATTESTA, ai sensi dell’art. 3-bis, comma 2, della legge n. 53 del 1994, che le copie informatiche ${names} allegate al messaggio sono conformi agli originali da cui sono estratte.`,
    signature: (lawyer: string) => `Avv. ${lawyer}\n(documento firmato digitalmente)`,
  },
};
