// Mail as it came, for any other program: a folder of `.eml`, an mbox, or a zip of `.eml`. What was written is read
// again and hashed before it is shown under its name; what cannot be there is named, never left out in silence.
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { messageHashes, readMessage } from '#main/archive/message';
import { readSources } from '#main/ingest/sources';
import type { Store } from '#main/store/database';
import { dispatchById } from '#main/store/dispatch';
import { accountsWith, summaryOf } from '#main/store/message';
import { receiptRecordsOf } from '#main/store/receipt-link';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { MailForm } from '#shared/model/evidence';
import { instantToText, type AccountId, type BlobHash, type Instant } from '#shared/model/ids';
import { createBagFolder, createPackedBag, type BagFolder } from './bag-folder.ts';
import { byBytes } from './bag-path.ts';
import { placeWhole, targetOf } from './place.ts';
import type { EvidenceSelection } from './selection.ts';
import { writeStoredZip, type ZipMember } from './stored-zip.ts';
import { syncFolder } from './whole-write.ts';

export type MailGap = {
  readonly what: 'danneggiato' | 'senza-a-capo';
  readonly n: number;
  readonly recipient: null;
  /** SHA-256 of the message. */
  readonly state: string;
};

export type MailExport = {
  readonly path: string;
  readonly bundleId: string;
  /** Of the list of digests in a folder; else of the file. */
  readonly rootSha256: string;
  readonly messages: number;
  readonly missing: readonly MailGap[];
  readonly hashes: readonly BlobHash[];
};

export type MailOptions = {
  readonly form: MailForm;
  readonly to: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
};

type Chosen = { readonly n: number; readonly hash: BlobHash; readonly time: Instant | null };
type Job = { readonly store: Store; readonly chosen: readonly Chosen[]; readonly options: MailOptions; readonly missing: MailGap[] };

const ENDING: Readonly<Record<MailForm, string>> = { eml: '', mbox: '.mbox', zip: '.zip' };
/** Messages between two looks at what else waits. */
const BETWEEN = 16;
const LIST = 'sha256sums.txt';
const NEW_LINE = 0x0a;

/**
 * A sent message comes with its receipts; 'all' is everything archived, of boxes taken away too. Rejects with
 * notFound, input.invalid (an empty selection), input.file (the target exists), storage.full, storage.readOnly,
 * storage.io (what was written is not what was to be written), and the signal's reason.
 */
export async function exportMail(store: Store, selection: EvidenceSelection | 'all', options: MailOptions): Promise<MailExport> {
  const chosen = store.read((tx) => choose(tx, selection));
  if (chosen.length === 0) throw new AppError('input.invalid', { retry: 'afterUser', values: { what: 'selection' } });
  const bundleId = `posta-${createHash('sha256')
    .update(chosen.map(({ hash }) => hash).join('\n'))
    .digest('hex')
    .slice(0, 12)}`;
  const target = targetOf(options.to, bundleId, ENDING[options.form]);
  const missing: MailGap[] = [];
  const job: Job = { store, chosen, options, missing };
  const made = await placeWhole(store, target, async (scratch) => {
    const place = path.join(scratch, 'mail');
    const folder = options.form === 'zip' ? createPackedBag(place) : createBagFolder(place, { durable: false });
    if (options.form === 'mbox') return writeMbox(job, folder).finally(folder.close);
    const written = await fill(job, folder).finally(folder.close);
    return options.form === 'zip' ? packed(job, folder, written, path.join(scratch, 'mail.zip')) : settled(job, folder, written);
  });
  return { path: target, bundleId, rootSha256: made.root, messages: made.hashes.length, missing, hashes: made.hashes };
}

type Made = { readonly made: string; readonly result: { readonly root: string; readonly hashes: readonly BlobHash[] } };

type Written = { readonly files: readonly { readonly name: string; readonly hash: BlobHash }[]; readonly listSha256: string };

/** `sha256sum -c` reads the list beside the messages. */
async function fill(job: Job, folder: BagFolder): Promise<Written> {
  const files: { readonly name: string; readonly hash: BlobHash }[] = [];
  for await (const { message, bytes } of sound(job)) {
    const name = fileName(message);
    folder.add(name, bytes);
    files.push({ name, hash: message.hash });
  }
  const list = folder.add(LIST, files.map(({ name, hash }) => `${hash}  ${name}\n`).join(''));
  return { files, listSha256: list.sha256 };
}

async function packed({ options }: Job, folder: BagFolder, { files }: Written, zip: string): Promise<Made> {
  const root = await writeStoredZip(zip, membersOf(folder), () => options.signal.throwIfAborted());
  return { made: zip, result: { root, hashes: files.map(({ hash }) => hash) } };
}

function* membersOf(folder: BagFolder): Generator<ZipMember> {
  for (const { path: name, size, crc32, offset } of folder.files()) yield { name, size, crc32, offset, file: folder.root };
}

async function settled({ options }: Job, folder: BagFolder, { files, listSha256 }: Written): Promise<Made> {
  for (const { name, hash } of files) {
    options.signal.throwIfAborted();
    const file = path.join(folder.root, name);
    settle(file);
    if ((await hashOfFile(file)) !== hash) throw notAsWritten(file);
  }
  settle(path.join(folder.root, LIST));
  syncFolder(folder.root);
  return { made: folder.root, result: { root: listSha256, hashes: files.map(({ hash }) => hash) } };
}

/**
 * mboxrd: a line "From … time" before each message, an empty line after it, and one more ">" before every line that
 * begins with any number of ">" and "From ". Readers take all of it off again, so the bytes come back as they were;
 * only a message that does not end with a line end cannot be told from one that does.
 */
async function writeMbox(job: Job, folder: BagFolder): Promise<Made> {
  const hashes: BlobHash[] = [];
  const writer = folder.open('mail.mbox');
  for await (const { message, bytes } of sound(job)) {
    if (bytes.at(-1) !== NEW_LINE) {
      job.missing.push({ what: 'senza-a-capo', n: message.n, recipient: null, state: message.hash });
      continue;
    }
    writer.write(`From MAILER-DAEMON ${asctime(message.time)}\n`);
    for (const piece of quoted(bytes)) writer.write(piece);
    writer.write('\n');
    hashes.push(message.hash);
  }
  const { sha256 } = writer.end();
  const file = path.join(folder.root, 'mail.mbox');
  settle(file);
  if (hashes.length > 0) await readBack(file, { root: sha256, hashes, signal: job.options.signal });
  return { made: file, result: { root: sha256, hashes } };
}

/** With the reader of an import: what comes back there is what was put in. */
async function readBack(
  file: string,
  wanted: { readonly root: string; readonly hashes: readonly BlobHash[]; readonly signal: AbortSignal },
) {
  let at = 0;
  for await (const item of readSources([file], () => Promise.resolve(null))) {
    wanted.signal.throwIfAborted();
    const found =
      item.state === 'container' ? item.sha256 : item.state === 'message' ? createHash('sha256').update(item.bytes).digest('hex') : null;
    if (found !== (item.state === 'container' ? wanted.root : wanted.hashes[at])) throw notAsWritten(file);
    if (item.state === 'message') at += 1;
  }
  if (at !== wanted.hashes.length) throw notAsWritten(file);
}

/** Every message whose bytes are what they were; the others are named. */
async function* sound({ store, chosen, options, missing }: Job): AsyncGenerator<{ readonly message: Chosen; readonly bytes: Buffer }> {
  for (const [done, message] of chosen.entries()) {
    options.signal.throwIfAborted();
    if (done % BETWEEN === 0) {
      options.onProgress(done, chosen.length);
      await nextTurn();
    }
    try {
      const bytes = store.read((tx) => readMessage(tx, message.hash));
      yield { message, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'storage.damaged')) throw error;
      missing.push({ what: 'danneggiato', n: message.n, recipient: null, state: message.hash });
    }
  }
  options.onProgress(chosen.length, chosen.length);
}

const FROM = Buffer.from('From ');
const QUOTE = 0x3e;

/** The bytes between the places where a ">" is put in. */
function* quoted(bytes: Buffer): Generator<Uint8Array> {
  let start = 0;
  for (let at = bytes.indexOf(FROM); at >= 0; at = bytes.indexOf(FROM, at + FROM.length)) {
    let line = at;
    while (line > 0 && bytes[line - 1] === QUOTE) line -= 1;
    if (line > 0 && bytes[line - 1] !== NEW_LINE) continue;
    yield bytes.subarray(start, line);
    yield Buffer.from('>');
    start = line;
  }
  yield bytes.subarray(start);
}

function choose(tx: ReadTx, selection: EvidenceSelection | 'all'): readonly Chosen[] {
  const wanted = selection === 'all' ? everything(tx) : wantedOf(tx, selection);
  return [...wanted]
    .map(([hash, account]) => ({ hash, time: (account === null ? null : summaryOf(tx, account, hash)?.sortDate) ?? null }))
    .toSorted((left, right) => (left.time ?? 0) - (right.time ?? 0) || byBytes(left.hash, right.hash))
    .map((message, index) => ({ ...message, n: index + 1 }));
}

function wantedOf(tx: ReadTx, selection: EvidenceSelection): Map<BlobHash, AccountId | null> {
  const wanted = new Map<BlobHash, AccountId | null>();
  for (const item of selection) {
    if (item.type === 'message') {
      if (summaryOf(tx, item.account, item.hash) === null) throw new AppError('notFound', { values: { what: item.hash } });
      wanted.set(item.hash, item.account);
      continue;
    }
    const dispatch = dispatchById(tx, item.id);
    if (dispatch === null) throw new AppError('notFound', { values: { what: item.id } });
    if (dispatch.sent !== null) wanted.set(dispatch.sent, dispatch.account);
    for (const { hash } of receiptRecordsOf(tx, item.id)) wanted.set(hash, dispatch.account);
  }
  return wanted;
}

function everything(tx: ReadTx): Map<BlobHash, AccountId | null> {
  const all = new Map<BlobHash, AccountId | null>();
  for (let page = messageHashes(tx, 0, 5_000); page.length > 0; page = messageHashes(tx, page.at(-1)?.number ?? 0, 5_000))
    for (const { hash } of page) all.set(hash, accountsWith(tx, hash)[0] ?? null);
  return all;
}

function fileName({ n, hash, time }: Chosen): string {
  const day = time === null ? '' : `${instantToText(time).slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-`;
  return `${String(n).padStart(6, '0')}-${day}${hash.slice(0, 8)}.eml`;
}

/** As `asctime` of C writes it (RFC 4155 appendix A), in UTC. */
function asctime(time: Instant | null): string {
  const [week = '', day = '', month = '', year = '', clock = ''] = new Date(time ?? 0).toUTCString().replace(',', '').split(' ');
  return `${week} ${month} ${day.replace(/^0/, ' ')} ${clock} ${year}`;
}

function settle(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

function notAsWritten(file: string): AppError {
  return new AppError('storage.io', { retry: 'later', values: { file } });
}
