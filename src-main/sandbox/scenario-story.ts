// The demo's story: who writes what to whom, when, and what each recipient's status must be, written
// by hand from the rules (PEC-REFERENCE §1.8, §1.9, §4.3). Names and cases are invented.

/** Values of RecipientStatus in src-shared/model/dispatch.ts. */
export type ExpectedStatus = 'accepted' | 'refused' | 'delivered' | 'deliveredLate' | 'delayed' | 'expired' | 'failed' | 'ordinary';

/** Days before today with the time of day in Italy, or hours before now. */
export type When = { readonly daysAgo: number; readonly time: string } | { readonly hoursAgo: number };

export type StoryMessage = {
  readonly id: string;
  readonly from: string;
  readonly when: When;
  readonly to: readonly (readonly [address: string, status: ExpectedStatus])[];
  readonly cc?: readonly (readonly [address: string, status: ExpectedStatus])[];
  /** Makes the provider refuse the message (PEC-REFERENCE §1.7). */
  readonly bcc?: readonly string[];
  readonly receipt?: 'completa' | 'breve' | 'sintetica';
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly StoryAttachment[];
  /** Id of the message it answers. */
  readonly answers?: string;
};

/** pdf: a page with these lines; p7m: the same, signed; other: the bytes of the text. */
export type StoryAttachment = { readonly name: string; readonly kind: 'pdf' | 'p7m' | 'other'; readonly lines: readonly string[] };

const STUDIO = 'studio.rossi@pec-uno.example';
const ALFA = 'cliente.a@pec-uno.example';
const COMUNE = 'comune@pec-due.example';
const DITTA = 'ditta@pec-due.example';
const SILENTE = 'silente@pec-due.example';

const pdf = (name: string, ...lines: readonly string[]): StoryAttachment => ({ name, kind: 'pdf', lines });

export const STORY: readonly StoryMessage[] = [
  {
    id: 'notifica-l53',
    from: STUDIO,
    when: { daysAgo: 6, time: '09:12' },
    receipt: 'completa',
    to: [
      [COMUNE, 'delivered'],
      [DITTA, 'delivered'],
      ['piena@pec-due.example', 'failed'],
    ],
    subject: 'Notificazione ai sensi della legge n. 53 del 1994 – R.G. 1284/2026',
    text: "Si notifica, ai sensi della legge 21 gennaio 1994 n. 53, l'atto di citazione allegato con la relata di notifica.\n\nAvv. Anna Rossi",
    attachments: [
      pdf('atto di citazione.pdf', 'TRIBUNALE DI VALDORO', 'Atto di citazione', 'R.G. 1284/2026'),
      { name: 'relata di notifica.pdf.p7m', kind: 'p7m', lines: ['Relata di notifica', 'ai sensi della legge n. 53 del 1994'] },
    ],
  },
  {
    id: 'contratto-firmato',
    from: ALFA,
    when: { daysAgo: 6, time: '11:05' },
    to: [[STUDIO, 'delivered']],
    subject: 'Contratto di appalto firmato: cantiere di via Verdi 12',
    text: 'Buongiorno,\nin allegato il contratto firmato digitalmente. Restiamo in attesa della vostra copia.\n\nAlfa Costruzioni S.r.l.',
    attachments: [
      {
        name: 'contratto appalto.pdf.p7m',
        kind: 'p7m',
        lines: ['Contratto di appalto', 'Cantiere di via Verdi 12', 'Importo: 184.500,00 EUR'],
      },
    ],
  },
  {
    id: 'ordinanza',
    from: COMUNE,
    when: { daysAgo: 5, time: '10:20' },
    receipt: 'breve',
    to: [
      [DITTA, 'delivered'],
      [ALFA, 'delivered'],
    ],
    subject: 'Ordinanza n. 118/2026: modifica temporanea della viabilità in via Verdi',
    text: "Si trasmette l'ordinanza in oggetto per gli adempimenti di competenza.\n\nComune di Valdoro, Ufficio Tecnico",
    attachments: [
      pdf('ordinanza 118-2026.pdf', 'COMUNE DI VALDORO', 'Ordinanza n. 118/2026'),
      { name: 'planimetria.csv', kind: 'other', lines: ['via;da;a', 'Verdi;12;48'] },
    ],
  },
  {
    id: 'offerta-gara',
    from: DITTA,
    when: { daysAgo: 5, time: '15:44' },
    receipt: 'completa',
    to: [[COMUNE, 'delivered']],
    cc: [
      ['urp@enti.pec-due.example', 'delivered'],
      [STUDIO, 'delivered'],
    ],
    subject: 'Offerta economica – procedura negoziata CIG 9A8B7C6D5E',
    text: "Spett.le Comune,\ntrasmettiamo l'offerta economica nei termini previsti dal disciplinare.\n\nBianchi Forniture S.r.l.",
    attachments: [pdf('offerta economica.pdf', 'Offerta economica', 'CIG 9A8B7C6D5E')],
  },
  {
    id: 'diffida-lenta',
    from: STUDIO,
    when: { daysAgo: 4, time: '09:03' },
    to: [['lenta@pec-due.example', 'delivered']],
    subject: 'Diffida e messa in mora: fattura n. 77/2026',
    text: 'In nome e per conto della mia assistita, vi diffido al pagamento entro quindici giorni.\n\nAvv. Anna Rossi',
    attachments: [pdf('diffida.pdf', 'Diffida e messa in mora', 'Fattura n. 77/2026')],
  },
  {
    id: 'recesso-tardivo',
    from: STUDIO,
    when: { daysAgo: 4, time: '16:30' },
    to: [['tardiva@pec-due.example', 'deliveredLate']],
    subject: 'Recesso dal contratto di locazione, via Manzoni 3',
    text: 'Si comunica il recesso dal contratto in oggetto con preavviso di sei mesi.\n\nAvv. Anna Rossi',
    attachments: [],
  },
  {
    id: 'sollecito-scaduto',
    from: ALFA,
    when: { daysAgo: 3, time: '09:50' },
    to: [[SILENTE, 'expired']],
    subject: 'Sollecito consegna materiali, ordine 2026/311',
    text: "Sollecitiamo la consegna dei materiali dell'ordine in oggetto.\n\nAlfa Costruzioni S.r.l.",
    attachments: [],
  },
  {
    id: 'copia-nascosta',
    from: STUDIO,
    when: { daysAgo: 3, time: '12:10' },
    to: [[COMUNE, 'refused']],
    bcc: [DITTA],
    subject: 'Richiesta di accesso agli atti',
    text: "Si chiede l'accesso agli atti del procedimento n. 44/2026.\n\nAvv. Anna Rossi",
    attachments: [],
  },
  {
    id: 'allegato-infetto',
    from: DITTA,
    when: { daysAgo: 3, time: '14:25' },
    to: [[COMUNE, 'refused']],
    subject: 'Documentazione integrativa',
    text: 'In allegato la documentazione integrativa richiesta.\n\nBianchi Forniture S.r.l.',
    attachments: [{ name: 'virus-di-prova.txt', kind: 'other', lines: ['Innocuo: il nome basta al controllo di prova.'] }],
  },
  {
    id: 'virus-in-arrivo',
    from: COMUNE,
    when: { daysAgo: 3, time: '17:02' },
    to: [[ALFA, 'failed']],
    subject: 'Verbale di sopralluogo del 12 novembre',
    text: 'Si trasmette il verbale di sopralluogo.\n\nComune di Valdoro, Ufficio Tecnico',
    attachments: [{ name: 'virus-sconosciuto-al-mittente.txt', kind: 'other', lines: ['Innocuo: il nome basta al controllo di prova.'] }],
  },
  {
    id: 'parere-con-ordinario',
    from: STUDIO,
    when: { daysAgo: 2, time: '08:55' },
    to: [
      [DITTA, 'delivered'],
      ['geometra.neri@posta.example.org', 'ordinary'],
    ],
    subject: 'Parere legale sul capitolato',
    text: 'Trasmetto il parere richiesto; il geometra Neri legge in copia.\n\nAvv. Anna Rossi',
    attachments: [pdf('parere.pdf', 'Parere legale', 'Capitolato speciale di appalto')],
  },
  {
    id: 'indirizzo-errato',
    from: ALFA,
    when: { daysAgo: 2, time: '10:15' },
    to: [
      ['ufficio.che.non.esiste@pec-due.example', 'failed'],
      [COMUNE, 'delivered'],
    ],
    subject: 'Comunicazione di inizio lavori, pratica 2026/0457',
    text: "Si comunica l'inizio dei lavori a partire dal 1° dicembre 2026.\n\nAlfa Costruzioni S.r.l.",
    attachments: [pdf('comunicazione inizio lavori.pdf', 'Comunicazione di inizio lavori', 'Pratica 2026/0457')],
  },
  {
    id: 'dominio-cessato',
    from: COMUNE,
    when: { daysAgo: 2, time: '11:48' },
    to: [['archivio@vecchio.pec-due.example', 'failed']],
    subject: 'Trasmissione fascicolo per conservazione',
    text: 'Si trasmette il fascicolo in oggetto.\n\nComune di Valdoro',
    attachments: [],
  },
  {
    id: 'mai-consegnata',
    from: DITTA,
    when: { daysAgo: 2, time: '15:30' },
    to: [['ferma@pec-due.example', 'expired']],
    subject: 'Richiesta DURC aggiornato',
    text: 'Chiediamo copia del DURC in corso di validità.\n\nBianchi Forniture S.r.l.',
    attachments: [],
  },
  {
    id: 'conferenza-servizi',
    from: COMUNE,
    when: { daysAgo: 1, time: '08:20' },
    receipt: 'sintetica',
    to: [[STUDIO, 'delivered']],
    subject: 'Convocazione conferenza di servizi, 3 dicembre 2026 ore 10:00',
    text: 'È convocata la conferenza di servizi presso la sala consiliare.\n\nComune di Valdoro, Segreteria',
    attachments: [pdf('convocazione.pdf', 'Convocazione conferenza di servizi')],
  },
  {
    id: 'risposta-diffida',
    from: DITTA,
    when: { daysAgo: 1, time: '09:05' },
    answers: 'notifica-l53',
    to: [[STUDIO, 'delivered']],
    subject: 'Re: Notificazione ai sensi della legge n. 53 del 1994 – R.G. 1284/2026',
    text: 'Riceviamo la notifica e ci riserviamo ogni difesa.\n\nBianchi Forniture S.r.l.',
    attachments: [],
  },
  {
    id: 'ricevuta-apparente',
    from: ALFA,
    when: { daysAgo: 1, time: '09:40' },
    to: [[COMUNE, 'delivered']],
    subject: 'POSTA CERTIFICATA: Ricevuta di consegna 6782414',
    text: "Il sistema di interscambio comunica la consegna del file 6782414. L'oggetto assomiglia a una ricevuta, ma è un messaggio.\n",
    attachments: [],
  },
  {
    id: 'ritardo-in-corso',
    from: STUDIO,
    when: { hoursAgo: 14 },
    to: [[SILENTE, 'delayed']],
    subject: 'Proposta transattiva, pratica Neri',
    text: 'Trasmetto la proposta transattiva, valida fino al 10 dicembre 2026.\n\nAvv. Anna Rossi',
    attachments: [pdf('proposta.pdf', 'Proposta transattiva')],
  },
  {
    id: 'in-attesa',
    from: ALFA,
    when: { hoursAgo: 3 },
    to: [[SILENTE, 'accepted']],
    subject: "Conferma d'ordine 2026/340",
    text: "Confermiamo l'ordine in oggetto.\n\nAlfa Costruzioni S.r.l.",
    attachments: [],
  },
  {
    id: 'memoria-difensiva',
    from: STUDIO,
    when: { hoursAgo: 1 },
    receipt: 'completa',
    to: [
      [ALFA, 'delivered'],
      [COMUNE, 'delivered'],
    ],
    subject: 'Memoria difensiva, procedimento n. 44/2026',
    text: 'Si deposita la memoria difensiva con i documenti allegati.\n\nAvv. Anna Rossi',
    attachments: [pdf('memoria difensiva.pdf', 'Memoria difensiva', 'Procedimento n. 44/2026'), pdf('documento 1.pdf', 'Documento 1')],
  },
];

export type StoryOrdinary = {
  readonly id: string;
  readonly when: When;
  readonly to: string;
  readonly from: string;
  readonly name: string;
  readonly subject: string;
  readonly text: string;
  readonly fromProvider?: boolean;
};

/** Mail from outside: wrapped as anomaly or left plain, by the mailbox's setting. */
export const ORDINARY_MAIL: readonly StoryOrdinary[] = [
  {
    id: 'esterno-studio',
    when: { daysAgo: 4, time: '11:20' },
    to: STUDIO,
    from: 'mario.verdi@posta.example.org',
    name: 'Mario Verdi',
    subject: 'Re: Diffida',
    text: 'Ho ricevuto la vostra diffida, vi risponderò a breve.\n',
  },
  {
    id: 'esterno-ditta',
    when: { daysAgo: 2, time: '16:12' },
    to: DITTA,
    from: 'info@fornitore.example.org',
    name: 'Fornitore',
    subject: 'Listino prezzi 2027',
    text: 'In allegato il listino.\n',
  },
  {
    id: 'esterno-comune',
    when: { daysAgo: 1, time: '07:45' },
    to: COMUNE,
    from: 'cittadino@posta.example.org',
    name: 'Un cittadino',
    subject: 'Segnalazione buca in via Roma',
    text: 'Buongiorno, segnalo una buca pericolosa in via Roma 8.\n',
  },
  {
    id: 'servizio-alfa',
    when: { daysAgo: 2, time: '06:00' },
    to: ALFA,
    from: 'assistenza@pec-uno.example',
    name: 'Gestore Uno',
    subject: 'La tua casella PEC scade tra 30 giorni',
    text: 'Gentile cliente, la casella scade tra 30 giorni.\n',
    fromProvider: true,
  },
  {
    id: 'servizio-studio',
    when: { daysAgo: 5, time: '06:00' },
    to: STUDIO,
    from: 'assistenza@pec-uno.example',
    name: 'Gestore Uno',
    subject: 'Manutenzione programmata',
    text: 'Sabato dalle 2 alle 4 il servizio potrà essere non disponibile.\n',
    fromProvider: true,
  },
];

/** Which message each forgery claims a delivery of: always one whose recipient must keep its status. */
export const FORGERY_TARGETS: readonly { readonly victim: string; readonly about: string; readonly recipient: string }[] = [
  { victim: STUDIO, about: 'notifica-l53', recipient: 'piena@pec-due.example' },
  { victim: ALFA, about: 'sollecito-scaduto', recipient: SILENTE },
  { victim: DITTA, about: 'mai-consegnata', recipient: 'ferma@pec-due.example' },
  { victim: STUDIO, about: 'ritardo-in-corso', recipient: SILENTE },
  { victim: ALFA, about: 'indirizzo-errato', recipient: 'ufficio.che.non.esiste@pec-due.example' },
];
