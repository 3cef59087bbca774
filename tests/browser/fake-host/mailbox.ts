// An invented mailbox that holds every member of every union the list and the reading pane know.
import { proofCompleteness } from '#main/pec/completeness';
import { perfectionOf } from '#main/pec/perfection';
import { problemsOf } from '#main/pec/radar';
import type { DispatchRecipient, DispatchState, ReceiptRecord, RecipientStatus } from '#shared/model/dispatch';
import { asInstant, type AccountId, type BlobHash, type Instant, type MailAddress } from '#shared/model/ids';
import type { Handling, ListRow } from '#shared/model/list';
import type { ReceiptExtent, ReceiptType } from '#shared/model/pec-message';
import type { VerdictLook } from '#shared/model/verification-report';
import type { AttachmentView, DispatchView, MessageView, Person, ReportView } from '#shared/model/views';
import { HOSTILE_HTML, NEWSLETTER_HTML } from './html.ts';
import { ALFA, at, BETA, NOW, dispatchIdOf, hashOf, STUDIO } from './people.ts';
import { reportView } from './reports.ts';

export type Mailbox = {
  readonly rows: readonly ListRow[];
  readonly messages: ReadonlyMap<string, MessageView>;
  readonly dispatches: ReadonlyMap<string, DispatchView>;
  readonly reports: ReadonlyMap<string, ReportView>;
};

const rows: ListRow[] = [];
const messages = new Map<string, MessageView>();
const dispatches = new Map<string, DispatchView>();
const reports = new Map<string, ReportView>();

const VERDICT_OF = {
  proven: 'passed',
  provenWithNotes: 'passed',
  undecided: 'indeterminate',
  refused: 'failed',
  ordinary: 'notApplicable',
  anomaly: 'passed',
  pending: null,
} as const;

function keyOf(date: Instant, id: string): string {
  return `${String(date).padStart(15, '0')}:${id}`;
}

function person(address: MailAddress, name = '', suspicious: readonly string[] = []): Person {
  return { name, address, suspicious };
}

function attachment(
  hash: BlobHash,
  part: string,
  name: string,
  sizeBytes: number,
  role: 'ordinary' | 'technical' = 'ordinary',
  warnings: readonly string[] = [],
): AttachmentView {
  const type = name.endsWith('.pdf') ? 'application/pdf' : name.endsWith('.xml') ? 'application/xml' : 'application/octet-stream';
  return { part, hash, name, type, sizeBytes, sha256: hashOf(name), contentId: null, role, warnings };
}

function technical(hash: BlobHash): readonly AttachmentView[] {
  return [
    attachment(hash, '1.2', 'daticert.xml', 1_102, 'technical'),
    attachment(hash, '1.3', 'postacert.eml', 38_204, 'technical'),
    attachment(hash, '2', 'smime.p7s', 4_530, 'technical'),
  ];
}

type Received = {
  readonly name: string;
  readonly minutesAgo: number;
  readonly account?: AccountId;
  readonly from: Person;
  readonly subject: string;
  readonly look: VerdictLook | 'pending';
  readonly kind?: ListRow['kind'];
  readonly handling?: Handling;
  readonly unread?: boolean;
  readonly text?: string | null;
  readonly html?: string | null;
  readonly attachments?: readonly AttachmentView[];
  readonly extra?: Partial<MessageView>;
};

function received(spec: Received): BlobHash {
  const hash = hashOf(spec.name);
  const date = at(spec.minutesAgo);
  const account = spec.account ?? STUDIO;
  const kind = spec.kind ?? (spec.look === 'ordinary' ? 'ordinary' : spec.look === 'anomaly' ? 'anomaly' : 'certified');
  const own = spec.attachments ?? [];
  rows.push({
    key: keyOf(date, hash),
    id: hash,
    type: 'received',
    account,
    date,
    subject: spec.subject,
    from: { address: spec.from.address, name: spec.from.name },
    to: ['studio@pec.rossi-legale.example'],
    toCount: 1,
    kind,
    verdict: VERDICT_OF[spec.look],
    look: spec.look,
    dispatch: null,
    statuses: [],
    unread: spec.unread ?? false,
    hasAttachments: own.length > 0,
    preview: (spec.text ?? '').slice(0, 80),
    handling: spec.handling ?? null,
    hash,
  });
  const report = spec.look === 'pending' || kind === 'unreadable' ? null : reportView(spec.look, hash);
  if (report !== null) reports.set(hash, report);
  const proven = spec.look === 'proven' || spec.look === 'provenWithNotes';
  messages.set(hash, {
    hash,
    account,
    kind,
    claim: report?.claim ?? { kind: 'ordinary' },
    look: spec.look,
    conclusion: report?.current.conclusion ?? null,
    subject: spec.subject,
    from: spec.from,
    to: [person('studio@pec.rossi-legale.example', 'Studio Rossi')],
    cc: [],
    date,
    proof: proven
      ? {
          issuer: 'Gestore Uno S.p.A.',
          signer: 'posta-certificata@pec.gestore-uno.example',
          time: date,
          identificativo: 'opec2115.20261120103009.1@pec.gestore-uno.example',
        }
      : null,
    text: spec.text === undefined ? LETTER : spec.text,
    html: spec.html ?? null,
    attachments: [...own, ...(spec.look === 'ordinary' ? [] : technical(hash))],
    defects: [],
    sizeBytes: 48_213,
    archivedAt: date,
    locations: [{ folder: 'INBOX', uid: 1_204, gone: false }],
    receipt: null,
    inside: [],
    dispatch: null,
    handling: spec.handling ?? null,
    ...spec.extra,
  });
  return hash;
}

const LETTER = `Egregio Avvocato,

con la presente si comunica che l'istanza in oggetto è stata presa in esame e che il termine per il deposito di eventuali osservazioni è fissato in dieci giorni dal ricevimento.

La documentazione completa è consultabile all'indirizzo https://servizi.comune.example/pratiche/2026/4471 con le credenziali già in Suo possesso.

Distinti saluti
Ufficio protocollo`;

function receipt(
  name: string,
  type: ReceiptType,
  options: {
    readonly recipient?: MailAddress;
    readonly extent?: ReceiptExtent;
    readonly minutesAgo: number;
    readonly seconds?: number;
    readonly look?: VerdictLook;
    readonly extendedError?: string;
    readonly errore?: string;
    readonly issuer?: string;
    readonly dispatch: string;
    readonly account?: AccountId;
  },
): ReceiptRecord {
  const hash = hashOf(name);
  const time = at(options.minutesAgo, options.seconds ?? 4);
  const look = options.look ?? 'proven';
  const account = options.account ?? STUDIO;
  const record: ReceiptRecord = {
    hash,
    type,
    extent: options.extent ?? null,
    recipient: options.recipient ?? null,
    time,
    issuer: options.issuer ?? 'Gestore Uno S.p.A.',
    identificativo: 'opec2115.20261120103009.1@pec.gestore-uno.example',
    msgid: '<9b1c0f2e-4a7d@pec.rossi-legale.example>',
    errore: options.errore ?? 'nessuno',
    extendedError: options.extendedError ?? null,
    recipients: [],
    verdict: look === 'refused' ? 'failed' : look === 'undecided' ? 'indeterminate' : 'passed',
    notes: look === 'provenWithNotes',
  };
  const report = reportView(look, hash);
  reports.set(hash, report);
  const titles: Readonly<Record<ReceiptType, string>> = {
    acceptance: 'ACCETTAZIONE',
    nonAcceptance: 'AVVISO DI NON ACCETTAZIONE',
    serverAcceptance: 'PRESA IN CARICO',
    delivery: 'CONSEGNA',
    deliveryError: 'AVVISO DI MANCATA CONSEGNA',
    deliveryTimeoutWarning: 'AVVISO DI MANCATA CONSEGNA PER SUPERAMENTO TEMPO MASSIMO',
    virusDetected: 'PROBLEMA DI SICUREZZA',
  };
  messages.set(hash, {
    hash,
    account,
    kind: 'receipt',
    claim: report.claim,
    look,
    conclusion: report.current.conclusion,
    subject: `${titles[type]}: Diffida e messa in mora`,
    from: person('posta-certificata@pec.gestore-uno.example'),
    to: [person('studio@pec.rossi-legale.example')],
    cc: [],
    date: time,
    proof:
      record.verdict === 'passed'
        ? { issuer: record.issuer, signer: 'posta-certificata@pec.gestore-uno.example', time, identificativo: record.identificativo }
        : null,
    text: `Il giorno 20/11/2026 alle ore 10:30:09 (+0100) il messaggio "Diffida e messa in mora" proveniente da studio@pec.rossi-legale.example ed indirizzato a ${options.recipient ?? 'ente@pec.comune.example'} è stato consegnato nella casella di destinazione.`,
    html: null,
    attachments: technical(hash),
    defects: [],
    sizeBytes: 51_002,
    archivedAt: time,
    locations: [{ folder: 'INBOX', uid: 1_300, gone: false }],
    receipt: { type, extent: record.extent, recipient: record.recipient },
    inside: [],
    dispatch: dispatchIdOf(options.dispatch),
    handling: null,
  });
  return record;
}

function recipient(
  address: MailAddress,
  status: RecipientStatus,
  receipts: readonly ReceiptRecord[],
  more: Partial<DispatchRecipient> = {},
): DispatchRecipient {
  return { address, role: 'to', certified: status !== 'ordinary', status, receipts, claimed: [], ...more };
}

type Sent = {
  readonly name: string;
  readonly minutesAgo: number;
  readonly account?: AccountId;
  readonly subject: string;
  readonly state: DispatchState;
  readonly attachments?: readonly AttachmentView[];
  readonly source?: DispatchView['messageSource'];
};

function sent(spec: Sent): void {
  const id = dispatchIdOf(spec.name);
  const hash = hashOf(`sent ${spec.name}`);
  const date = at(spec.minutesAgo);
  const account = spec.account ?? STUDIO;
  const to = spec.state.recipients.map((each) => each.address);
  const source = spec.source ?? 'sentCopy';
  rows.push({
    key: keyOf(date, id),
    id,
    type: 'dispatch',
    account,
    date,
    subject: spec.subject,
    from: { address: 'studio@pec.rossi-legale.example', name: '' },
    to: to.slice(0, 3),
    toCount: to.length,
    kind: 'certified',
    verdict: 'passed',
    look: 'proven',
    dispatch: spec.state.summary,
    statuses: spec.state.recipients.map((each) => ({ address: each.address, status: each.status })),
    unread: false,
    hasAttachments: (spec.attachments ?? []).length > 0,
    preview: '',
    handling: null,
    hash: source === 'none' ? null : hash,
  });
  const message: MessageView = {
    hash,
    account,
    kind: 'certified',
    claim: { kind: 'ordinary' },
    look: 'ordinary',
    conclusion: { indication: 'notApplicable' },
    subject: spec.subject,
    from: person('studio@pec.rossi-legale.example'),
    to: spec.state.recipients.filter((each) => each.role === 'to').map((each) => person(each.address)),
    cc: spec.state.recipients.filter((each) => each.role === 'cc').map((each) => person(each.address)),
    date,
    proof: null,
    text: 'Egregi,\n\ncon la presente, in nome e per conto della società assistita, Vi diffido e metto in mora ad adempiere entro quindici giorni dal ricevimento.\n\nDistinti saluti\nAvv. Anna Rossi',
    html: null,
    attachments: (spec.attachments ?? []).map((each) => ({ ...each, hash })),
    defects: [],
    sizeBytes: 221_000,
    archivedAt: date,
    locations: [{ folder: 'Sent', uid: 88, gone: false }],
    receipt: null,
    inside: [],
    dispatch: id,
    handling: null,
  };
  messages.set(hash, message);
  dispatches.set(id, {
    id,
    account,
    msgid: '<9b1c0f2e-4a7d@pec.rossi-legale.example>',
    identificativi: ['opec2115.20261120103009.1@pec.gestore-uno.example'],
    subject: spec.subject,
    from: 'studio@pec.rossi-legale.example',
    date,
    state: spec.state,
    message: source === 'none' ? null : message,
    messageSource: source,
    ...proofOf(spec.state, date, source === 'sentCopy'),
    handling: null,
  });
}

/** Worked out as the core does: the screen is tested with what it will be given. */
function proofOf(
  state: DispatchState,
  date: Instant,
  hasSentCopy: boolean,
): Pick<DispatchView, 'problems' | 'proof' | 'contents' | 'perfection'> {
  const deliveries = state.recipients
    .flatMap(({ receipts, claimed }) => [...receipts, ...claimed])
    .filter(({ type }) => type === 'delivery');
  return {
    problems: problemsOf({ state, date, hasSentCopy, now: asInstant(NOW) }),
    proof: proofCompleteness(state, hasSentCopy),
    perfection: perfectionOf(state),
    contents: deliveries.map(({ hash, recipient: who, extent, verdict }) => ({
      receipt: hash,
      recipient: who,
      extent,
      counted: verdict === 'passed',
      outcome: verdict === 'passed' ? (extent === 'concise' ? 'notCompared' : 'same') : 'different',
      differences: verdict === 'passed' ? [] : [{ field: 'diffida.pdf.p7m', signed: '3f786850e387550f', found: '89e6c98d92887913' }],
    })),
  };
}

function fillSent(): void {
  const acceptance = (dispatch: string, minutesAgo: number): ReceiptRecord =>
    receipt(`acceptance ${dispatch}`, 'acceptance', { minutesAgo, dispatch });
  const base = { generalClaimed: [], findings: [] };
  const three = acceptance('three', 12);
  sent({
    name: 'three',
    minutesAgo: 13,
    subject: 'Diffida e messa in mora',
    attachments: [attachment(hashOf('x'), '2', 'diffida.pdf.p7m', 212_480), attachment(hashOf('x'), '3', 'procura.pdf', 88_123)],
    state: {
      ...base,
      summary: { state: 'someFailed', delivered: 2, failed: 1, total: 3 },
      general: [three],
      recipients: [
        recipient('ente@pec.comune.example', 'delivered', [
          receipt('delivery one', 'delivery', {
            recipient: 'ente@pec.comune.example',
            extent: 'complete',
            minutesAgo: 12,
            seconds: 9,
            dispatch: 'three',
          }),
        ]),
        recipient('ditta@pec.ditta-edile.example', 'delivered', [
          receipt('delivery two', 'delivery', {
            recipient: 'ditta@pec.ditta-edile.example',
            extent: 'complete',
            minutesAgo: 12,
            seconds: 12,
            look: 'provenWithNotes',
            dispatch: 'three',
          }),
        ]),
        recipient(
          'piena@pec.fornitore.example',
          'failed',
          [
            receipt('error three', 'deliveryError', {
              recipient: 'piena@pec.fornitore.example',
              minutesAgo: 11,
              errore: 'altro',
              extendedError: '5.2.2 - Gestore Due - casella piena',
              issuer: 'Gestore Due',
              dispatch: 'three',
            }),
          ],
          {
            claimed: [
              receipt('claimed delivery', 'delivery', {
                recipient: 'piena@pec.fornitore.example',
                extent: 'complete',
                minutesAgo: 5,
                look: 'refused',
                dispatch: 'three',
              }),
            ],
          },
        ),
      ],
    },
  });
  sent({
    name: 'one',
    minutesAgo: 190,
    subject: 'Deposito memoria ex art. 183 c.p.c.',
    attachments: [attachment(hashOf('y'), '2', 'memoria.pdf.p7m', 1_204_000)],
    state: {
      ...base,
      summary: { state: 'allDelivered', total: 1 },
      general: [acceptance('one', 189)],
      recipients: [
        recipient('tribunale@pec.giustizia.example', 'delivered', [
          receipt('delivery tribunal', 'delivery', {
            recipient: 'tribunale@pec.giustizia.example',
            extent: 'complete',
            minutesAgo: 188,
            dispatch: 'one',
          }),
        ]),
      ],
    },
  });
  sent({
    name: 'waiting',
    minutesAgo: 2,
    subject: 'Richiesta di accesso agli atti',
    state: {
      ...base,
      summary: { state: 'waitingForAcceptance' },
      general: [],
      recipients: [recipient('protocollo@pec.regione.example', 'submitted', [], { certified: null })],
    },
  });
  sent({
    name: 'progress',
    minutesAgo: 60 * 13,
    subject: 'Convocazione assemblea ordinaria dei soci',
    state: {
      ...base,
      summary: { state: 'inProgress', delivered: 1, total: 4, delayed: 1, overdue: 0 },
      general: [acceptance('progress', 60 * 13)],
      recipients: [
        recipient('socio1@pec.soci.example', 'delivered', [
          receipt('delivery socio1', 'delivery', {
            recipient: 'socio1@pec.soci.example',
            extent: 'brief',
            minutesAgo: 60 * 12 + 55,
            dispatch: 'progress',
          }),
        ]),
        recipient('socio2@pec.soci.example', 'delayed', [
          receipt('warning socio2', 'deliveryTimeoutWarning', {
            recipient: 'socio2@pec.soci.example',
            minutesAgo: 55,
            dispatch: 'progress',
          }),
        ]),
        recipient('socio3@pec.soci.example', 'accepted', []),
        recipient('socio4@pec.soci.example', 'takenInCharge', [
          receipt('charge socio4', 'serverAcceptance', { recipient: 'socio4@pec.soci.example', minutesAgo: 60 * 12, dispatch: 'progress' }),
        ]),
      ],
    },
  });
  sent({
    name: 'refused',
    minutesAgo: 60 * 26,
    subject: 'Fattura 118/2026',
    account: ALFA,
    state: {
      ...base,
      summary: { state: 'refused' },
      general: [
        receipt('non acceptance', 'nonAcceptance', {
          minutesAgo: 60 * 26,
          errore: 'virus',
          extendedError: '5.5.1 presenza di un virus nel messaggio',
          dispatch: 'refused',
          account: ALFA,
        }),
      ],
      recipients: [recipient('acquisti@pec.cliente.example', 'refused', [])],
    },
  });
  sent({
    name: 'ordinary',
    minutesAgo: 60 * 30,
    subject: 'Copia per conoscenza',
    account: ALFA,
    state: {
      ...base,
      summary: { state: 'ordinaryOnly', total: 1 },
      general: [acceptance('ordinary', 60 * 30)],
      recipients: [recipient('mario.bianchi@posta.example', 'ordinary', [])],
    },
  });
  sent({
    name: 'attention',
    minutesAgo: 60 * 50,
    subject: 'Recesso dal contratto di locazione',
    state: {
      ...base,
      summary: { state: 'needsAttention', delivered: 2, total: 5 },
      general: [acceptance('attention', 60 * 50)],
      generalClaimed: [receipt('claimed acceptance', 'acceptance', { minutesAgo: 60 * 49, look: 'undecided', dispatch: 'attention' })],
      findings: [
        { code: 'outcome.conflict', recipient: 'contrasto@pec.locatore.example', receipts: [] },
        { code: 'recipient.notAddressed', recipient: 'altro@pec.terzo.example', receipts: [] },
      ],
      recipients: [
        recipient('tardi@pec.locatore.example', 'deliveredLate', [
          receipt('late', 'delivery', {
            recipient: 'tardi@pec.locatore.example',
            extent: 'complete',
            minutesAgo: 60 * 20,
            dispatch: 'attention',
          }),
        ]),
        recipient('scaduta@pec.locatore.example', 'expired', [
          receipt('expired', 'deliveryTimeoutWarning', {
            recipient: 'scaduta@pec.locatore.example',
            minutesAgo: 60 * 26,
            dispatch: 'attention',
          }),
        ]),
        recipient('contrasto@pec.locatore.example', 'conflict', [
          receipt('conflict', 'deliveryError', {
            recipient: 'contrasto@pec.locatore.example',
            minutesAgo: 60 * 49,
            errore: 'no-dest',
            dispatch: 'attention',
          }),
        ]),
        recipient(
          'copia@pec.condominio.example',
          'delivered',
          [
            receipt('cc', 'delivery', {
              recipient: 'copia@pec.condominio.example',
              extent: 'concise',
              minutesAgo: 60 * 49,
              dispatch: 'attention',
            }),
          ],
          { role: 'cc' },
        ),
        recipient('altro@pec.terzo.example', 'unknown', [], { role: 'notAddressed', certified: null }),
        recipient('virus@pec.locatore.example', 'failed', [
          receipt('virus', 'virusDetected', {
            recipient: 'virus@pec.locatore.example',
            minutesAgo: 60 * 49,
            errore: 'virus',
            dispatch: 'attention',
          }),
        ]),
      ],
    },
  });
  sent({
    name: 'elsewhere',
    minutesAgo: 60 * 24 * 5,
    subject: 'Comunicazione inviata da un altro programma',
    source: 'none',
    account: BETA,
    state: {
      ...base,
      summary: { state: 'allDelivered', total: 1 },
      general: [acceptance('elsewhere', 60 * 24 * 5)],
      recipients: [
        recipient('ente@pec.comune.example', 'delivered', [
          receipt('delivery elsewhere', 'delivery', {
            recipient: 'ente@pec.comune.example',
            extent: 'concise',
            minutesAgo: 60 * 24 * 5,
            dispatch: 'elsewhere',
            account: BETA,
          }),
        ]),
      ],
    },
  });
  sent({
    name: 'recovered',
    minutesAgo: 60 * 24 * 6,
    subject: 'Offerta economica gara 14/2026',
    source: 'receipt',
    account: BETA,
    state: {
      ...base,
      summary: { state: 'allDelivered', total: 2 },
      general: [acceptance('recovered', 60 * 24 * 6)],
      recipients: [
        recipient('gare@pec.azienda.example', 'delivered', [
          receipt('delivery gare', 'delivery', {
            recipient: 'gare@pec.azienda.example',
            extent: 'complete',
            minutesAgo: 60 * 24 * 6,
            dispatch: 'recovered',
            account: BETA,
          }),
        ]),
        recipient('rup@pec.azienda.example', 'delivered', [
          receipt('delivery rup', 'delivery', {
            recipient: 'rup@pec.azienda.example',
            extent: 'complete',
            minutesAgo: 60 * 24 * 6,
            dispatch: 'recovered',
            account: BETA,
          }),
        ]),
      ],
    },
  });
}

function fillReceived(): void {
  received({
    name: 'pending',
    minutesAgo: 1,
    unread: true,
    from: person('protocollo@pec.inps.example', 'INPS'),
    subject: 'Avviso di addebito n. 310 2026 0001842',
    look: 'pending',
  });
  received({
    name: 'proven',
    minutesAgo: 44,
    unread: true,
    from: person('protocollo@pec.comune.example', 'Comune di Esempio'),
    subject: 'Istanza prot. 4471/2026: comunicazione di avvio del procedimento',
    look: 'proven',
    handling: { state: 'unhandled', by: null, since: null },
    attachments: [attachment(hashOf('proven'), '1.3.2', 'avvio-procedimento.pdf', 340_112)],
  });
  received({
    name: 'notes',
    minutesAgo: 60 * 5,
    unread: true,
    from: person('agenzia@pec.riscossione.example', 'Agenzia Riscossione'),
    subject: 'Cartella di pagamento 068 2026 00412233 17',
    look: 'provenWithNotes',
    handling: { state: 'inCharge', by: 'Anna', since: at(200) },
    attachments: [
      attachment(hashOf('notes'), '1.3.2', 'cartella.pdf', 1_840_112),
      attachment(hashOf('notes'), '1.3.3', 'relata.pdf.p7m', 92_004),
    ],
  });
  received({
    name: 'undecided',
    minutesAgo: 60 * 8,
    from: person('ufficio@pec.vecchio-gestore.example'),
    subject: 'Trasmissione documenti 2009',
    look: 'undecided',
  });
  received({
    name: 'refused',
    minutesAgo: 60 * 9,
    unread: true,
    from: person('posta-certificata@pec.gestore-un0.example', 'Gestore Uno', ['address.nameIsAddress']),
    subject: 'CONSEGNA: Ricorso per decreto ingiuntivo ✅ Firma verificata',
    look: 'refused',
    kind: 'receipt',
    text: 'Il giorno 20/11/2026 alle ore 01:12:44 il messaggio è stato consegnato.',
    extra: { receipt: { type: 'delivery', extent: 'complete', recipient: 'tribunale@pec.giustizia.example' } },
  });
  received({
    name: 'anomaly',
    minutesAgo: 60 * 22,
    from: person('mario.bianchi@posta.example', 'Mario Bianchi'),
    subject: 'Re: preventivo',
    look: 'anomaly',
    text: 'Buongiorno,\nle confermo il preventivo.\n\nMario',
    extra: { inside: [{ part: '1.2', label: 'preventivo.eml' }] },
  });
  received({
    name: 'ordinary',
    minutesAgo: 60 * 25,
    from: person('newsletter@fornitore.example', 'Fornitore'),
    subject: 'Novità di novembre per il tuo studio',
    look: 'ordinary',
    html: NEWSLETTER_HTML,
    text: 'Novità di novembre',
  });
  received({
    name: 'hostile',
    minutesAgo: 60 * 27,
    from: person('аnna@pec.gеstore.example', 'posta-certificata@pec.gestore-uno.example \u202Egpj.exe', ['address.nonAscii']),
    subject: 'Verifica\u202E firma ✔ valida\u200B',
    look: 'ordinary',
    html: HOSTILE_HTML,
    text: 'Testo semplice.',
  });
  received({
    name: 'unreadable',
    minutesAgo: 60 * 31,
    from: person('ignoto@pec.mittente.example'),
    subject: '',
    look: 'ordinary',
    kind: 'unreadable',
    text: null,
    extra: { defects: [{ id: 'parser.timeout' }, { id: 'mime.headerUnterminated' }], attachments: [], from: null },
  });
  received({
    name: 'handled',
    minutesAgo: 60 * 33,
    from: person('sdi01@pec.fatturapa.example', 'Sistema di Interscambio'),
    subject: 'Notifica di esito IT01234567890_00118_NS_001',
    look: 'proven',
    handling: { state: 'handled', by: 'Luca', since: at(60 * 30) },
    account: ALFA,
    attachments: [
      attachment(hashOf('handled'), '1.3.2', 'IT01234567890_00118_NS_001.xml', 4_112),
      attachment(hashOf('handled'), '1.3.3', 'fattura.pdf.exe', 24_112, 'ordinary', ['mime.fileNameConflict']),
      attachment(hashOf('handled'), '1.3.4', 'IT01234567890_00117.xml', 6_204),
      attachment(hashOf('handled'), '1.3.5', 'IT01234567890_00118.xml.p7m', 9_880),
    ],
  });
  const senders = [
    'ufficio.tributi@pec.comune.example',
    'amministrazione@pec.condominio-aurora.example',
    'cancelleria@pec.tribunale.example',
    'assicurazioni@pec.polizza.example',
    'segreteria@pec.ordine.example',
    'gare@pec.stazione-appaltante.example',
  ];
  const subjects = [
    'Accertamento IMU 2025',
    'Verbale assemblea del 12 novembre',
    'Comunicazione di cancelleria R.G. 1123/2026',
    'Denuncia sinistro 2026/88123',
    'Formazione obbligatoria: scadenze',
    'Esito valutazione offerte lotto 3',
    'Sollecito di pagamento fattura 77',
  ];
  for (let index = 0; index < 28; index += 1) {
    received({
      name: `more ${index}`,
      minutesAgo: 60 * 24 * (2 + index * 3),
      account: [STUDIO, ALFA, BETA][index % 3] ?? STUDIO,
      from: person(senders[index % senders.length] ?? ''),
      subject: subjects[index % subjects.length] ?? '',
      look: 'proven',
      attachments: index % 2 === 0 ? [attachment(hashOf(`more ${index}`), '1.3.2', 'allegato.pdf', 90_000 + index * 1_117)] : [],
    });
  }
}

fillSent();
fillReceived();
rows.sort((left, right) => (left.key < right.key ? 1 : -1));

export const mailbox: Mailbox = { rows, messages, dispatches, reports };
