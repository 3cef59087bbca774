// data/audit/ of a foreign bundle (EVIDENCE §13, §16): that every entry stands under the root of the signed
// checkpoint, that every message has its entry and no entry speaks of anything else, and that what is given as
// an anchor says of this log what it must. The log is kept by whoever made the bundle: only anchors are not his.
import { createHash, verify, X509Certificate } from 'node:crypto';
import { readAnchorSubject } from '#main/audit/anchor';
import { canonicalJson } from '#main/audit/canonical-json';
import { readCheckpoint, type Checkpoint } from '#main/audit/checkpoint';
import { leadsFrom, leafHash, provesConsistency, rootFromPath, type PathStep } from '#main/audit/merkle';
import { certificatesIn } from '#main/trust/pem';
import type { Instant } from '#shared/model/ids';
import type { Inventory } from './inventory.ts';
import { member, textOrNull } from './json-member.ts';
import { CUSTODY, KEY_EVENTS } from './log-events.ts';
import { judgeStamp, stampTime } from './timestamp.ts';

export const LOG_FOLDER = 'data/audit/';
export const ANCHOR_FILE = /^data\/audit\/anchors\/[^/]+\.eml$/;

/** A receipt as judged: proven, and of a kind that carries the subject; what it says of itself in the signed data. */
export type JudgedAnchor = {
  readonly indication: 'passed' | 'indeterminate' | 'failed' | 'notApplicable';
  readonly carries: boolean;
  readonly subject: string | null;
  /** RFC 3339; of the provider. */
  readonly time: string | null;
};

export type ForeignLog = {
  /** Everything under data/audit/ but the receipts, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly anchors: ReadonlyMap<string, JudgedAnchor | null>;
  /** Of the bundle's messages; `owed` false where the inventory says that it has no entry. */
  readonly messages: readonly { readonly path: string; readonly sha256: string; readonly owed: boolean }[];
  /** What the inventory says of it; null where it says nothing. */
  readonly inventory: Inventory['audit'];
  /** Certificate that signed the bundle's root; null where none did. */
  readonly signer: Uint8Array | null;
};

export type LogFacts = {
  readonly entries: number;
  readonly size: number;
  readonly root: string;
  /** By the clock of the installation. */
  readonly checkpointAt: string;
  /** The earliest word of somebody else that its first `size` entries were so; null where there is none. */
  readonly anchored: { readonly by: 'pec' | 'timestamp'; readonly at: string; readonly size: number } | null;
};

export type LogState =
  | { readonly state: 'none' }
  | { readonly state: 'holds'; readonly facts: LogFacts }
  | { readonly state: 'failed' | 'indeterminate'; readonly code: string; readonly about: string };

type Fault = Extract<LogState, { readonly state: 'failed' | 'indeterminate' }>;

const NEEDED = ['entries.jsonl', 'checkpoint.txt', 'checkpoint.sig', 'installation.crt'].map((name) => `${LOG_FOLDER}${name}`);
const PROOF = /^data\/audit\/proofs\/(\d{1,15})\.path$/;
const STAMP = /^data\/audit\/timestamps\/(\d{4})(\.txt|\.tsr|-root\.pem|-chain\.pem)$/;
const CONSISTENCY = `${LOG_FOLDER}consistency.txt`;

export function judgeLog(log: ForeignLog): LogState {
  const { files, anchors } = log;
  if (files.size === 0 && anchors.size === 0) return { state: 'none' };
  const lacking = NEEDED.find((name) => !files.has(name));
  if (lacking !== undefined) return failed('bundle.logForm', lacking);
  const odd = [...files.keys()].find((name) => !NEEDED.includes(name) && name !== CONSISTENCY && !PROOF.test(name) && !STAMP.test(name));
  if (odd !== undefined) return failed('bundle.logForm', odd);
  const checkpoint = readCheckpoint(textAt(files, 'checkpoint.txt'));
  if (checkpoint === null) return failed('bundle.logForm', `${LOG_FOLDER}checkpoint.txt`);
  const entries = readEntries(files);
  if (entries === null) return failed('bundle.logForm', `${LOG_FOLDER}entries.jsonl`);
  const fault = entryFault(log, checkpoint, entries) ?? signatureFault(log, entries);
  if (fault !== null) return fault;
  const held = heldFast(log, checkpoint);
  if ('state' in held) return held;
  const { size, root, time: checkpointAt } = checkpoint;
  return { state: 'holds', facts: { entries: entries.length, size, root, checkpointAt, anchored: held.anchored } };
}

function failed(code: string, about: string): Fault {
  return { state: 'failed', code, about };
}

/** The checkpoint is of the key in it, which the log itself announced, and which signed the bundle where one did. */
function signatureFault({ files, signer }: ForeignLog, entries: readonly Entry[]): Fault | null {
  const wrong = failed('bundle.logSignature', `${LOG_FOLDER}checkpoint.sig`);
  try {
    const certificate = new X509Certificate(files.get(`${LOG_FOLDER}installation.crt`) ?? new Uint8Array());
    const fingerprint = createHash('sha256').update(certificate.raw).digest('hex');
    const announced = entries.some(({ event, certificate: told }) => KEY_EVENTS.has(event) && told === fingerprint);
    if (!announced || (signer !== null && !new X509Certificate(signer).raw.equals(certificate.raw))) return wrong;
    const text = files.get(`${LOG_FOLDER}checkpoint.txt`) ?? new Uint8Array();
    return verify('sha256', text, certificate.publicKey, files.get(`${LOG_FOLDER}checkpoint.sig`) ?? new Uint8Array()) ? null : wrong;
  } catch {
    return wrong;
  }
}

function entryFault({ files, messages }: ForeignLog, { logId, size, root }: Checkpoint, entries: readonly Entry[]): Fault | null {
  const form = failed('bundle.logForm', `${LOG_FOLDER}entries.jsonl`);
  const known = new Set(messages.map(({ sha256 }) => sha256));
  const stored = new Set<string>();
  const proofs = new Set<string>();
  for (const entry of entries) {
    if (entry.seq >= size) return form;
    const proof = `${LOG_FOLDER}proofs/${entry.seq}.path`;
    if (proofs.has(proof)) return form;
    proofs.add(proof);
    const path = readPath(files.get(proof));
    if (
      path === null ||
      !leadsFrom(entry.seq, size, path) ||
      rootFromPath(leafHash(Buffer.from(entry.line, 'utf8')), path).toString('hex') !== root
    )
      return failed('bundle.logEntry', proof);
    if (entry.event === 'log.created' ? entry.logId !== logId : entry.blob === null && !KEY_EVENTS.has(entry.event))
      return failed('bundle.logForeign', proof);
    if (entry.blob !== null && (!known.has(entry.blob) || !CUSTODY.has(entry.event))) return failed('bundle.logForeign', proof);
    if (entry.event === 'message.stored' && entry.blob !== null) stored.add(entry.blob);
  }
  if (!proofs.has(`${LOG_FOLDER}proofs/0.path`)) return form;
  const unused = [...files.keys()].find((name) => PROOF.test(name) && !proofs.has(name));
  if (unused !== undefined) return failed('bundle.logForm', unused);
  const silent = messages.find(({ sha256, owed }) => owed && !stored.has(sha256));
  return silent === undefined ? null : failed('bundle.logLacks', silent.path);
}

type Held = { readonly anchored: LogFacts['anchored'] };

/** What others say of the log: of this checkpoint, or of an earlier one that is its beginning. */
function heldFast({ files, anchors, inventory }: ForeignLog, checkpoint: Checkpoint): Fault | Held {
  const told = files.has(CONSISTENCY) ? earlier(files, checkpoint) : checkpoint;
  if (told === null) return failed('bundle.logConsistency', CONSISTENCY);
  let first: LogFacts['anchored'] = null;
  const hold = (by: 'pec' | 'timestamp', at: string): void => {
    if (first === null || at < first.at) first = { by, at, size: told.size };
  };
  let open: Fault | null = null;
  for (const [path, anchor] of anchors) {
    if (anchor === null || anchor.indication === 'indeterminate') {
      open ??= { state: 'indeterminate', code: 'bundle.logAnchorOpen', about: path };
      continue;
    }
    const said = readAnchorSubject(anchor.subject ?? '');
    const fits = said !== null && said.log === checkpoint.logId.slice(0, 8) && said.size === told.size && said.root === told.root;
    if (anchor.indication !== 'passed' || !anchor.carries || anchor.time === null || !fits) return failed('bundle.logAnchor', path);
    hold('pec', anchor.time);
  }
  const stems = new Set([...files.keys()].flatMap((name) => STAMP.exec(name)?.[1] ?? []));
  for (const stem of stems) {
    const at = stampedAt(files, `timestamps/${stem}`, { ...told, logId: checkpoint.logId });
    if (at === null) return failed('bundle.logStamp', `${LOG_FOLDER}timestamps/${stem}.tsr`);
    hold('timestamp', new Date(at).toISOString().replace('.000', ''));
  }
  if (open !== null) return open;
  const held = anchors.size + stems.size > 0 ? told.size : null;
  const same =
    inventory !== null &&
    inventory.size === checkpoint.size &&
    inventory.root === checkpoint.root &&
    inventory.anchoredSize === held &&
    sameList(inventory.anchors, [...anchors.keys()]) &&
    sameList(
      inventory.timestamps,
      [...stems].map((stem) => `${LOG_FOLDER}timestamps/${stem}`),
    );
  return same ? { anchored: first } : failed('bundle.logInventory', 'data/manifest.json');
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name)) && new Set(left).size === left.length;
}

/** Null where the older log is not shown to be the beginning of the checkpoint's. */
function earlier(files: ForeignLog['files'], { size, root }: Checkpoint): Pick<Checkpoint, 'size' | 'root'> | null {
  const lines = textAt(files, 'consistency.txt').split('\n');
  if (lines.pop() !== '') return null;
  const [olderSize = '', olderRoot = '', ...proof] = lines;
  if (!/^[1-9]\d{0,14}$/.test(olderSize) || ![olderRoot, ...proof].every((line) => HASH.test(line))) return null;
  const bytes = (text: string): Buffer => Buffer.from(text, 'hex');
  const older = { size: Number(olderSize), root: olderRoot };
  const holds =
    older.size < size && provesConsistency({ size: older.size, root: bytes(olderRoot) }, { size, root: bytes(root) }, proof.map(bytes));
  return holds ? older : null;
}

/** Its certificates are judged at the time it states, as they were then. */
function stampedAt(files: ForeignLog['files'], name: string, told: Pick<Checkpoint, 'logId' | 'size' | 'root'>): Instant | null {
  const text = textAt(files, `${name}.txt`);
  const read = readCheckpoint(text);
  const response = files.get(`${LOG_FOLDER}${name}.tsr`) ?? new Uint8Array();
  const [root] = certificatesIn(files.get(`${LOG_FOLDER}${name}-root.pem`) ?? new Uint8Array());
  const chain = certificatesIn(files.get(`${LOG_FOLDER}${name}-chain.pem`) ?? new Uint8Array());
  if (read === null || root === undefined || read.logId !== told.logId || read.size !== told.size || read.root !== told.root) return null;
  const at = stampTime(response);
  if (at === null) return null;
  return judgeStamp(response, Buffer.from(text, 'latin1'), root, chain, at).state === 'holds' ? at : null;
}

const MOST_ENTRY = 16_384;
const MOST_PATH = 64 * 67;
const HASH = /^[0-9a-f]{64}$/;

type Entry = {
  readonly line: string;
  readonly seq: number;
  readonly event: string;
  readonly blob: string | null;
  readonly logId: string | null;
  readonly certificate: string | null;
};

/** EVIDENCE §12: of the members of an entry, in the order of their one spelling. */
const SHAPE =
  /^\{"actor":\{"profile":"p\d+","session":"s[0-9a-z]+"\},"at":"\d{4}-\d\d-\d\dT[\d:.]+Z","data":\{[ -~]*\},"event":"[a-zA-Z.]+","prev":"[0-9a-f]{64}","seq":(?:0|[1-9]\d{0,14}),"v":1\}$/;

/** Null where one of them is none. */
function readEntries(files: ForeignLog['files']): readonly Entry[] | null {
  const lines = linesOf(files);
  if (lines === null) return null;
  const entries: Entry[] = [];
  for (const line of lines) {
    const entry = readEntry(line);
    if (entry === null) return null;
    entries.push(entry);
  }
  return entries;
}

/** Null when it is not the one spelling of an entry. */
function readEntry(line: string): Entry | null {
  if (line.length > MOST_ENTRY || !SHAPE.test(line)) return null;
  try {
    const value: unknown = JSON.parse(line);
    if (canonicalJson(value) !== line) return null;
    const seq = member(value, 'seq');
    const event = member(value, 'event');
    const data = member(value, 'data');
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0 || typeof event !== 'string') return null;
    return {
      line,
      seq,
      event,
      blob: textOrNull(member(data, 'blob')),
      logId: textOrNull(member(data, 'logId')),
      certificate: textOrNull(member(data, 'certificate')),
    };
  } catch {
    return null;
  }
}

function readPath(bytes: Uint8Array | undefined): readonly PathStep[] | null {
  const text = bytes === undefined ? null : Buffer.from(bytes).toString('latin1');
  if (text === null || text.length > MOST_PATH || !/^(?:[LR] [0-9a-f]{64}\n){0,64}$/.test(text)) return null;
  return [...text.matchAll(/([LR]) ([0-9a-f]{64})/g)].map(([, side, hash]) => ({
    side: side === 'L' ? 'L' : 'R',
    hash: Buffer.from(hash ?? '', 'hex'),
  }));
}

/** Null where it is not lines of UTF-8, each with its end: what is read must be what was hashed. */
function linesOf(files: ForeignLog['files']): readonly string[] | null {
  try {
    const bytes = files.get(`${LOG_FOLDER}entries.jsonl`) ?? new Uint8Array();
    const lines = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).split('\n');
    return lines.pop() === '' ? lines : null;
  } catch {
    return null;
  }
}

function textAt(files: ForeignLog['files'], name: string): string {
  return Buffer.from(files.get(`${LOG_FOLDER}${name}`) ?? new Uint8Array()).toString('latin1');
}
