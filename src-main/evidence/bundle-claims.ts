// What a bundle says of its messages, held against what their signatures say: the role in a file's name,
// the facts in the inventory, who answers whom, and the answer per recipient. With all hashes made again
// to fit, these are what is left to lie with (EVIDENCE §3, §4).
import type { DescribedClaim } from '#main/verification/describe';
import type { Inventory } from './inventory.ts';
import { member, textOrNull } from './json-member.ts';

/** What a check found and of which file or recipient. */
export type ClaimFault = { readonly code: string; readonly about: string };

/** `claim`: of the signed data; null where the message is not proven now. */
export type JudgedClaim = { readonly claim: DescribedClaim | null };

const RECEIPTS: Readonly<Record<NonNullable<DescribedClaim['receipt']>, string>> = {
  acceptance: 'accettazione',
  nonAcceptance: 'non-accettazione',
  serverAcceptance: 'altro',
  delivery: 'consegna',
  deliveryError: 'mancata-consegna',
  deliveryTimeoutWarning: 'preavviso',
  virusDetected: 'mancata-consegna',
};
/** Roles that need no signature. */
const PLAIN: ReadonlySet<string> = new Set(['inviato', 'ricevuto', 'altro']);
const DELIVERED: ReadonlySet<string> = new Set(['delivered', 'deliveredLate']);

/** The first thing said that the signed messages do not bear out; null when there is none. */
export function claimFault(inventory: Inventory, reports: Uint8Array | null, judged: ReadonlyMap<string, JudgedClaim>): ClaimFault | null {
  const told = readReports(reports);
  if (told === null) return { code: 'bundle.reportForm', about: REPORTS };
  return (
    messageFault(inventory, judged) ??
    reportFault(inventory, told.conclusions) ??
    linkFault(inventory, told.answers, judged) ??
    answerFault(inventory, told.answers, judged)
  );
}

function messageFault(inventory: Inventory, judged: ReadonlyMap<string, JudgedClaim>): ClaimFault | null {
  for (const { n, path, role, indication, daticert, sha256 } of inventory.messages) {
    const named = `data/messages/${String(n).padStart(4, '0')}-${role}-${sha256.slice(0, 16)}.eml`;
    if (path !== named) return { code: 'bundle.nameDiffers', about: path };
    const claim = judged.get(path)?.claim ?? null;
    if (indication !== 'passed' ? !PLAIN.has(role) : claim !== null && !roles(claim).has(role))
      return { code: 'bundle.roleDiffers', about: path };
    if (claim === null || daticert === null) continue;
    const { msgid, identificativo, consegna, time } = daticert;
    const same =
      sameId(msgid, claim.msgid) && sameId(identificativo, claim.identificativo) && consegna === claim.recipient && time === claim.time;
    if (!same) return { code: 'bundle.factsDiffer', about: path };
  }
  return null;
}

function roles({ kind, receipt }: DescribedClaim): ReadonlySet<string> {
  if (kind === 'transportEnvelope') return new Set(['trasporto']);
  if (kind === 'anomalyEnvelope') return new Set(['anomalia']);
  return receipt === null ? PLAIN : new Set([RECEIPTS[receipt]]);
}

/** Every record of verification.json is of the message with its number, and concludes what the inventory repeats. */
function reportFault(inventory: Inventory, conclusions: ReadonlyMap<number, Told>): ClaimFault | null {
  for (const { n, path, sha256, indication } of inventory.messages) {
    const told = conclusions.get(n);
    const same = told !== undefined && told.indication === indication && (told.subject === null || told.subject === sha256);
    if (!same) return { code: 'bundle.reportDiffers', about: path };
  }
  return conclusions.size === inventory.messages.length ? null : { code: 'bundle.reportDiffers', about: REPORTS };
}

function linkFault(inventory: Inventory, answers: readonly Answer[], judged: ReadonlyMap<string, JudgedClaim>): ClaimFault | null {
  const byNumber = new Map(inventory.messages.map((message) => [message.n, message]));
  const dispatchOf = new Map<number, Answer>();
  for (const { from, to } of inventory.links) {
    const message = byNumber.get(from);
    if (message === undefined || byNumber.get(to)?.role !== 'inviato') return { code: 'bundle.linkDiffers', about: 'data/manifest.json' };
    const claim = judged.get(message.path)?.claim ?? null;
    if (claim === null) continue;
    const answer = answers.find((one) => speaksOf(claim, one));
    const before = dispatchOf.get(to);
    if (answer === undefined || (before !== undefined && before !== answer)) return { code: 'bundle.linkDiffers', about: message.path };
    dispatchOf.set(to, answer);
  }
  return null;
}

function answerFault(inventory: Inventory, answers: readonly Answer[], judged: ReadonlyMap<string, JudgedClaim>): ClaimFault | null {
  const here = new Set(inventory.messages.map(({ sha256 }) => sha256));
  // A receipt that the inventory itself calls not passed carries no answer.
  const passed = inventory.messages.flatMap(({ path, indication }) => (indication === 'passed' ? [judged.get(path)?.claim ?? null] : []));
  for (const answer of answers) {
    const deliveries = new Set<string>();
    for (const claim of passed)
      if (claim?.receipt === 'delivery' && claim.recipient !== null && speaksOf(claim, answer))
        deliveries.add(claim.recipient.toLowerCase());
    for (const { address, status, receipts } of answer.recipients) {
      if (DELIVERED.has(status) && !deliveries.has(address.toLowerCase())) return { code: 'bundle.answerDiffers', about: address };
      if (receipts.some((hash) => !here.has(hash))) return { code: 'bundle.answerDiffers', about: address };
    }
  }
  return null;
}

function speaksOf(claim: DescribedClaim, { msgid, identificativi }: Answer): boolean {
  return (
    (claim.msgid !== null && sameId(claim.msgid, msgid)) ||
    (claim.identificativo !== null && identificativi.some((id) => sameId(id, claim.identificativo)))
  );
}

/** Ids are compared after trimming blanks and one pair of angle brackets (PEC-REFERENCE §1.2). */
function sameId(left: string | null, right: string | null): boolean {
  const bare = (id: string | null): string | null => id?.trim().replace(/^<(.*)>$/, '$1') ?? null;
  return bare(left) === bare(right);
}

// ---------------------------------------------------------------- data/report/verification.json

export const REPORTS = 'data/report/verification.json';

type Answer = {
  readonly msgid: string;
  readonly identificativi: readonly string[];
  readonly recipients: readonly { readonly address: string; readonly status: string; readonly receipts: readonly string[] }[];
};
type Told = { readonly indication: string | null; readonly subject: string | null };

/** One record a line, as the export writes them: the whole is never held as one value. */
function readReports(
  bytes: Uint8Array | null,
): { readonly answers: readonly Answer[]; readonly conclusions: ReadonlyMap<number, Told> } | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes ?? new Uint8Array());
    const begins = text.indexOf('\n');
    const ends = text.lastIndexOf('\n', text.length - 2);
    // A quotation mark inside a string is written with a backslash: this is the end of the first member.
    const head = /^(\{"overall":.*),"reports":\[$/.exec(text.slice(0, begins));
    if (head === null || text.slice(ends) !== TAIL) return null;
    const answers = array(member(JSON.parse(`${head[1]}}`), 'overall')).map(readAnswer);
    const conclusions = new Map<number, Told>();
    for (let at = begins + 1; at < ends;) {
      const end = text.indexOf('\n', at);
      const line = text.slice(at, end);
      const record: unknown = JSON.parse(line.endsWith(',') ? line.slice(0, -1) : line);
      const report = member(record, 'report');
      const indication = member(member(report, 'conclusion'), 'indication');
      const subject = member(report, 'subject');
      const n = Number(member(record, 'n'));
      if (conclusions.has(n)) return null;
      conclusions.set(n, { indication: textOrNull(indication), subject: textOrNull(subject) });
      at = end + 1;
    }
    return { answers, conclusions };
  } catch {
    return null;
  }
}

const TAIL = '\n],"schema":"pec-evidence-reports/1"}\n';

function readAnswer(value: unknown): Answer {
  const recipients = array(member(member(value, 'state'), 'recipients')).map((row) => ({
    address: String(member(row, 'address')),
    status: String(member(row, 'status')),
    receipts: array(member(row, 'receipts')).map((receipt) => String(member(receipt, 'hash'))),
  }));
  return { msgid: String(member(value, 'msgid')), identificativi: array(member(value, 'identificativi')).map(String), recipients };
}

function array(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('not a list');
  return value;
}
