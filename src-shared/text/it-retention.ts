// Italian words of legal holds, retention and erasure. Never "conservazione", which is a service of law.
import type { KeptReason, MailCategory } from '#shared/model/retention';

function messages(count: number): string {
  return count === 1 ? '1 messaggio' : `${count} messaggi`;
}

export const itRetention = {
  title: 'Vincoli, tempi e cancellazioni',
  means:
    'Plico non cancella nulla da sé. Un vincolo impedisce ogni cancellazione, qui e sul server; un tempo dice che cosa è più vecchio; a cancellare è una persona, con una ragione e due conferme.',
  holds: 'Vincoli',
  holdsMeans: 'Ciò che è sotto vincolo non va via in nessun modo finché qualcuno non toglie il vincolo, con una ragione.',
  noHolds: 'Nessun vincolo.',
  scope: 'Che cosa',
  everything: 'Tutte le caselle',
  found: 'Ciò che trova una ricerca',
  query: 'Ricerca',
  reason: 'Ragione',
  reasonHint: 'Resta in questo archivio; nel registro ne sta solo l’impronta.',
  setHold: 'Metti il vincolo',
  release: 'Togli',
  releaseWhy: 'Ragione per toglierlo',
  releasedAt: (date: string, why: string) => `tolto il ${date}: ${why}`,
  setAt: (date: string) => `dal ${date}`,
  items: (count: number) => (count === 1 ? '1 elemento' : `${count} elementi`),
  whole: 'tutta la posta, anche quella che verrà',
  policies: 'Tempi',
  policiesMeans:
    'Quanto a lungo serve la posta di una casella. Ciò che è più vecchio viene contato qui e può essere cancellato più sotto: mai da solo.',
  noPolicies: 'Nessun tempo stabilito: non c’è nulla oltre i tempi.',
  category: 'Categoria',
  categories: {
    sent: 'Inviati, con le ricevute',
    certified: 'PEC ricevute',
    ordinary: 'Posta ordinaria ricevuta',
    other: 'Anomalie, ricevute isolate, illeggibili',
  } satisfies Readonly<Record<MailCategory, string>>,
  box: 'Casella',
  allBoxes: 'Tutte, se non hanno un tempo loro',
  months: 'Mesi',
  monthsOf: (months: number) =>
    months % 12 === 0 ? (months === 12 ? '1 anno' : `${months / 12} anni`) : months === 1 ? '1 mese' : `${months} mesi`,
  due: (count: number) => (count === 0 ? 'nulla oltre il tempo' : `${count} oltre il tempo`),
  savePolicy: 'Stabilisci',
  remove: 'Togli',
  erase: 'Cancellazione',
  eraseMeans:
    'Prima si vede che cosa andrebbe via, poi si chiede con una ragione, poi si conferma scrivendo il numero dei messaggi. Fino ad allora non succede nulla.',
  what: 'Che cosa',
  dueChoice: 'Ciò che è oltre i tempi',
  look: 'Guarda che cosa andrebbe via',
  plan: {
    messages: 'Messaggi',
    size: 'Spazio',
    onServer: 'Ancora sul server',
    shared: 'Anche in altre caselle',
    copy: 'Ultima copia',
    exports: 'Esportazioni fatte',
    noCopy: 'nessuna nota',
  },
  says: {
    onServer: 'Dal server non viene tolto nulla: va fatto prima, con «libera spazio», o presso il gestore. Plico non lo riprende da lì.',
    shared: 'Ciò che ha anche un’altra casella resta per quella.',
    copies: 'Le copie di sicurezza e le esportazioni già fatte lo contengono ancora: vanno cancellate a mano, o lasciate scadere.',
    rest: 'Vanno via anche giudizi, parole per la ricerca, note e lavorazioni; restano nel registro l’impronta e il fatto della cancellazione.',
  },
  keptTitle: 'Resta',
  kept: {
    hold: 'sotto vincolo',
    receipt: 'ricevute o copie di un invio, che vanno via solo con tutto l’invio',
    anchor: 'ancore del registro',
    sending: 'ancora in uscita',
    judging: 'non ancora giudicati',
    unknown: 'non più in archivio',
  } satisfies Readonly<Record<KeptReason, string>>,
  nothing: 'Non andrebbe via nulla.',
  ask: (count: number) => `Chiedi la cancellazione di ${messages(count)}`,
  asked: 'Cancellazioni',
  noAsked: 'Nessuna cancellazione chiesta o fatta.',
  states: { asked: 'da confermare', running: 'in corso', stopped: 'interrotta', done: 'fatta', cancelled: 'annullata' },
  confirmField: (count: number) => `Per cancellare per sempre ${messages(count)}, scrivere ${count}`,
  confirm: 'Cancella per sempre',
  cancel: 'Annulla',
  messages,
  leftCount: (count: string) => `, ${count} ancora da cancellare`,
  stoppedMeans:
    'La cancellazione si è fermata prima della fine, per esempio perché il disco era pieno. Ciò che manca si cancella con Continua.',
  goOn: 'Continua',
  keptCount: (count: number) => (count === 0 ? '' : `, ${count} rimasti`),
  cli: {
    asked: (id: string, count: number) =>
      `Chiesta: ${messages(count)}. Nulla è cancellato. Per cancellare per sempre: plico erase confirm ${id} --count ${count}`,
    done: (count: number, kept: number) =>
      `Cancellazione finita: ${messages(count)}${kept === 0 ? '' : `; ${kept} rimasti`}. Copie di sicurezza ed esportazioni fatte prima contengono ancora ciò che è andato via.`,
    cancelled: 'Annullata: nulla è stato cancellato.',
    held: (number: number) => `Vincolo ${number} messo.`,
    released: (number: number) => `Vincolo ${number} tolto.`,
  },
};
