// Italian words of writing and sending: what pre-flight finds, each with what to do, and the outbox.
import type { OutboxState } from '#shared/model/compose';
import { itBulkFindings } from './it-bulk.ts';
import { itNotificationFindings, itNotificationFormFindings } from './it-notification.ts';
import { type Sentences, valueText as value } from './sentence.ts';

const itComposeFindings: Sentences = {
  'from.cannotSend': (v) => `Dalla casella ${value(v, 'address')} non si può inviare: scegline un’altra o imposta il server di invio.`,
  'from.otherThanReceived': (v) => `Il messaggio era arrivato a ${value(v, 'address')}: di solito si risponde da lì.`,
  'from.otherBoxUsual': (v) => `Con ${value(v, 'recipient')} finora hai scritto da ${value(v, 'address')}: controlla la casella.`,
  'schedule.past': 'L’ora scelta per l’invio è già passata: scegline una futura.',
  'to.none': 'Manca il destinatario: scrivi almeno un indirizzo valido in «A».',
  'to.onlySelf': 'Il solo destinatario è la tua stessa casella.',
  'recipient.empty': 'C’è una voce vuota tra i destinatari: toglila.',
  'recipient.control': (v) => `In «${value(v, 'entry')}» ci sono caratteri invisibili: riscrivi l’indirizzo a mano.`,
  'recipient.several': (v) => `«${value(v, 'entry')}» contiene più indirizzi: separali con una virgola.`,
  'recipient.group': (v) => `«${value(v, 'entry')}» è un gruppo: la PEC non li ammette, scrivi gli indirizzi uno a uno.`,
  'recipient.comment': (v) => `«${value(v, 'entry')}» contiene un commento tra parentesi: la PEC non lo ammette, toglilo.`,
  'recipient.route': (v) => `«${value(v, 'entry')}» contiene un percorso: scrivi il solo indirizzo.`,
  'recipient.quotedLocalPart': (v) => `«${value(v, 'entry')}»: un indirizzo PEC non ha virgolette. Controllalo.`,
  'recipient.addressLiteral': (v) => `«${value(v, 'entry')}» indica un numero al posto del dominio: controllalo.`,
  'recipient.nonAscii': (v) => `«${value(v, 'entry')}» contiene lettere accentate o di altri alfabeti: riscrivi l’indirizzo a mano.`,
  'recipient.tooLong': (v) => `«${value(v, 'entry')}» è troppo lungo per un indirizzo: controllalo.`,
  'recipient.noDomain': (v) => `A «${value(v, 'entry')}» manca la parte dopo la chiocciola: completalo.`,
  'recipient.invalid': (v) => `«${value(v, 'entry')}» non è un indirizzo valido: controllalo.`,
  'recipient.twice': (v) => `${value(v, 'address')} compare due volte: lascialo una volta sola.`,
  'recipient.provider': (v) => `${value(v, 'address')} è l’indirizzo del gestore, non di una persona: mettine un altro.`,
  'recipient.nameIsAddress': (v) =>
    `Il nome «${value(v, 'name')}» sembra un indirizzo, ma il messaggio andrebbe a ${value(v, 'address')}: controlla chi lo riceve.`,
  'recipient.punycode': (v) => `Il dominio di ${value(v, 'address')} usa lettere che possono imitarne altre: controllalo con cura.`,
  'recipient.ordinary': (v) => `${value(v, 'address')} è posta ordinaria: non arriverà alcuna prova di consegna.`,
  'recipient.similar': (v) => `${value(v, 'address')} differisce di poco da ${value(v, 'known')}, che già conosci: è quello giusto?`,
  'recipients.tooMany': (v) => `I destinatari sono ${value(v, 'count')}, il gestore ne garantisce ${value(v, 'limit')}: dividi l’invio.`,
  'cc.concise': 'Chi è in Cc dà solo una ricevuta sintetica, senza copia del messaggio: se ti serve la prova, spostalo in «A».',
  'reference.invalid': 'I riferimenti al messaggio a cui rispondi non si possono usare: scrivi un messaggio nuovo.',
  'subject.none': 'Manca l’oggetto: scrivilo, compare in ogni ricevuta.',
  'subject.control': 'Nell’oggetto ci sono caratteri non ammessi: riscrivilo.',
  'subject.long': (v) => `L’oggetto è lungo ${value(v, 'length')} caratteri: alcuni gestori lo tagliano.`,
  'subject.tooLong': (v) => `L’oggetto è lungo ${value(v, 'length')} caratteri: accorcialo.`,
  'text.none': 'Il messaggio è vuoto: niente testo e niente allegati.',
  'subject.openField': (v) => `Nell’oggetto c’è ancora il campo {{${value(v, 'field')}}}: scrivi che cosa ci va, o toglilo.`,
  'text.openField': (v) => `Nel testo c’è ancora il campo {{${value(v, 'field')}}}: scrivi che cosa ci va, o toglilo.`,
  'text.control': 'Nel testo ci sono caratteri non ammessi: incollalo di nuovo come testo semplice.',
  'receipt.brief': 'Con la ricevuta breve non torna copia degli allegati: per provare il contenuto serve la completa.',
  'receipt.concise': 'Con la ricevuta sintetica non torna alcuna copia: per provare il contenuto serve la completa.',
  'attachment.promised': 'Il testo parla di un allegato, ma non ce n’è: allegalo o correggi.',
  'attachment.program': (v) => `«${value(v, 'name')}» è un programma: i gestori lo rifiutano. Toglilo.`,
  'attachment.active': (v) => `«${value(v, 'name')}» può contenere istruzioni: spesso viene fermato e gli uffici non lo accettano.`,
  'attachment.winmail': (v) => `«${value(v, 'name')}» è leggibile solo con Outlook: allega i file veri.`,
  'attachment.nameInvalid': 'Un allegato ha un nome non ammesso: rinominalo.',
  'attachment.nameTwice': (v) => `Due allegati si chiamano «${value(v, 'name')}»: rinominane uno.`,
  'attachment.nameSpecial': (v) => `«${value(v, 'name')}» ha accenti o segni che alcuni sistemi rovinano: meglio un nome semplice.`,
  'attachment.nameLong': (v) => `«${value(v, 'name')}» è un nome molto lungo: accorcialo.`,
  'attachment.p7mName': (v) => `«${value(v, 'name')}» ha perso l’estensione del documento firmato: meglio «….pdf.p7m».`,
  'attachment.noExtension': (v) => `«${value(v, 'name')}» non ha estensione: chi lo riceve può non riuscire ad aprirlo.`,
  'attachment.gone': (v) => `Il file «${value(v, 'name')}» non c’è più: allegalo di nuovo.`,
  'attachment.empty': (v) => `«${value(v, 'name')}» è vuoto: controlla il file.`,
  'attachment.contentOther': (v) => `«${value(v, 'name')}» non contiene ciò che il nome dice: controlla il file.`,
  'size.tooLarge': (v) =>
    `Con ${value(v, 'recipients')} destinatari il messaggio pesa ${megabytes(v, 'totalBytes')} in tutto, oltre i ${megabytes(v, 'limitBytes')} del gestore: dividi gli allegati o l’invio.`,
  'size.near': (v) => `Il messaggio è vicino al limite del gestore (${megabytes(v, 'totalBytes')} di ${megabytes(v, 'limitBytes')}).`,
  'box.noRoom': (v) =>
    `Le ricevute riporteranno indietro il messaggio: servono ${megabytes(v, 'neededBytes')}, nella casella ne restano ${megabytes(v, 'freeBytes')}. Fai spazio prima.`,
  'bcc.forbidden': 'La PEC non ammette Ccn: il gestore rifiuterebbe il messaggio. Manda un messaggio a ciascuno.',
  ...itBulkFindings,
  ...itNotificationFindings,
  ...itNotificationFormFindings,
  'file.sender': (v) => `Il mittente del file non è ${value(v, 'address')}: una PEC parte solo dalla propria casella.`,
  'file.form': 'Il file non è un messaggio che si possa spedire così com’è: servono righe regolari e un’intestazione sola per tipo.',
  'file.known': 'Questo messaggio è già passato da qui: un nuovo invio vuole un nuovo messaggio.',
};

function megabytes(values: Readonly<Record<string, unknown>>, name: string): string {
  const bytes = values[name];
  return typeof bytes === 'number' ? `${(bytes / (1024 * 1024)).toLocaleString('it-IT', { maximumFractionDigits: 1 })} MB` : '?';
}

export const itCompose = {
  findings: itComposeFindings,
  findingUnknown: (code: string) => `C’è qualcosa da controllare prima di inviare (${code}).`,
  noBcc: 'La PEC non ammette Ccn.',
  receiptHints: {
    complete: 'La ricevuta riporta il messaggio intero: è quella che serve come prova.',
    brief: 'La ricevuta riporta il testo e le impronte degli allegati.',
    concise: 'La ricevuta dice solo che è stato consegnato.',
  },
  outbox: {
    queued: 'In uscita',
    submitting: 'Invio in corso',
    submitted: 'Presa dal gestore',
    refused: 'Rifiutata dal gestore: non è partita',
    unknown: 'Non sappiamo se il gestore l’ha presa. Aspettiamo la ricevuta; non verrà rispedita da sola.',
  } satisfies Record<OutboxState['state'], string>,
  outboxScheduled: (when: string) => `Partirà ${when}`,
  outboxWaits: (why: string) => `Non è ancora partita: ${why}`,
  replyPrefix: 'Re: ',
  forwardPrefix: 'I: ',
  quoteHead: (when: string, who: string) => (when === '' ? `${who} ha scritto:` : `Il ${when} ${who} ha scritto:`),
};
