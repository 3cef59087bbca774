// The elements of FatturaPA 1.2 as an Invoice. Wire names stand here and nowhere else. What the schema
// demands and the file lacks is shown as missing; a file without parties or body is no invoice. Prefixes are
// free (`p:`, `ns2:`, none): only the root has one, and the schema leaves its choice open.
import type { XmlElement } from '#main/pec/xml-elements';
import type {
  Invoice,
  InvoiceBody,
  InvoiceExtra,
  InvoiceFile,
  InvoiceLine,
  InvoiceParty,
  InvoicePayment,
  InvoiceReference,
  InvoiceVat,
} from '#shared/model/invoice';

/** Shown; a lot may hold more. */
const MOST = { bodies: 50, lines: 1_000, others: 200, characters: 2_000 } as const;

/** A code of InvoiceReading when it is no FatturaPA. */
export function invoiceOf(root: XmlElement): Omit<Invoice, 'enveloped'> | 'invoice.other' | 'invoice.simplified' | 'invoice.incomplete' {
  const name = localName(root);
  if (name === 'FatturaElettronicaSemplificata') return 'invoice.simplified';
  if (name !== 'FatturaElettronica') return 'invoice.other';
  const header = at(root, 'FatturaElettronicaHeader');
  const bodies = all(root, 'FatturaElettronicaBody');
  const seller = at(header, 'CedentePrestatore');
  const buyer = at(header, 'CessionarioCommittente');
  if (seller === null || buyer === null || bodies.length === 0) return 'invoice.incomplete';
  const sent = at(header, 'DatiTrasmissione');
  const issuer = at(header, 'TerzoIntermediarioOSoggettoEmittente');
  return {
    format: root.attributes.get('versione')?.slice(0, 20) ?? text(sent, 'FormatoTrasmissione') ?? '',
    transmission: {
      id: [joined(at(sent, 'IdTrasmittente'), ['IdPaese', 'IdCodice'], ''), text(sent, 'ProgressivoInvio') ?? ''].join(' ').trim(),
      recipient: text(sent, 'CodiceDestinatario') ?? '',
      pec: text(sent, 'PECDestinatario'),
    },
    seller: partyOf(seller),
    buyer: partyOf(buyer),
    issuer: issuer === null ? null : partyOf(issuer),
    bodies: bodies.slice(0, MOST.bodies).map(bodyOf),
    bodyCount: bodies.length,
  };
}

// ---------------------------------------------------------------- elements

function localName(element: XmlElement): string {
  return element.name.slice(element.name.indexOf(':') + 1);
}

function all(parent: XmlElement | null, name: string): readonly XmlElement[] {
  return parent === null ? [] : parent.children.filter((child) => localName(child) === name);
}

/** The first one down the path; null when a step is missing. */
function at(parent: XmlElement | null, ...path: readonly string[]): XmlElement | null {
  return path.reduce<XmlElement | null>((element, name) => all(element, name)[0] ?? null, parent);
}

function some(parent: XmlElement | null, name: string): readonly XmlElement[] {
  return all(parent, name).slice(0, MOST.others);
}

function valueOf(element: XmlElement | null): string | null {
  const value = element?.text.trim() ?? '';
  return value === '' ? null : value.slice(0, MOST.characters);
}

function text(parent: XmlElement | null, ...path: readonly string[]): string | null {
  return valueOf(at(parent, ...path));
}

function joined(parent: XmlElement | null, names: readonly string[], between: string): string {
  return names
    .map((name) => text(parent, name))
    .filter((value) => value !== null)
    .join(between);
}

// ---------------------------------------------------------------- parts

function partyOf(element: XmlElement): InvoiceParty {
  const person = at(element, 'DatiAnagrafici');
  const called = at(person, 'Anagrafica');
  const vat = joined(at(person, 'IdFiscaleIVA'), ['IdPaese', 'IdCodice'], '');
  const seat = at(element, 'Sede');
  const province = text(seat, 'Provincia');
  const town = [joined(seat, ['CAP', 'Comune'], ' '), province === null ? '' : `(${province})`].filter((part) => part !== '').join(' ');
  return {
    name: text(called, 'Denominazione') ?? joined(called, ['Titolo', 'Nome', 'Cognome'], ' '),
    vat: vat === '' ? null : vat,
    taxCode: text(person, 'CodiceFiscale'),
    address: [joined(seat, ['Indirizzo', 'NumeroCivico'], ' '), town, text(seat, 'Nazione') ?? ''].filter((part) => part !== '').join(', '),
    regime: text(person, 'RegimeFiscale'),
  };
}

function bodyOf(body: XmlElement): InvoiceBody {
  const general = at(body, 'DatiGenerali');
  const document = at(general, 'DatiGeneraliDocumento');
  const goods = at(body, 'DatiBeniServizi');
  const lines = all(goods, 'DettaglioLinee');
  return {
    type: text(document, 'TipoDocumento') ?? '',
    number: text(document, 'Numero') ?? '',
    date: text(document, 'Data') ?? '',
    currency: text(document, 'Divisa') ?? '',
    total: text(document, 'ImportoTotaleDocumento'),
    causes: some(document, 'Causale').flatMap((cause) => valueOf(cause) ?? []),
    references: referencesOf(general),
    lines: lines.slice(0, MOST.lines).map(lineOf),
    vat: some(goods, 'DatiRiepilogo').map(vatOf),
    extras: extrasOf(document),
    payments: some(body, 'DatiPagamento').flatMap(paymentsOf),
    files: some(body, 'Allegati').map(fileOf),
    lineCount: lines.length,
  };
}

const REFERENCES: readonly (readonly [name: string, kind: InvoiceReference['kind']])[] = [
  ['DatiOrdineAcquisto', 'order'],
  ['DatiContratto', 'contract'],
  ['DatiConvenzione', 'agreement'],
  ['DatiRicezione', 'receipt'],
  ['DatiFattureCollegate', 'invoice'],
];

function referencesOf(general: XmlElement | null): readonly InvoiceReference[] {
  const documents = REFERENCES.flatMap(([name, kind]) =>
    some(general, name).map((each): InvoiceReference => ({
      kind,
      id: text(each, 'IdDocumento') ?? '',
      date: text(each, 'Data'),
      cup: text(each, 'CodiceCUP'),
      cig: text(each, 'CodiceCIG'),
    })),
  );
  const deliveries = some(general, 'DatiDDT').map((each): InvoiceReference => ({
    kind: 'delivery',
    id: text(each, 'NumeroDDT') ?? '',
    date: text(each, 'DataDDT'),
    cup: null,
    cig: null,
  }));
  return [...documents, ...deliveries].slice(0, MOST.others);
}

function lineOf(line: XmlElement): InvoiceLine {
  return {
    number: text(line, 'NumeroLinea') ?? '',
    text: text(line, 'Descrizione') ?? '',
    quantity: text(line, 'Quantita'),
    unit: text(line, 'UnitaMisura'),
    period: [text(line, 'DataInizioPeriodo'), text(line, 'DataFinePeriodo')],
    unitPrice: text(line, 'PrezzoUnitario'),
    adjustments: some(line, 'ScontoMaggiorazione').map(adjustmentOf),
    total: text(line, 'PrezzoTotale'),
    vatRate: text(line, 'AliquotaIVA'),
    nature: text(line, 'Natura'),
  };
}

function adjustmentOf(element: XmlElement): string {
  const percent = text(element, 'Percentuale');
  return [text(element, 'Tipo') ?? '', percent === null ? (text(element, 'Importo') ?? '') : `${percent}%`].join(' ').trim();
}

function vatOf(element: XmlElement): InvoiceVat {
  return {
    rate: text(element, 'AliquotaIVA'),
    nature: text(element, 'Natura'),
    taxable: text(element, 'ImponibileImporto'),
    tax: text(element, 'Imposta'),
    due: text(element, 'EsigibilitaIVA'),
    law: text(element, 'RiferimentoNormativo'),
  };
}

function extrasOf(document: XmlElement | null): readonly InvoiceExtra[] {
  const extra = (kind: InvoiceExtra['kind'], code: string | null, rate: string | null, amount: string | null): InvoiceExtra => ({
    kind,
    code,
    rate,
    amount,
  });
  const rounding = text(document, 'Arrotondamento');
  return [
    ...some(document, 'DatiRitenuta').map((each) =>
      extra('withholding', text(each, 'TipoRitenuta'), text(each, 'AliquotaRitenuta'), text(each, 'ImportoRitenuta')),
    ),
    ...some(document, 'DatiCassaPrevidenziale').map((each) =>
      extra('fund', text(each, 'TipoCassa'), text(each, 'AlCassa'), text(each, 'ImportoContributoCassa')),
    ),
    ...some(document, 'DatiBollo').map((each) => extra('stamp', null, null, text(each, 'ImportoBollo'))),
    ...some(document, 'ScontoMaggiorazione').map((each) =>
      extra('adjustment', text(each, 'Tipo'), text(each, 'Percentuale'), text(each, 'Importo')),
    ),
    ...(rounding === null ? [] : [extra('rounding', null, null, rounding)]),
  ];
}

function paymentsOf(element: XmlElement): readonly InvoicePayment[] {
  const terms = text(element, 'CondizioniPagamento');
  return some(element, 'DettaglioPagamento').map((each) => ({
    terms,
    means: text(each, 'ModalitaPagamento'),
    dueDate: text(each, 'DataScadenzaPagamento'),
    amount: text(each, 'ImportoPagamento'),
    iban: text(each, 'IBAN'),
    bank: text(each, 'IstitutoFinanziario'),
    payee: text(each, 'Beneficiario'),
  }));
}

function fileOf(element: XmlElement): InvoiceFile {
  // Counted, not decoded: the bytes stay in the XML.
  const encoded = at(element, 'Attachment')?.text.replace(/[^A-Za-z0-9+/]/g, '').length ?? 0;
  return {
    name: text(element, 'NomeAttachment') ?? '',
    format: text(element, 'FormatoAttachment'),
    about: text(element, 'DescrizioneAttachment'),
    sizeBytes: Math.floor((encoded * 3) / 4),
  };
}
