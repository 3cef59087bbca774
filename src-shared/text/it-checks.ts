// Italian words for checks: what was looked at, what came out, what it does not prove.
import type { CheckId, Chain, FailedSub, IndeterminateSub, Revocation } from '#shared/model/verification-report';
import { itCheckCodes } from './it-codes.ts';

export type CheckWords = {
  /** What was looked at. */
  readonly title: string;
  readonly passed: string;
  readonly failed: string;
  readonly indeterminate: string;
  /** What a pass does not prove; null when nothing is worth saying. */
  readonly limit: string | null;
};

export const itChecks = {
  statuses: {
    passed: 'superato',
    failed: 'non superato',
    indeterminate: 'non decidibile',
    notApplicable: 'non pertinente',
    notRun: 'non eseguito',
  },
  noteWord: 'nota',
  notApplicable: 'Non riguarda questo messaggio.',
  notRun: 'Non eseguito: un controllo precedente non lo permette.',
  words: {
    'message.structure': {
      title: 'Forma del messaggio',
      passed: 'Il messaggio ha un solo blocco firmato e una sola firma, come vogliono le regole PEC.',
      failed: 'Il messaggio non ha la forma di una PEC: ciò che è firmato non si può individuare con certezza.',
      indeterminate: 'La forma del messaggio si può leggere in più modi.',
      limit: null,
    },
    'signature.present': {
      title: 'Presenza della firma',
      passed: 'C’è una firma sull’intero messaggio.',
      failed: 'Non c’è alcuna firma sull’intero messaggio.',
      indeterminate: 'La firma c’è, ma in una forma che non sappiamo leggere.',
      limit: null,
    },
    'signature.digest': {
      title: 'Integrità del contenuto',
      passed: 'L’impronta del contenuto è quella firmata: non è cambiato un byte.',
      failed: 'L’impronta del contenuto non è quella firmata: il messaggio è stato modificato o danneggiato.',
      indeterminate: 'L’impronta non si può ricalcolare.',
      limit: 'L’integrità dice che il contenuto è quello firmato dal gestore, non che sia vero.',
    },
    'signature.value': {
      title: 'Firma',
      passed: 'La firma corrisponde alla chiave del certificato.',
      failed: 'La firma non corrisponde alla chiave del certificato.',
      indeterminate: 'La firma usa un algoritmo che qui non si può controllare.',
      limit: null,
    },
    'signature.attributes': {
      title: 'Dati firmati insieme',
      passed: 'Gli attributi firmati ci sono e concordano.',
      failed: 'Gli attributi firmati mancano, sono doppi o non concordano.',
      indeterminate: 'Gli attributi firmati non si possono leggere.',
      limit: null,
    },
    'signature.singleSigner': {
      title: 'Un solo firmatario',
      passed: 'C’è un solo firmatario.',
      failed: 'I firmatari sono più di uno o nessuno.',
      indeterminate: 'Il numero di firmatari non è chiaro.',
      limit: null,
    },
    'signature.algorithm': {
      title: 'Algoritmi',
      passed: 'Gli algoritmi erano adeguati al tempo del messaggio.',
      failed: 'Gli algoritmi non erano accettabili nemmeno al tempo del messaggio.',
      indeterminate: 'Gli algoritmi non sono tra quelli conosciuti.',
      limit: 'Un algoritmo debole per oggi non prova una falsificazione: chiede più cautela.',
    },
    'certificate.path': {
      title: 'Catena dei certificati',
      passed: 'Il certificato del gestore risale a un’autorità che emette certificati per la PEC.',
      failed: 'Il certificato non risale a un’autorità che emette certificati per la PEC.',
      indeterminate: 'La catena dei certificati non si può completare con i dati a disposizione.',
      limit: null,
    },
    'certificate.anchor': {
      title: 'Autorità della PEC',
      passed: 'L’autorità è tra quelle fissate in questo programma.',
      failed: 'L’autorità non è tra quelle della PEC.',
      indeterminate: 'L’autorità non si può stabilire.',
      limit: 'L’elenco delle autorità è quello della data indicata sotto «Dati di fiducia».',
    },
    'certificate.validity': {
      title: 'Validità nel tempo',
      passed: 'Il certificato era valido al momento della firma.',
      failed: 'Il certificato non era valido al momento della firma.',
      indeterminate: 'Non si può stabilire se il certificato fosse valido in quel momento.',
      limit: null,
    },
    'certificate.usage': {
      title: 'Uso del certificato',
      passed: 'Il certificato può firmare posta.',
      failed: 'Il certificato non è fatto per firmare posta.',
      indeterminate: 'L’uso del certificato non è chiaro.',
      limit: null,
    },
    'certificate.revocation': {
      title: 'Revoca',
      passed: 'Il certificato non risultava revocato.',
      failed: 'Il certificato era stato revocato prima del messaggio.',
      indeterminate: 'Lo stato di revoca non è noto: mancano dati dell’autorità per quel momento.',
      limit: 'La revoca si conosce solo fino alla data dell’elenco usato.',
    },
    'identity.from': {
      title: 'Mittente e firmatario',
      passed: 'L’indirizzo del mittente è quello scritto nel certificato.',
      failed: 'L’indirizzo del mittente non è quello scritto nel certificato: qualcuno si presenta come un altro.',
      indeterminate: 'Il mittente o il certificato non portano un solo indirizzo.',
      limit: 'Il gestore certifica la casella, non la persona che l’ha usata.',
    },
    'time.signing': {
      title: 'Ora della firma',
      passed: 'L’ora della firma concorda con quella certificata.',
      failed: 'L’ora della firma non concorda con quella certificata.',
      indeterminate: 'L’ora della firma manca.',
      limit: 'L’ora è dichiarata dal gestore: la PEC non porta una marca temporale.',
    },
    'daticert.present': {
      title: 'Dati di certificazione',
      passed: 'Il file daticert.xml c’è, è uno solo ed è dentro la parte firmata.',
      failed: 'Il file daticert.xml manca, è doppio o non si legge nella parte firmata.',
      indeterminate: 'Il file daticert.xml non si può leggere.',
      limit: null,
    },
    'daticert.type': {
      title: 'Tipo certificato',
      passed: 'Il tipo scritto nei dati certificati è tra quelli previsti.',
      failed: 'Il tipo scritto nei dati certificati non è tra quelli previsti.',
      indeterminate: 'Il tipo certificato non è chiaro.',
      limit: null,
    },
    'headers.outer': {
      title: 'Intestazioni esterne',
      passed: 'Le intestazioni esterne concordano con i dati certificati.',
      failed: 'Le intestazioni esterne non concordano con i dati certificati: valgono questi ultimi.',
      indeterminate: 'Le intestazioni esterne non si possono confrontare.',
      limit: 'Le intestazioni esterne non sono firmate: chiunque può cambiarle senza rompere la firma.',
    },
    'headers.inner': {
      title: 'Messaggio contenuto',
      passed: 'Mittente, destinatari e oggetto del messaggio contenuto concordano con i dati certificati.',
      failed: 'Il messaggio contenuto non concorda con i dati certificati.',
      indeterminate: 'Il messaggio contenuto non si può confrontare.',
      limit: null,
    },
    'content.complete': {
      title: 'Contenuto consegnato e contenuto spedito',
      passed: 'Ciò che il gestore dice di aver consegnato è identico a ciò che è stato spedito.',
      failed: 'Ciò che il gestore dice di aver consegnato è diverso da ciò che è stato spedito.',
      indeterminate: 'Manca la copia spedita: il confronto non si può fare.',
      limit: null,
    },
    'content.brief': {
      title: 'Impronte degli allegati',
      passed: 'Le impronte della ricevuta breve corrispondono agli allegati spediti.',
      failed: 'Le impronte della ricevuta breve non corrispondono agli allegati spediti.',
      indeterminate: 'Manca la copia spedita: le impronte non si possono confrontare.',
      limit: 'La ricevuta breve prova gli allegati solo a chi conserva i file originali.',
    },
  } satisfies Record<CheckId, CheckWords> as Readonly<Record<CheckId, CheckWords>>,
  /** Sentences for codes that say more than the status; `check-words` falls back to the words above. */
  codes: itCheckCodes,
  failedSubs: {
    FORMAT_FAILURE: 'la forma non è quella di una PEC',
    HASH_FAILURE: 'il contenuto è stato modificato o danneggiato',
    SIG_CRYPTO_FAILURE: 'la firma non corrisponde alla chiave',
    SIG_CONSTRAINTS_FAILURE: 'la firma non rispetta le regole',
    CHAIN_CONSTRAINTS_FAILURE: 'la catena dei certificati non rispetta le regole',
    CRYPTO_CONSTRAINTS_FAILURE: 'gli algoritmi non sono accettabili',
    NO_TRUSTED_CHAIN: 'chi firma non è un gestore PEC',
    IDENTITY_MISMATCH: 'il mittente non è chi firma',
    CONTENT_MISMATCH: 'il contenuto non è quello spedito',
    EXPIRED: 'il certificato era scaduto',
    NOT_YET_VALID: 'il certificato non era ancora valido',
    REVOKED: 'il certificato era revocato',
    NO_SIGNATURE: 'si presenta come PEC ma non è firmato',
  } satisfies Record<FailedSub, string> as Readonly<Record<FailedSub, string>>,
  indeterminateSubs: {
    NO_SIGNING_CERTIFICATE_FOUND: 'manca il certificato di chi firma',
    NO_CERTIFICATE_CHAIN_FOUND: 'manca parte della catena dei certificati',
    CERTIFICATE_CHAIN_GENERAL_FAILURE: 'la catena dei certificati non si può valutare',
    OUT_OF_BOUNDS_NO_POE: 'non si può stabilire se il certificato fosse valido in quel momento',
    OUT_OF_BOUNDS_NOT_REVOKED: 'il certificato è scaduto e manca una prova del momento',
    SIGNATURE_POLICY_NOT_AVAILABLE: 'questo tipo di firma non è ancora trattato',
    SIGNED_DATA_NOT_FOUND: 'manca il contenuto firmato',
    TRY_LATER: 'mancano dati che possono arrivare più tardi',
    GENERIC: 'manca qualcosa per decidere',
  } satisfies Record<IndeterminateSub, string> as Readonly<Record<IndeterminateSub, string>>,
  chains: {
    trusted: 'risale a un’autorità della PEC',
    untrusted: 'non risale a un’autorità della PEC',
    incomplete: 'incompleta',
    invalid: 'non valida',
    notChecked: 'non controllata',
  } satisfies Record<Chain, string>,
  revocations: { good: 'non revocato', revoked: 'revocato', unknown: 'non nota' } satisfies Record<Revocation, string>,
  groups: {
    file: 'Il file',
    signature: 'La firma',
    certified: 'Il contenuto certificato',
    comparison: 'Il confronto',
    limits: 'Che cosa non prova',
  },
  limits: {
    truth: 'La firma è del gestore: non dice che il contenuto sia vero né chi abbia scritto il messaggio.',
    reading: 'La consegna è il deposito nella casella: non prova che qualcuno abbia letto.',
    person: 'L’indirizzo è quello della casella, non l’identità di una persona.',
    time: 'L’ora è quella dichiarata dal gestore; la PEC non porta una marca temporale.',
    acceptance: 'L’accettazione prova la spedizione, non la consegna.',
    outside: 'Chi amministra questo computer può alterare l’archivio: conserva anche le ricevute originali.',
    ordinary: 'Senza firma di un gestore non c’è prova di mittente, data o consegna.',
    undecided: '«Non verificabile» non vuol dire falso: manca un dato per decidere.',
  },
};
