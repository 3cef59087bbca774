// Italian words of evidence bundles and their reports (EVIDENCE §4, §6, §9). Never "valido legalmente".
type LogWords = {
  readonly entries: number;
  readonly size: number;
  readonly checkpointAt: string;
  readonly anchored: { readonly by: 'pec' | 'timestamp'; readonly at: string; readonly size: number } | null;
};

export const itEvidence = {
  verify: {
    unsigned: 'Nessuna installazione lo ha firmato: ciò che prova sono le firme dei gestori sui messaggi. Il rapporto spiega, non prova.',
    installation: (sha256: string) =>
      `Firmato dall’installazione con certificato SHA-256 ${sha256}: lega fra loro i suoi fascicoli, non dice di chi è. Il rapporto spiega, non prova.`,
    log: ({ entries, size, checkpointAt, anchored }: LogWords) =>
      anchored === null
        ? `Registro: ${entries} voci su ${size} provate sotto il punto di controllo del ${checkpointAt}; nessuna ancora lo fissa fuori dall’installazione.`
        : `Registro: ${entries} voci su ${size} provate; ${anchored.size === size ? 'era' : `le sue prime ${anchored.size} voci erano`} già così il ${anchored.at}, per ${anchored.by === 'pec' ? 'ricevuta PEC' : 'marca temporale di un’autorità da riconoscere (data/audit/timestamps)'}.`,
    codes: {
      'bundle.logForm': 'il registro non è nella forma dovuta',
      'bundle.logSignature': 'la firma del punto di controllo del registro non regge',
      'bundle.logEntry': 'una voce non è nel registro firmato',
      'bundle.logForeign': 'una voce del registro non riguarda questo fascicolo',
      'bundle.logLacks': 'il registro non ha la voce del suo arrivo',
      'bundle.logAnchor': 'l’ancora dice altro del registro, o non è una ricevuta provata',
      'bundle.logAnchorOpen': 'l’ancora del registro non si può giudicare',
      'bundle.logStamp': 'la marca temporale sul registro non regge, o è di un altro registro',
      'bundle.logInventory': 'l’inventario dice del registro altro da ciò che vi sta',
      'bundle.logConsistency': 'il registro ancorato non è l’inizio di questo',
      'bundle.malformed': 'non ha la forma di un fascicolo',
      'bundle.manifestForm': 'un elenco non è nella forma dovuta',
      'bundle.digest': 'il contenuto non è più quello dichiarato',
      'bundle.missing': 'manca un file',
      'bundle.added': 'un file è stato aggiunto',
      'bundle.inventoryForm': 'l’inventario non si legge',
      'bundle.inventoryDiffers': 'non corrisponde all’inventario',
      'bundle.signatureWrong': 'la firma dell’installazione non regge',
      'bundle.timestampWrong': 'la marca temporale non regge, o è di un altro fascicolo',
      'bundle.notProvenAnyMore': 'la firma del gestore non regge',
      'bundle.cannotDecide': 'la firma del gestore non si può giudicare',
      'bundle.derivedDiffers': 'non è ciò che il suo messaggio contiene',
      'bundle.derivedUnread': 'non si può confrontare con il suo messaggio',
      'bundle.nameDiffers': 'il nome non è quello dell’inventario',
      'bundle.roleDiffers': 'non è ciò che il suo nome dice: il messaggio firmato attesta altro',
      'bundle.factsDiffer': 'l’inventario ne dice altro da ciò che è firmato',
      'bundle.linkDiffers': 'è messo in relazione con un invio di cui non parla',
      'bundle.reportForm': 'i giudizi non si leggono',
      'bundle.reportDiffers': 'il rapporto ne dice altro dall’inventario',
      'bundle.answerDiffers': 'il rapporto lo dà per consegnato, ma nessuna ricevuta firmata lo dice',
      'bundle.sentDiffers': 'non è il messaggio che sta nella ricevuta completa di avvenuta consegna: è un altro, o è stato cambiato',
      'bundle.sentNotCompared':
        'nessuna ricevuta completa del fascicolo contiene questo messaggio inviato: che sia quello spedito non si è potuto confrontare',
      'bundle.layout': 'il file .zip contiene byte che non tutti i programmi leggono allo stesso modo',
      'bundle.path': 'un nome nel file non può esserci',
      'bundle.duplicate': 'due file hanno lo stesso nome',
      'bundle.link': 'contiene un collegamento o un dispositivo',
      'bundle.tooMany': 'contiene troppi file',
      'bundle.tooLarge': 'un file è troppo grande',
      'bundle.encrypted': 'un file è cifrato',
      'bundle.severalFolders': 'contiene più di una cartella',
      'bundle.unreadable': 'non si legge',
    } as Readonly<Record<string, string>>,
  },
  readme: {
    title: 'FASCICOLO DI PROVA',
    what: [
      'Questo fascicolo contiene messaggi di posta elettronica certificata così come il gestore li ha',
      'consegnati, byte per byte (data/messages/), e quanto serve a ricontrollarli senza il programma',
      'che li ha raccolti. La prova sono i file .eml: tutto il resto li spiega. Bastano openssl',
      '(1.1.1 o successivo) e sha256sum; su macOS usare "shasum -a 256" e "shasum -a 512".',
      'I comandi qui sotto si danno in bash, dentro la cartella del fascicolo; "bash verifica.sh" li',
      'esegue tutti e si ferma al primo che non riesce.',
    ],
    facts: (bundleId: string, asOf: string, policy: string, program: string) => [
      `Fascicolo:     ${bundleId}`,
      `Situazione al: ${asOf}`,
      `Regole:        ${policy}`,
      `Programma:     ${program}`,
    ],
    files: 'CONTENUTO',
    gaps: 'CHE COSA MANCA O È INCERTO',
    noGaps: 'Nulla di ciò che i messaggi presenti farebbero attendere.',
    prepare: 'PRIMA DI TUTTO: fidarsi solo di ciò che è nominato nei comandi',
    integrity: '1. NULLA È CAMBIATO, NULLA È STATO AGGIUNTO O TOLTO',
    integrityNote:
      'I primi tre comandi (con --strict) trovano ciò che è cambiato o manca; i tre con "diff" trovano i file aggiunti o taciuti, che sha256sum -c da solo non vede. L’ultima riga stampa l’impronta radice: sta per l’intero fascicolo.',
    timestamp: '2. DA QUANDO ESISTE (solo se c’è attest/root.tsr)',
    timestampNote: 'Scaduto il certificato della marca, aggiungere -attime con un istante in cui era valido.',
    installation: '3. QUALE INSTALLAZIONE LO HA PRODOTTO (solo se c’è attest/root.sig)',
    installationNote: 'Lega più fascicoli alla stessa installazione; non prova l’identità di nessuno.',
    messages: '4. OGNI MESSAGGIO FIRMATO DAL GESTORE',
    messagesNote: [
      'Il codice di uscita 0 da solo non basta: openssl controlla i calcoli e la catena dei certificati.',
      'Si guardi inoltre che: nel file .eml ci sia un solo "From:"; coincida con l’indirizzo in',
      'subjectAltName; l’impronta dell’autorità in data/trust/anchors.pem sia quella ottenuta da AgID',
      'per altra via; si legga ciò che è firmato (il file .mime e daticert.xml), non il resto.',
      'Il comando "cmp" con "body" confronta il testo e gli allegati del messaggio inviato con quelli dentro la',
      'ricevuta completa, byte per byte; c’è solo dove in esportazione coincidevano così. Le intestazioni, che il',
      'gestore completa, le confronta "plico verify".',
    ],
    manyMessages: (count: number) => `I messaggi firmati sono ${count}: i loro comandi sono in verifica.sh, nella stessa forma.`,
    noMessages: 'Nessun messaggio di questo fascicolo porta una firma di gestore verificata.',
    log: '5. QUANDO I MESSAGGI SONO ENTRATI NELL’ARCHIVIO: IL REGISTRO (data/audit/)',
    noLog: 'Questo fascicolo non porta voci del registro.',
    logNote: (anchored: boolean, older: boolean) => [
      'Il registro è tenuto da chi ha prodotto il fascicolo: dice quando ogni messaggio è stato archiviato,',
      'giudicato, inviato, esportato o cancellato, e che fino al punto di controllo firmato (checkpoint.txt)',
      'nulla vi è stato cambiato. Chi ha letto o stampato un messaggio non vi compare.',
      ...(anchored
        ? [
            'Una ricevuta di gestore (data/audit/anchors/) o una marca temporale (data/audit/timestamps/) ne porta',
            'l’impronta: alla data che essa attesta il registro era già così. Se la marca è scaduta, aggiungere -attime.',
            ...(older
              ? ['Qui vale per le sue prime voci, tante quante dice la prima riga di consistency.txt: le altre sono venute dopo.']
              : []),
          ]
        : ['Nessuna ancora lo fissa fuori dall’installazione: da solo prova che è coerente, non da quando.']),
    ],
    notPassed: 'Messaggi senza firma di gestore verificata (motivi in data/report/verification.json):',
    limits: 'CHE COSA NON PROVA',
  },
  exported: (messages: number, root: string) => `${messages === 1 ? '1 messaggio' : `${messages} messaggi`}; impronta radice ${root}`,
  audit: {
    anchorsOff: 'Nessuna ancora verrà più inviata.',
    anchorSent: (size: number) => `Ancora inviata: ${size} voci. Vale quando torna la ricevuta, che si verifica come ogni altra.`,
    anchorSkipped: {
      tooSoon: 'Ancora non inviata: l’ultima è di oggi.',
      mailboxFull: 'Ancora non inviata: la casella è quasi piena.',
      lastFailed: 'Ancora non inviata: l’ultima non è andata a buon fine; prima va capito perché.',
      nothingNew: 'Ancora non inviata: il registro è vuoto.',
      boxGone: 'Ancora non inviata: la casella scelta non c’è più; scegline un’altra nel Registro.',
    } as Readonly<Record<string, string>>,
    confirmed: {
      sound: 'Nulla da confermare: il registro prosegue da quanto firmato.',
      rollback: 'Confermato: il registro dice che è stata rimessa una copia più vecchia, con l’impronta di prima e quella di ora.',
      otherLog: 'Confermato: il registro nuovo dice di proseguire da quello perso, con la sua ultima impronta firmata.',
      keyLost: 'Confermato: il registro dice che la chiave è andata persa; da ora firma una chiave nuova.',
    },
    keyRotated: (fingerprint: string) => `Da ora firma una chiave nuova (impronta ${fingerprint}); quella di prima l’ha riconosciuta.`,
    paper: (fingerprint: string) => `Firma (base64), con la chiave del certificato ${fingerprint}:`,
    stampKept: (weekly: boolean, afterExport: boolean) =>
      `Da ora ${[weekly ? 'ogni settimana' : '', afterExport ? 'dopo ogni esportazione di prove' : ''].filter((part) => part !== '').join(' e ')}, finché l’app o plico serve è aperto.`,
    stampsOff: 'Nessuna marca temporale verrà più chiesta da sola.',
    notStamped: 'Marca temporale non avuta; si riprova domani.',
    nothingDue: 'Nulla è dovuto oggi.',
    stamped: (size: number, at: string) => `Marca temporale sul registro: ${size} voci, ${at}.`,
    exported: (entries: number, size: number) => `${entries} voci con prova, su un registro di ${size}.`,
    verified: (entries: number, findings: number) =>
      findings === 0 ? `✓ registro integro: ${entries} voci` : `${entries} voci controllate, ${findings} anomalie`,
    findings: {
      'audit.form': 'una voce non è nella forma in cui si scrive',
      'audit.gap': 'manca una voce',
      'audit.prev': 'una voce non segue quella prima',
      'audit.hash': 'una voce è stata cambiata',
      'audit.root': 'il registro non è quello del punto di controllo firmato',
      'audit.signature': 'la firma di un punto di controllo non regge',
      'audit.anchorMismatch':
        'una ricevuta di ancora o una marca temporale dice altro del registro: è stato riscritto, o è di un altro registro',
      'audit.anchorOtherLog':
        'una ricevuta di ancora di questo archivio è di un altro registro: un’altra installazione usa la stessa casella, o questo registro è stato sostituito',
      'audit.anchorUnverifiable': 'una ricevuta di ancora o una marca temporale non si può verificare',
      'audit.rollback': 'il registro è più vecchio di quanto già firmato: se hai rimesso una copia confermalo con «plico audit confirm»',
      'audit.keyLost':
        'la chiave che firmava il registro non c’è più: se il portachiavi è andato perso confermalo con «plico audit confirm»',
      'audit.anchorGivenUp':
        'un’ancora parla di una storia che il titolare ha dichiarato persa o sostituita da una copia: non si può più confrontare',
      'audit.otherLog':
        'il registro non è quello che questa installazione ha firmato finora: è stato sostituito, o ricominciato dopo una perdita; in tal caso confermalo con «plico audit confirm»',
      'audit.headMissing':
        'il portachiavi non ricorda l’ultimo punto di controllo firmato: se il registro è stato accorciato non si può dire',
      'archive.damaged': 'un messaggio dell’archivio non ha più i suoi byte',
      'archive.missing': 'un messaggio registrato non è nell’archivio',
      'archive.notErased': 'un messaggio è nell’archivio, ma il registro lo dice cancellato',
      'archive.unlogged': 'un messaggio dell’archivio non è nel registro',
    } as Readonly<Record<string, string>>,
  },
  report: {
    title: 'Rapporto sul fascicolo di prova',
    bundle: (bundleId: string, asOf: string) => `Fascicolo ${bundleId}, situazione al ${asOf} (ora di Roma)`,
    accepted: (date: string, n: number | null) => `Accettazione del gestore: ${date}${n === null ? '' : ` (messaggio ${n})`}`,
    notAccepted: 'Accettazione del gestore: non c’è una ricevuta verificata',
    against: (count: number) =>
      count === 0
        ? 'Fatti contrari, mancanze e incertezze: nessuno di cui i messaggi presenti parlino.'
        : count === 1
          ? 'C’è 1 fatto contrario, mancanza o incertezza, detto più avanti in questo rapporto.'
          : `Ci sono ${count} fatti contrari, mancanze o incertezze, elencati più avanti in questo rapporto.`,
    notCounted: 'Messaggio non verificato: non conta',
    answer: 'La risposta, destinatario per destinatario',
    sent: (from: string, date: string) => `Inviato da ${from} il ${date}`,
    question: (subject: string) => `Il messaggio «${subject}» è stato consegnato?`,
    delivered: (delivered: number, total: number) =>
      delivered === total && total > 0
        ? total === 1
          ? 'Sì: consegnato all’unico destinatario.'
          : `Sì: consegnato a tutti i ${total} destinatari.`
        : delivered === 0
          ? 'Non risulta consegnato a nessun destinatario.'
          : `In parte: consegnato a ${delivered} destinatari su ${total}.`,
    basis: (trustDate: string | null) =>
      `La risposta si fonda soltanto su ricevute la cui firma è stata verificata${trustDate === null ? '' : `, con i dati di fiducia del ${trustDate}`}. «Consegnato» significa depositato nella casella del destinatario; non prova la lettura. I numeri dei messaggi sono quelli della cronologia.`,
    rest: (count: number, where: string) => `Gli altri ${count} messaggi sono in ${where}.`,
    restOfGaps: (count: number, where: string) => `Gli altri ${count} sono in ${where}.`,
    when: 'Quando (ora di Roma)',
    check: 'Controllo',
    state: 'Esito',
    found: 'Che cosa si è trovato',
    rule: 'Regola',
    valid: (from: string, to: string, serial: string) => `Certificato valido dal ${from} al ${to}; numero di serie ${serial}`,
    recipient: 'Destinatario',
    outcome: 'Esito',
    rests: 'Si fonda sui messaggi',
    timeline: 'Cronologia',
    number: 'N.',
    time: 'Ora di Roma',
    what: 'Che cosa è',
    verdict: 'Firma del gestore',
    verified: 'firma del gestore verificata alla data della ricevuta',
    ownCopy: 'nessuna, e nessuna è prevista: il gestore firma le ricevute, non la copia del mittente',
    facts: 'Ogni messaggio',
    signedBy: 'Firmato da',
    issuedBy: 'Certificato di',
    judged: (policy: string, date: string) => `Giudicato secondo ${policy} il ${date}`,
    noReport: 'Nessun giudizio nell’archivio.',
    contrary: 'Fatti contrari, mancanze e incertezze',
    limits: 'Che cosa non prova',
    method: 'Metodo e controllo',
    methodText:
      'Il rapporto dice soltanto ciò che sta in data/report/verification.json. I comandi per ricontrollare tutto con openssl sono in LEGGIMI.txt e in verifica.sh. Quando i messaggi sono entrati nell’archivio lo dicono le voci del registro, con la loro prova, in data/audit/.',
    glossary: 'Glossario',
    terms: [
      ['Accettazione', 'il gestore del mittente ha preso il messaggio e lo attesta con la sua firma'],
      ['Avvenuta consegna', 'il messaggio è stato depositato nella casella del destinatario; non prova la lettura'],
      ['Busta di trasporto', 'il messaggio chiuso dal gestore del mittente dentro una busta firmata'],
      ['Impronta (SHA-256)', 'un numero che cambia se cambia anche un solo bit del file'],
    ] as readonly (readonly [string, string])[],
  },
  filing: {
    title: 'DATI PER IL DEPOSITO',
    summaryTitle: 'Riepilogo della notificazione a mezzo PEC',
    parties: 'Dati della notificazione',
    files: 'File del deposito',
    file: 'File',
    what: 'Che cosa è',
    act: 'Messaggio inviato',
    acceptance: 'Ricevuta di accettazione',
    delivery: 'Ricevuta di avvenuta consegna',
    notStatement:
      'Questo riepilogo non sostituisce le ricevute né la relazione di notificazione: riporta ciò che le ricevute firmate dai gestori dichiarano, con l’impronta SHA-256 di ogni file.',
    sender: 'Mittente',
    subject: 'Oggetto',
    asOf: 'Situazione al',
    romeTime: 'Tutte le ore sono quelle di Roma, come nelle ricevute.',
    checks: 'Controlli',
    complete: 'Messaggio, accettazione e ricevuta completa di ogni destinatario: ci sono tutti, con firma verificata.',
    notSigned: 'I file .eml sono quelli consegnati dal gestore: non vanno risalvati da un programma di posta né firmati in CAdES.',
  },
  limits: [
    'Il fascicolo prova ciò che il gestore ha firmato. Non prova chi ha scritto il messaggio.',
    'L’ora è quella del gestore; le regole gli consentono un secondo di errore.',
    'I messaggi assenti dall’archivio non sono nel fascicolo; le mancanze elencate sono solo quelle che i messaggi presenti lasciano vedere.',
    'La firma dell’installazione è nostra: lega i fascicoli a una installazione, non a una persona.',
    'Un fascicolo senza ancora prova il contenuto, non la data dell’esportazione.',
    'Questo non è conservazione a norma.',
  ],
  roles: {
    inviato: 'Messaggio inviato',
    accettazione: 'Accettazione',
    consegna: 'Avvenuta consegna',
    'mancata-consegna': 'Mancata consegna',
    preavviso: 'Preavviso di mancata consegna',
    'non-accettazione': 'Non accettazione',
    trasporto: 'Busta di trasporto',
    anomalia: 'Busta di anomalia',
    ricevuto: 'Messaggio ricevuto',
    altro: 'Altro',
  } as Readonly<Record<string, string>>,
  gaps: {
    danneggiato: 'il messaggio è danneggiato nell’archivio e non è nel file: lancia «plico doctor» e riprendilo da una copia',
    'senza-a-capo': 'il messaggio non finisce con un a capo: in un mbox cambierebbe, perciò non c’è; esportalo come .eml o .zip',
    dimensione: 'i file superano insieme i 60 MB di un deposito',
    inviato: 'il messaggio inviato non è nell’archivio',
    accettazione: 'manca la ricevuta di accettazione',
    consegna: 'non c’è una ricevuta di consegna',
    'consegna-completa': 'la consegna è provata solo da una ricevuta non completa',
    revoca: 'la revoca del certificato non si è potuta controllare',
    algoritmo: 'la firma usa un algoritmo o una chiave oggi deboli, in uso all’epoca',
    giudizio: 'il messaggio non ha superato la verifica, o non è stato giudicato per tempo',
    contraddizione: 'le ricevute si contraddicono o manca un passaggio',
    registro: 'la prova del registro non è completa',
    fiducia: 'un certificato usato dal giudizio non è più disponibile',
  } as Readonly<Record<string, string>>,
  gapNumber: (n: number) => `messaggio ${n}`,
  logGaps: {
    notLogged: 'manca la voce del suo arrivo',
    noCheckpoint: 'nessun punto di controllo firmato copre i messaggi',
    anchorLost: 'una ricevuta dell’ancora non si può dare: è danneggiata o cancellata, o manca un certificato',
  } as Readonly<Record<string, string>>,
  gapJudgements: {
    failed: 'il messaggio non ha superato la verifica',
    indeterminate: 'il messaggio non si è potuto verificare',
    notJudged: 'il messaggio non è stato giudicato',
    laterThanAsOf: 'il messaggio è stato giudicato dopo la data del fascicolo',
  } as Readonly<Record<string, string>>,
};
