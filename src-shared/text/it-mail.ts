// Italian words for mail facts: verdicts, receipts, statuses, errors, defects, findings.
import type { AppErrorCode } from '#shared/model/app-error';
import type { DispatchSummary, RecipientRole, RecipientStatus } from '#shared/model/dispatch';
import type { RowKind } from '#shared/model/list';
import type { ReceiptExtent, ReceiptType } from '#shared/model/pec-message';
import type { Indication, VerdictLook } from '#shared/model/verification-report';
import { itAttachmentWarnings, itDefects, itFindings, itSuspicions } from './it-codes.ts';
import { type Sentence, valueText as of } from './sentence.ts';

export const itMail = {
  /** SCREENS §Character, exact words. */
  looks: {
    proven: 'Verificata',
    provenWithNotes: 'Verificata, con note',
    undecided: 'Non verificabile',
    refused: 'Firma non valida',
    ordinary: 'Posta ordinaria',
    anomaly: 'Anomalia: posta ordinaria',
  } satisfies Record<VerdictLook, string>,
  pendingLook: 'Verifica in corso',
  lookMeans: {
    proven: 'Messaggio dentro una busta firmata dal gestore, firma integra.',
    provenWithNotes: 'Firma integra; c’è qualcosa che vale la pena leggere.',
    undecided: 'Manca qualcosa per decidere: il messaggio può essere buono.',
    refused: 'La firma del gestore non regge: non ha valore di PEC.',
    ordinary: 'Nessun valore di PEC.',
    anomaly: 'Non è una PEC: busta di avviso del tuo gestore attorno a posta ordinaria.',
  } satisfies Record<VerdictLook, string>,
  indications: {
    passed: 'superata',
    indeterminate: 'non decidibile',
    failed: 'non superata',
    notApplicable: 'non applicabile',
  } satisfies Record<Indication, string>,
  kinds: {
    certified: 'Posta certificata',
    ordinary: 'Posta ordinaria',
    anomaly: 'Anomalia',
    receipt: 'Ricevuta',
    unreadable: 'Non leggibile',
  } satisfies Record<RowKind, string>,
  /** PRODUCT §5.1; "presa in carico" alone is the office action. */
  receipts: {
    acceptance: 'Accettazione',
    nonAcceptance: 'Non accettata',
    serverAcceptance: 'Presa in carico tra gestori',
    delivery: 'Avvenuta consegna',
    deliveryError: 'Mancata consegna',
    deliveryTimeoutWarning: 'Consegna in ritardo',
    virusDetected: 'Virus rilevato',
  } satisfies Record<ReceiptType, string>,
  receiptMeans: {
    acceptance: 'Il gestore del mittente ha preso il messaggio.',
    nonAcceptance: 'Il messaggio non è mai partito.',
    serverAcceptance: 'Passaggio tra gestori.',
    delivery: 'Depositata nella casella del destinatario: non prova la lettura.',
    deliveryError: 'Il messaggio non è arrivato a questo destinatario.',
    deliveryTimeoutWarning: 'Il gestore non ha ancora un esito per questo destinatario.',
    virusDetected: 'Un gestore ha fermato il messaggio.',
  } satisfies Record<ReceiptType, string>,
  extents: { complete: 'completa', brief: 'breve', concise: 'sintetica' } satisfies Record<ReceiptExtent, string>,
  /** A receipt as a noun with its article, for sentences. */
  receiptNoun(type: ReceiptType, extent: ReceiptExtent | null): string {
    const nouns: Readonly<Record<ReceiptType, string>> = {
      acceptance: 'una ricevuta di accettazione',
      nonAcceptance: 'un avviso di non accettazione',
      serverAcceptance: 'una ricevuta di presa in carico tra gestori',
      delivery: 'una ricevuta di avvenuta consegna',
      deliveryError: 'un avviso di mancata consegna',
      deliveryTimeoutWarning: 'un avviso di consegna in ritardo',
      virusDetected: 'un avviso di virus rilevato',
    };
    return type === 'delivery' && extent !== null
      ? `${nouns[type]} ${{ complete: 'completa', brief: 'breve', concise: 'sintetica' }[extent]}`
      : nouns[type];
  },
  /** "Avvenuta consegna completa". */
  deliveryWith: (extent: ReceiptExtent): string =>
    `Avvenuta consegna ${{ complete: 'completa', brief: 'breve', concise: 'sintetica' }[extent]}`,
  extentMeans: {
    complete: 'contiene il messaggio intero',
    brief: 'contiene l’impronta degli allegati, non gli allegati',
    concise: 'senza copia del messaggio',
  } satisfies Record<ReceiptExtent, string>,
  roles: { to: 'A', cc: 'Cc', notAddressed: 'non tra i destinatari' } satisfies Record<RecipientRole, string>,
  statuses: {
    submitted: 'In attesa di accettazione',
    accepted: 'In consegna',
    refused: 'Non accettata',
    takenInCharge: 'In consegna, presa in carico tra gestori',
    delivered: 'Consegnata',
    deliveredLate: 'Consegnata in ritardo',
    delayed: 'In ritardo: esito entro 24 ore',
    expired: 'Mancata consegna (tempi scaduti)',
    failed: 'Mancata consegna',
    ordinary: 'Posta ordinaria: nessuna ricevuta arriverà',
    conflict: 'Ricevute in contrasto',
    unknown: 'Esito sconosciuto',
  } satisfies Record<RecipientStatus, string>,
  /** The fold of a dispatch in one line; `brief` where a row has little room. */
  summary(summary: DispatchSummary, brief = false): string {
    switch (summary.state) {
      case 'refused':
        return brief ? 'Non accettata' : 'Non accettata: non è partita';
      case 'waitingForAcceptance':
        return brief ? 'In attesa' : 'In attesa di accettazione';
      case 'inProgress': {
        const { delivered, delayed, overdue, total } = summary;
        if (delivered > 0) {
          const late = overdue > 0 ? `, ${overdue} senza esito` : delayed > 0 ? `, ${delayed} in ritardo` : '';
          return `${delivered} di ${total} consegnate${late}`;
        }
        if (overdue > 0) return brief ? 'Manca l’esito' : 'Accettata, ma manca l’esito';
        if (delayed > 0) return brief ? 'In ritardo' : 'Accettata, in ritardo: esito entro 24 ore';
        return brief ? 'In consegna' : 'Accettata, in consegna';
      }
      case 'allDelivered':
        return summary.total === 1 ? 'Consegnata' : `Consegnata a tutti e ${summary.total}`;
      case 'someFailed': {
        const failed = summary.failed === 1 ? '1 mancata' : `${summary.failed} mancate`;
        if (summary.delivered === 0) return summary.total === 1 ? 'Mancata consegna' : failed;
        return `${summary.delivered === 1 ? '1 consegnata' : `${summary.delivered} consegnate`}, ${failed}`;
      }
      case 'ordinaryOnly':
        return brief ? 'A posta ordinaria' : 'Spedita a posta ordinaria: nessuna prova di consegna';
      case 'needsAttention':
        return brief ? 'Da controllare' : 'Ricevute da controllare';
    }
  },
  /** postacert/@errore (PEC-REFERENCE §2.1). */
  causes: {
    nessuno: '',
    'no-dest': 'indirizzo non valido',
    'no-dominio': 'dominio non valido',
    virus: 'virus',
    altro: 'altro motivo',
  } as Readonly<Record<string, string>>,
  causeFull: 'casella piena',
  causeInhibited: 'casella inibita',
  causeTimeout: 'tempi scaduti',
  /** One sentence each that says what to do. */
  errors: {
    'imap.auth': 'Il gestore rifiuta utente o password: controllali e riprova.',
    'imap.passwordExpired': 'La password della casella è scaduta: cambiala nel pannello del gestore, poi aggiornala qui.',
    'imap.appPasswordNeeded': 'Il gestore chiede una password per programmi di posta: creala nel suo pannello e scrivila qui.',
    'imap.disabled': 'L’accesso dei programmi di posta (IMAP) è spento: attivalo nel pannello del gestore.',
    'imap.refused': 'Il server ha rifiutato l’operazione: riprova più tardi; se continua, chiedi al gestore.',
    'imap.protocol': 'Il server ha risposto in modo incomprensibile: riprova più tardi.',
    'imap.limit': 'Il server manda più dati di quanti ne accettiamo: la casella è stata fermata, chiedi al gestore.',
    'imap.folderMissing': 'La cartella non esiste più sul server: le copie in archivio restano.',
    'imap.closed': 'Il server ha chiuso la connessione: riproviamo da soli.',
    'smtp.auth': 'Il server di invio rifiuta utente o password: controllali nelle impostazioni della casella.',
    'smtp.protocol': 'Il server di invio ha risposto in modo incomprensibile: riprova più tardi.',
    'smtp.refused': 'Il gestore ha rifiutato il messaggio: leggi il motivo e correggi prima di rimandarlo.',
    'net.connect': (v) => `Il server ${of(v, 'host', 'del gestore')} non risponde: controlla la rete o l’indirizzo del server.`,
    'net.timeout': (v) => `Il server ${of(v, 'host', 'del gestore')} non ha risposto in tempo: riproviamo da soli.`,
    'net.dns': (v) => `Il nome ${of(v, 'host', 'del server')} non si trova: controlla la rete o come è scritto.`,
    'net.closed': 'La connessione è caduta: riproviamo da soli.',
    'tls.required': 'Il server non offre una connessione cifrata: la password non è stata mandata. Controlla porta e server.',
    'tls.certificate': (v) => `Il certificato di ${of(v, 'host', 'del server')} non è riconosciuto: non ci colleghiamo. Chiedi al gestore.`,
    'tls.wrongHost': (v) =>
      `Il certificato è di un altro server, non di ${of(v, 'host', 'quello richiesto')}: controlla come è scritto l’indirizzo del server.`,
    'tls.expired': (v) =>
      `Il certificato di ${of(v, 'host', 'del server')} è scaduto: non ci colleghiamo. Controlla data e ora di questo computer, poi chiedi al gestore.`,
    'tls.intercepted':
      'Un antivirus o una rete aziendale si mette in mezzo alla connessione: escludi i server della PEC dal suo controllo.',
    'tls.notTls': 'Su questa porta il server non parla TLS: controlla porta e tipo di connessione.',
    'tls.protocol': 'Il server usa una cifratura troppo vecchia: chiedi al gestore i parametri aggiornati.',
    'storage.full': 'Il disco è pieno: libera spazio, poi riprendi; niente è andato perso.',
    'storage.readOnly': 'La cartella dei dati è in sola lettura: correggi i permessi e riavvia.',
    'storage.locked': 'L’archivio è occupato da un altro programma: chiudilo e riprova.',
    'storage.newerSchema': 'Questo archivio è di una versione più nuova di Plico: aggiorna il programma.',
    'storage.damaged': (values) =>
      `${values['hash'] === undefined ? 'L’archivio ha una parte danneggiata' : `Il messaggio ${of(values, 'hash')} è danneggiato nell’archivio`}: lancia «plico doctor» e tieni pronta una copia.`,
    'storage.key': 'La chiave dell’archivio non è quella giusta o manca: rimettila e riavvia.',
    'storage.io': 'Il disco ha dato un errore, o la cartella dei dati non è più al suo posto: controlla prima di continuare.',
    'audit.rollback':
      'L’archivio è più vecchio di quanto già firmato: è in sola lettura. Se hai rimesso una copia, confermalo nel Registro («plico audit confirm»); se no, cerca chi ha cambiato i file.',
    'audit.keyLost':
      'La chiave con cui questo computer firmava il registro non c’è più: l’archivio è in sola lettura. Se il portachiavi è andato perso, confermalo nel Registro («plico audit confirm»); se no, cerca chi l’ha tolta.',
    'audit.otherLog':
      'Il registro non è quello firmato finora: non si firma più, e senza firma non escono prove. Se il vecchio è andato perso, confermalo nel Registro («plico audit confirm»); se no, cerca chi ha cambiato i file.',
    'host.portInUse': (v) => `La porta ${of(v, 'port')} è già usata: chiudi l’altro programma o scegline un’altra.`,
    'demo.foreignFolder': (v) => `La cartella ${of(v, 'folder')} non è di Plico: spostala o rinominala, poi riprova.`,
    'host.missing': 'Manca un componente di questo programma: reinstallalo.',
    'account.sending': 'Da questa casella ci sono messaggi in uscita: aspetta che partano o annullali in «Bozze e in uscita», poi toglila.',
    'profile.inUse': 'Plico è già aperto su questi dati: usa la finestra già aperta.',
    'input.file': (v) =>
      v['reason'] === 'exists'
        ? 'C’è già qualcosa con questo nome: scegline un altro, niente viene sovrascritto.'
        : 'Il file non si può leggere: controlla che esista e che sia un messaggio.',
    'input.invalid': 'Qualcosa di quanto scritto non va: controlla i campi.',
    'parser.timeout': 'Il messaggio chiede troppo tempo per essere letto: l’originale è in archivio e si può salvare.',
    'parser.memory': 'Il messaggio chiede troppa memoria per essere letto: l’originale è in archivio e si può salvare.',
    'secret.unavailable': 'Il portachiavi del sistema non è disponibile: sbloccalo oppure usa una passphrase.',
    'secret.wrong': 'La passphrase non è giusta: riprova.',
    notFound: 'Non c’è più: l’elenco si è aggiornato.',
    aborted: 'Operazione interrotta: riprova quando vuoi.',
    internal: 'Errore di Plico: riprova; se torna, riavvia. I messaggi in archivio non sono toccati.',
  } satisfies Record<AppErrorCode, Sentence> as Readonly<Record<AppErrorCode, Sentence>>,
  errorUnknown: 'Qualcosa non ha funzionato: riprova; se torna, riavvia.',
  /** Defects of a message that could not be read as the rules want it. */
  defects: itDefects,
  defectUnknown: (id: string) => `Il messaggio non è scritto secondo le regole (${id}).`,
  /** Findings of the receipt fold (src-main/pec/receipt-fold.ts). */
  findings: itFindings,
  findingUnknown: (code: string) => `C’è qualcosa da controllare nelle ricevute (${code}).`,
  /** Why a sender's name or address deserves a second look (THREATS HDR). */
  suspicions: itSuspicions,
  suspicionUnknown: 'Il nome o l’indirizzo contengono caratteri che possono ingannare.',
  attachmentWarnings: itAttachmentWarnings,
  attachmentWarningUnknown: 'Da aprire con prudenza.',
};
