// data/audit/ of a bundle (EVIDENCE §13): what the log says of the messages in it, each entry with its
// path to the root of a signed checkpoint, and what outside of this machine holds that checkpoint fast.
//
// Taken so that the same messages as of the same time give the same bytes, however often they are exported and
// whatever was logged since: the checkpoint is the first that an anchor made by then holds fast and that comes
// after the messages were stored and judged; where there is none, the first one that comes after, with the last
// anchor before it. Of the entries those that tell how the messages were kept; who read or printed them is
// nobody's business outside.
import { ownLogId } from '#main/audit/standing';
import type { InstallationKey } from '#main/audit/installation-key';
import { certificateText } from '#main/audit/installation-key';
import {
  blobOf,
  consistencyText,
  eventOf,
  hadRoot,
  ownCheckpoints,
  pathText,
  readLog,
  requireRoot,
  timeOf,
  type ReadLog,
} from '#main/audit/log-proof';
import { readMessage } from '#main/archive/message';
import type { ParserPool } from '#main/ingest/parser-pool';
import { anchorReceipts } from '#main/store/anchor';
import type { StoredCheckpoint } from '#main/store/audit-entry';
import type { Store } from '#main/store/database';
import { AppError } from '#shared/model/app-error';
import type { BlobHash } from '#shared/model/ids';
import type { BagFolder } from './bag-folder.ts';
import type { LogPlan } from './check-commands.ts';
import type { Gap } from './gaps.ts';
import { CUSTODY, KEY_EVENTS } from './log-events.ts';
import { logAnchors, stampFiles, type AnchorReceipt, type LogAnchor } from './log-anchors.ts';
import type { AsOf, Collection } from './selection.ts';
import type { TrustLedger } from './trust-folder.ts';

export type LogRequest = AsOf & { readonly key: InstallationKey; readonly turn: () => Promise<void> };

export type WrittenLog = {
  readonly plan: LogPlan | null;
  /** For data/manifest.json. */
  readonly inventory: Readonly<Record<string, unknown>> | null;
  readonly gaps: readonly Gap[];
};

/** `plan` null: there is no checkpoint of this installation that holds the messages. */
export async function writeLog(
  { store, pool }: { readonly store: Store; readonly pool: ParserPool },
  bag: BagFolder,
  { messages }: Collection,
  ledger: TrustLedger,
  request: LogRequest,
): Promise<WrittenLog> {
  const numbers = new Map<string, number>(messages.map(({ n, hash }) => [hash, n]));
  const receipts = new Set<string>(store.read((tx) => anchorReceipts(tx)));
  const wanted = (text: string): boolean => {
    const blob = blobOf(text);
    if (blob === null) return OWN.has(eventOf(text) ?? '');
    return (numbers.has(blob) && CUSTODY.has(eventOf(text) ?? '')) || (receipts.has(blob) && eventOf(text) === 'message.stored');
  };
  const log = await readLog(store, wanted, request.turn);
  const logId = store.read((tx) => ownLogId(tx));
  if (log === null || logId === null) return NO_LOG;
  const { needed, logged, arrived } = readEntries(log, numbers, receipts, request);
  const announced = log.entries.findLast(({ text }) => text.includes(`"certificate":"${request.key.fingerprint}"`))?.seq ?? null;
  if (announced === null) return NO_LOG;
  const checkpoints = ownCheckpoints(store, request.key, Math.max(needed, announced));
  const anchors = logAnchors(store, logId, request, (hash) => arrived.has(hash)).filter((anchor) => hadRoot(log, anchor));
  const chosen = choose(checkpoints, anchors);
  if (chosen === null) return NO_LOG;
  const { checkpoint, anchor } = chosen;
  requireRoot(log, checkpoint);
  const entries = log.entries.filter(({ seq, text }) => {
    if (seq >= checkpoint.size) return false;
    const blob = blobOf(text);
    return blob === null ? seq === 0 || seq === announced : numbers.has(blob);
  });
  const list = bag.open('data/audit/entries.jsonl');
  for (const { text } of entries) list.write(`${text}\n`);
  list.end();
  for (const [index, { seq }] of entries.entries()) {
    if (index % ENTRIES_A_TURN === 0) await request.turn();
    bag.add(`data/audit/proofs/${seq}.path`, pathText(log.tree, checkpoint.size, seq));
  }
  await request.turn();
  bag.add('data/audit/checkpoint.txt', checkpoint.text);
  bag.add('data/audit/checkpoint.sig', checkpoint.signature);
  bag.add('data/audit/installation.crt', certificateText(request.key));
  const older = anchor !== null && anchor.size < checkpoint.size;
  if (older) bag.add('data/audit/consistency.txt', consistencyText(log.tree, anchor.size, checkpoint.size));
  const unlogged = messages.filter(({ hash }) => !logged.has(hash));
  const plan: LogPlan = {
    complete: unlogged.length === 0,
    older,
    anchors: anchor === null ? [] : await writeReceipts({ store, pool }, bag, anchor.receipts, ledger),
    stamps: anchor === null ? [] : writeStamps(bag, anchor),
  };
  const { size } = checkpoint;
  return {
    plan,
    inventory: {
      size,
      root: log.tree.root(0, size).toString('hex'),
      anchoredSize: plan.anchors.length + plan.stamps.length > 0 ? (anchor?.size ?? null) : null,
      anchors: plan.anchors.map(({ path, epoch }) => ({ path, verifyAt: { epoch } })),
      timestamps: plan.stamps,
    },
    gaps: [
      ...unlogged.map(({ n }): Gap => ({ what: 'registro', n, recipient: null, state: 'notLogged' })),
      ...(plan.anchors.length < (anchor?.receipts.length ?? 0) ? [LOST_ANCHOR] : []),
    ],
  };
}

const ENTRIES_A_TURN = 250;
const NO_LOG: WrittenLog = {
  plan: null,
  inventory: null,
  gaps: [{ what: 'registro', n: null, recipient: null, state: 'noCheckpoint' }],
};
const LOST_ANCHOR: Gap = { what: 'registro', n: null, recipient: null, state: 'anchorLost' };
/** The entries that tell whose log it is. */
const OWN: ReadonlySet<string> = new Set(['log.created', ...KEY_EVENTS]);

/** `needed`: number of the entry a checkpoint has to come after. */
function readEntries(
  log: ReadLog,
  numbers: ReadonlyMap<string, number>,
  receipts: ReadonlySet<string>,
  { asOf }: AsOf,
): { readonly needed: number; readonly logged: ReadonlySet<string>; readonly arrived: ReadonlySet<string> } {
  const stored = new Map<string, number>();
  const judged = new Map<string, number>();
  const arrived = new Set<string>();
  for (const { seq, text } of log.entries) {
    const blob = blobOf(text);
    if (blob === null) continue;
    const event = eventOf(text);
    const byThen = Date.parse(timeOf(text) ?? '') <= asOf;
    if (event === 'message.stored' && receipts.has(blob) && byThen) arrived.add(blob);
    if (!numbers.has(blob)) continue;
    if (event === 'message.stored' && !stored.has(blob)) stored.set(blob, seq);
    // As with reports: the last made by then, or else the first ever made.
    if (event === 'message.judged' && (byThen || !judged.has(blob))) judged.set(blob, seq);
  }
  const needed = [...stored.values(), ...judged.values()].reduce((most, seq) => Math.max(most, seq), -1);
  return { needed, logged: new Set(stored.keys()), arrived };
}

function choose(
  checkpoints: readonly StoredCheckpoint[],
  anchors: readonly LogAnchor[],
): { readonly checkpoint: StoredCheckpoint; readonly anchor: LogAnchor | null } | null {
  for (const anchor of anchors) {
    const checkpoint = checkpoints.find(({ size }) => size === anchor.size);
    if (checkpoint !== undefined) return { checkpoint, anchor };
  }
  const [checkpoint] = checkpoints;
  if (checkpoint === undefined) return null;
  return { checkpoint, anchor: anchors.findLast(({ size }) => size < checkpoint.size) ?? null };
}

async function writeReceipts(
  { store, pool }: { readonly store: Store; readonly pool: ParserPool },
  bag: BagFolder,
  receipts: readonly AnchorReceipt[],
  ledger: TrustLedger,
): Promise<LogPlan['anchors']> {
  const written: LogPlan['anchors'][number][] = [];
  for (const { hash, role, report } of receipts) {
    const bytes = whole(store, hash);
    if (bytes === null) continue;
    const answer = await pool.pieces({ bytes });
    const pieces = answer.state === 'done' ? answer.value : null;
    // Whoever cannot be given the certificates cannot check it.
    if (pieces === null || !ledger.note(null, report, pieces.signature?.certificates ?? [])) continue;
    const name = String(written.length + 1).padStart(4, '0');
    const path = `data/audit/anchors/${name}-${role}-${hash.slice(0, 16)}.eml`;
    bag.add(path, bytes);
    const epoch = Math.floor(report.signatureTime / 1000);
    written.push({ path, name, epoch, daticertBase64: pieces.daticertEncoding === 'base64' });
  }
  return written;
}

/** An anchor that is lost here is no reason to give nothing of the rest: the bundle says so. Null where it is. */
function whole(store: Store, hash: BlobHash): Uint8Array | null {
  try {
    return store.read((tx) => readMessage(tx, hash));
  } catch (error) {
    if (error instanceof AppError && (error.code === 'storage.damaged' || error.code === 'notFound')) return null;
    throw error;
  }
}

function writeStamps(bag: BagFolder, { stamps }: LogAnchor): readonly string[] {
  return stamps.map((stamp, index) => {
    const stem = `data/audit/timestamps/${String(index + 1).padStart(4, '0')}`;
    for (const [end, content] of stampFiles(stamp)) bag.add(`${stem}${end}`, content);
    return stem;
  });
}
