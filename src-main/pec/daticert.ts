// daticert.xml to CertificationData (RFC 6109 §4.4, PEC-REFERENCE §2). Well-formedness is demanded;
// the grammar is compared and deviations that leave the meaning clear are listed as oddities
// (§2.3). What could be read in two ways is refused.
import { asInstant, type Instant, type MailAddress } from '#shared/model/ids';
import type { CertificationData, Defect } from '#shared/model/pec-message';
import { addressKey, normaliseAddress } from '#main/mime/addresses';
import { ATTRIBUTE, ELEMENT, ERROR, EXTENT, isKnownTipo, KNOWN_ERRORS, RECIPIENT_KIND } from './vocabulary.ts';
import { readXml, type XmlElement } from './xml-elements.ts';

export type CertificationReading =
  | { readonly ok: true; readonly data: CertificationData }
  /** 'xml.…' or 'daticert.…': why the data cannot be used (check V6). */
  | { readonly ok: false; readonly defect: Defect };

type Notes = Map<string, Defect>;

class Unusable extends Error {
  readonly defect: Defect;
  constructor(id: string, detail?: string) {
    super(id);
    this.defect = detail === undefined ? { id } : { id, detail };
  }
}

/** `bytes` is the decoded content of the part. Never throws. */
export function readCertification(bytes: Uint8Array): CertificationReading {
  const document = readXml(bytes);
  if ('refused' in document) {
    return {
      ok: false,
      defect: document.detail === undefined ? { id: document.refused } : { id: document.refused, detail: document.detail },
    };
  }
  try {
    return { ok: true, data: readRoot(document.root) };
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, defect: error.defect };
    throw error;
  }
}

function readRoot(root: XmlElement): CertificationData {
  const notes: Notes = new Map();
  // Only an unprefixed root without a namespace is this vocabulary (XML-08).
  if (root.name !== ELEMENT.root) throw new Unusable('daticert.root', root.name.slice(0, 60));
  if ((root.attributes.get('xmlns') ?? '') !== '') throw new Unusable('daticert.namespace');
  const tipo = root.attributes.get(ATTRIBUTE.type)?.trim() ?? '';
  if (tipo === '') throw new Unusable('daticert.noType');
  const errore = root.attributes.get(ATTRIBUTE.error)?.trim() ?? ERROR.none;
  if (!isKnownTipo(tipo)) note(notes, 'daticert.unknownType', tipo);
  if (!KNOWN_ERRORS.has(errore)) note(notes, 'daticert.unknownError', errore);
  const head = single(root, ELEMENT.head);
  const data = single(root, ELEMENT.data);
  if (head === null || data === null) throw new Unusable('daticert.missingElement', head === null ? ELEMENT.head : ELEMENT.data);
  const date = single(data, ELEMENT.date);
  if (date === null) throw new Unusable('daticert.missingElement', ELEMENT.date);
  checkGrammar(root, head, data, date, notes);
  const certification = {
    tipo,
    errore,
    sender: readAddress(required(head, ELEMENT.sender, notes), notes, ELEMENT.sender),
    recipients: readRecipients(head, notes),
    replyTo: optional(head, ELEMENT.replyTo, notes) ?? '',
    subject: optional(head, ELEMENT.subject, notes),
    issuer: optional(data, ELEMENT.issuer, notes) ?? '',
    time: readTime(date, notes),
    zone: date.attributes.get(ATTRIBUTE.zone)?.trim() ?? '',
    identificativo: withoutBrackets(required(data, ELEMENT.identifier, notes)),
    msgid: emptyToNull(optional(data, ELEMENT.messageId, notes)),
    declaredExtent: declaredExtent(data, notes),
    recipient: readOptionalAddress(data, ELEMENT.delivery, notes),
    takenInCharge: children(data, ELEMENT.taken).map((element) => readAddress(value(element, notes), notes, ELEMENT.taken)),
    extendedError: emptyToNull(optional(data, ELEMENT.extendedError, notes)),
  };
  return { ...certification, oddities: [...notes.values()] };
}

function note(notes: Notes, id: string, detail: string): void {
  const key = `${id} ${detail}`;
  if (notes.size < 50 && !notes.has(key)) notes.set(key, { id, detail: detail.slice(0, 100) });
}

function children(parent: XmlElement, name: string): readonly XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

/** Two elements where one is meant give two readings: refused. */
function single(parent: XmlElement, name: string): XmlElement | null {
  const found = children(parent, name);
  if (found.length > 1) throw new Unusable('daticert.repeatedElement', name);
  return found[0] ?? null;
}

function required(parent: XmlElement, name: string, notes: Notes): string {
  const element = single(parent, name);
  const text = element === null ? '' : value(element, notes);
  if (text === '') throw new Unusable('daticert.missingElement', name);
  return text;
}

function optional(parent: XmlElement, name: string, notes: Notes): string | null {
  const element = single(parent, name);
  return element === null ? null : value(element, notes);
}

/** Text content by XML rules; whatever splits it is named (XML-07). */
function value(element: XmlElement, notes: Notes): string {
  for (const mark of element.marks) note(notes, 'daticert.oddText', `${element.name} ${mark}`);
  if (element.children.length > 0) throw new Unusable('daticert.elementInText', element.name);
  return element.text.trim();
}

function emptyToNull(text: string | null): string | null {
  return text === '' ? null : text;
}

function withoutBrackets(text: string): string {
  return text.startsWith('<') && text.endsWith('>') ? text.slice(1, -1).trim() : text;
}

function readAddress(text: string, notes: Notes, name: string): MailAddress {
  const address = normaliseAddress(text);
  if (address === null) note(notes, 'daticert.badAddress', name);
  return address ?? text;
}

function readOptionalAddress(parent: XmlElement, name: string, notes: Notes): MailAddress | null {
  const text = emptyToNull(optional(parent, name, notes));
  return text === null ? null : readAddress(text, notes, name);
}

function readRecipients(head: XmlElement, notes: Notes): CertificationData['recipients'] {
  const seen = new Map<string, { address: MailAddress; certified: boolean }>();
  for (const element of children(head, ELEMENT.recipient)) {
    const text = value(element, notes);
    if (text === '') {
      note(notes, 'daticert.emptyElement', ELEMENT.recipient);
      continue;
    }
    const kind = element.attributes.get(ATTRIBUTE.type)?.trim() ?? RECIPIENT_KIND.certified;
    if (kind !== RECIPIENT_KIND.certified && kind !== RECIPIENT_KIND.ordinary) note(notes, 'daticert.unknownRecipientKind', kind);
    const address = readAddress(text, notes, ELEMENT.recipient);
    // Only who is said to be ordinary needs no delivery receipt; named twice or in another way, it is waited for.
    const certified = kind.toLowerCase() !== RECIPIENT_KIND.ordinary;
    const known = seen.get(addressKey(address));
    seen.set(addressKey(address), { address: known?.address ?? address, certified: certified || known?.certified === true });
  }
  return [...seen.values()];
}

function declaredExtent(data: XmlElement, notes: Notes): string | null {
  const element = single(data, ELEMENT.receipt);
  const extent = element?.attributes.get(ATTRIBUTE.type)?.trim() ?? null;
  if (extent !== null && !Object.values(EXTENT).some((known) => known === extent)) note(notes, 'daticert.unknownExtent', extent);
  return extent;
}

/** giorno dd/mm/yyyy, ora hh:mm:ss local, zona ±hhmm: one instant (PEC-REFERENCE §2.3). */
function readTime(date: XmlElement, notes: Notes): Instant {
  const day = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(required(date, ELEMENT.day, notes));
  const time = /^(\d{1,2}):(\d{2}):(\d{2})$/.exec(required(date, ELEMENT.time, notes));
  const zone = /^([+-])(\d{2}):?(\d{2})$/.exec(date.attributes.get(ATTRIBUTE.zone)?.trim() ?? '');
  if (day === null || time === null || zone === null) throw new Unusable('daticert.time');
  const [, dd, mm, yyyy] = day.map(Number);
  const [, hours, minutes, seconds] = time.map(Number);
  if (dd === undefined || mm === undefined || yyyy === undefined || hours === undefined || minutes === undefined || seconds === undefined) {
    throw new Unusable('daticert.time');
  }
  const local = Date.UTC(yyyy, mm - 1, dd, hours, minutes, Math.min(seconds, 59));
  const check = new Date(local);
  const offset = (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === '-' ? -1 : 1);
  const sane = check.getUTCDate() === dd && check.getUTCMonth() === mm - 1 && hours < 24 && minutes < 60 && seconds <= 60;
  if (!sane || yyyy < 1990 || Math.abs(offset) > 15 * 60) throw new Unusable('daticert.time');
  return asInstant(local - offset * 60_000);
}

const HEAD_ORDER = new RegExp(`^${ELEMENT.sender} (?:${ELEMENT.recipient} )+${ELEMENT.replyTo} (?:${ELEMENT.subject} )?$`);
const DATA_ORDER = new RegExp(
  `^${ELEMENT.issuer} ${ELEMENT.date} ${ELEMENT.identifier} (?:${ELEMENT.messageId} )?(?:${ELEMENT.receipt} )?(?:${ELEMENT.delivery} )?(?:${ELEMENT.taken} )*(?:${ELEMENT.extendedError} )?$`,
);

function checkGrammar(root: XmlElement, head: XmlElement, data: XmlElement, date: XmlElement, notes: Notes): void {
  const order = (element: XmlElement): string => element.children.map((child) => `${child.name} `).join('');
  const checks: readonly [element: XmlElement, valid: boolean][] = [
    [root, order(root) === `${ELEMENT.head} ${ELEMENT.data} `],
    [head, HEAD_ORDER.test(order(head))],
    [data, DATA_ORDER.test(order(data))],
    [date, order(date) === `${ELEMENT.day} ${ELEMENT.time} `],
  ];
  for (const [element, valid] of checks) {
    if (!valid) note(notes, 'daticert.grammar', element.name);
    if (element.text.trim() !== '') note(notes, 'daticert.strayText', element.name);
    for (const mark of element.marks) note(notes, 'daticert.oddText', `${element.name} ${mark}`);
  }
}
