// Profile *prova* (EVIDENCE part A): a BagIt bag, as a folder or in one stored ZIP, that is a function
// of the archive, the selection and `asOf`. The raw messages are the evidence; the rest explains them.
import path from 'node:path';
import { canonicalJson } from '#main/audit/canonical-json';
import { readMessage } from '#main/archive/message';
import type { InstallationKey } from '#main/audit/installation-key';
import type { ParserPool } from '#main/ingest/parser-pool';
import type { TrustMaterial } from '#main/ports';
import type { SignedPieces } from '#main/verification/signed-pieces';
import type { Store } from '#main/store/database';
import { reportAsOf } from '#main/store/report';
import { AppError } from '#shared/model/app-error';
import { instantToText, type BlobHash, type DispatchId, type Instant } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';
import type { PolicyId, VerificationReport } from '#shared/model/verification-report';
import { writeAsicS } from './asic.ts';
import { createBagFolder, createPackedBag, type BagFolder } from './bag-folder.ts';
import { byBytes } from './bag-path.ts';
import { checkScript, type CheckPlan } from './check-commands.ts';
import { gapsOf, revocationGaps, weakGaps, type Gap } from './gaps.ts';
import { instructions } from './instructions.ts';
import { writeLog } from './log-folder.ts';
import { messagePath, writeMessage, type WrittenMessage } from './message-entry.ts';
import { placeWhole, targetOf } from './place.ts';
import { createSpill, type Spill } from './spill.ts';
import { pdfOf } from './pdf.ts';
import { reportBlocks, type Report } from './report-blocks.ts';
import { reportPage } from './report-page.ts';
import { bundleIdOf, collectInTurns, type Collection, type EvidenceSelection } from './selection.ts';
import type { ShippedFiles } from './shipped-files.ts';
import { writeStoredZip, type ZipMember } from './stored-zip.ts';
import { writeTagFiles } from './tag-files.ts';
import type { Stamp } from './timestamp.ts';
import { timelineCsv, timelineJson } from './timeline.ts';
import { createTrustLedger, pem, type Provenance, type TrustLedger, type TrustPaths } from './trust-folder.ts';

export type EvidencePorts = {
  readonly store: Store;
  readonly pool: ParserPool;
  readonly material: () => TrustMaterial;
  readonly provenance: Provenance;
  readonly program: { readonly name: string; readonly version: string };
  readonly shipped: ShippedFiles;
};

/** The installation's signature over given bytes, with its certificate in DER (EVIDENCE §7). */
export type Attest = { readonly certificate: Uint8Array; sign(bytes: Uint8Array): Uint8Array };

export type ExportOptions = {
  readonly to: string;
  readonly asOf: Instant;
  readonly policy: PolicyId;
  /** 'folder': the bag as it is, not in a ZIP. 'asics': the ZIP with a time-stamp over it in one container (EN 319 162-1). */
  readonly form: 'zip' | 'folder' | 'asics';
  /** Of the installation, for the proof of what its log says of the messages; null where there is no log. */
  readonly log: InstallationKey | null;
  /** Signs the root; null leaves attest/ empty, and the bundle a function of its input alone. */
  readonly attest: Attest | null;
  /** Asks a time-stamp authority for bytes of this SHA-256; null: none. */
  readonly stamp: ((digest: Uint8Array) => Promise<Stamp>) | null;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
};

export type ExportResult = {
  readonly path: string;
  readonly bundleId: string;
  readonly rootSha256: string;
  readonly messages: number;
  readonly missing: readonly Gap[];
  readonly hashes: readonly BlobHash[];
};

/**
 * Nothing is visible under the target's name before it is complete. Rejects with notFound,
 * input.invalid, input.file (the target exists), storage.damaged (bytes that do not fit their hash),
 * storage.full, storage.readOnly, and the signal's reason.
 */
export async function exportProva(ports: EvidencePorts, selection: EvidenceSelection, options: ExportOptions): Promise<ExportResult> {
  const collection = await collectInTurns(ports.store, selection, options, () => turn(options));
  const bundleId = bundleIdOf('pec-prova', collection, options);
  if (options.form === 'asics' && options.stamp === null)
    throw new AppError('input.invalid', { retry: 'afterUser', values: { what: 'timestamp' } });
  const target = targetOf(options.to, bundleId, options.form === 'folder' ? '' : `.${options.form}`);
  const { rootSha256, missing } = await placeWhole(ports.store, target, async (scratch) => {
    const root = path.join(scratch, bundleId);
    const bag = options.form === 'folder' ? createBagFolder(root, { durable: true }) : createPackedBag(root);
    const result = await fillBag(ports, { bag, scratch }, collection, bundleId, options).finally(bag.close);
    if (options.form === 'folder') return { made: bag.root, result };
    const packed = path.join(scratch, 'bundle.zip');
    const sha256 = await writeStoredZip(packed, membersOf(bag, bundleId), () => options.signal.throwIfAborted());
    if (options.form === 'zip' || options.stamp === null) return { made: packed, result };
    const { token } = await options.stamp(Buffer.from(sha256, 'hex'));
    return { made: await writeAsicS(scratch, { file: packed, name: `${bundleId}.zip` }, token), result };
  });
  const hashes = collection.messages.map(({ hash }) => hash);
  return { path: target, bundleId, rootSha256, messages: hashes.length, missing, hashes };
}

async function fillBag(
  ports: EvidencePorts,
  place: Place,
  collection: Collection,
  bundleId: string,
  options: ExportOptions,
): Promise<Pick<ExportResult, 'rootSha256' | 'missing'>> {
  const { program } = ports;
  const { bag } = place;
  const ledger = createTrustLedger(ports.material());
  const { written, gaps, entries } = await writeMessages(ports, place, collection, ledger, options);
  addPieces(bag, 'data/timeline.json', timelineJson(collection.messages));
  addPieces(bag, 'data/timeline.csv', timelineCsv(collection.messages));
  const { policy, log: key } = options;
  const request = key === null ? null : { policy, asOf: options.asOf, key, turn: () => turn(options) };
  const log = request === null ? { plan: null, inventory: null, gaps: [] } : await writeLog(ports, bag, collection, ledger, request);
  const plan = planOf(written, ledger.write(bag, ports.provenance), log.plan);
  await turn(options);
  const missing = [...gapsOf(collection), ...gaps, ...log.gaps].toSorted((left, right) => (left.n ?? 0) - (right.n ?? 0));
  const asOf = instantToText(options.asOf);
  await writePages(ports, place, collection, missing, bundleId, options);
  await turn(options);
  writeInventory(bag, entries, {
    schema: 'pec-evidence/1',
    bundleId,
    asOf,
    policy: options.policy,
    program,
    selection: selectionOf(collection),
    audit: log.inventory,
    links: linksOf(collection),
    missing,
  });
  const facts = {
    bundleId,
    asOf,
    policy: options.policy,
    program: `${program.name} ${program.version}`,
    *messages() {
      for (const [index, { role, conclusion }] of collection.messages.entries())
        yield { path: written[index]?.path ?? '', role, passed: conclusion?.indication === 'passed' };
    },
    gaps: missing,
    plan,
  };
  await turn(options);
  addPieces(bag, 'LEGGIMI.txt', instructions('it', facts));
  addPieces(bag, 'README.txt', instructions('en', facts));
  addPieces(bag, 'verifica.sh', checkScript(plan));
  await turn(options);
  bag.add('verifica.html', ports.shipped.verifierPage());
  const { root, sha256: rootSha256 } = writeTagFiles(bag, { date: asOf.slice(0, 10), bundleId, agent: facts.program });
  if (options.attest !== null) {
    bag.add('attest/installation.crt', pem('CERTIFICATE', options.attest.certificate));
    bag.add('attest/root.sig', options.attest.sign(root));
  }
  if (options.stamp !== null) addStamp(bag, await options.stamp(Buffer.from(rootSha256, 'hex')));
  return { rootSha256, missing };
}

/** Others get theirs, also whoever wants it stopped; rejects when somebody did. */
async function turn({ signal }: ExportOptions): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

function addPieces(bag: BagFolder, name: string, pieces: Iterable<string>): void {
  const file = bag.open(name);
  for (const piece of pieces) file.write(piece);
  file.end();
}

function addStamp(bag: BagFolder, { request, response, root, chain }: Stamp): void {
  bag.add('attest/root.tsq', request);
  bag.add('attest/root.tsr', response);
  bag.add('attest/tsa-root.pem', pem('CERTIFICATE', root));
  bag.add('attest/tsa-chain.pem', (chain.length === 0 ? [root] : chain).map((der) => pem('CERTIFICATE', der)).join(''));
}

/** A bag, and the folder beside it for what is put into it later. */
type Place = { readonly bag: BagFolder; readonly scratch: string };

type Taken = { readonly bytes: Uint8Array; readonly report: VerificationReport | null; readonly pieces: SignedPieces | null };

/** Messages whose pieces are asked for before their turn: the parsing processes do not wait for the disk. */
const AHEAD = 6;
const AHEAD_BYTES = 8 * 1024 * 1024;

/** In order, each with what the parsing process found in it; `AHEAD` of them are under way. */
async function* taken(ports: EvidencePorts, messages: Collection['messages'], options: ExportOptions): AsyncGenerator<Taken> {
  const waiting: { readonly size: number; readonly answer: Promise<Taken> }[] = [];
  let next = 0;
  let bytesAhead = 0;
  for (let done = 0; done < messages.length; done += 1) {
    while (next < messages.length && (waiting.length === 0 || (waiting.length < AHEAD && bytesAhead < AHEAD_BYTES))) {
      const { hash } = messages[next++] ?? { hash: '' as BlobHash };
      const { bytes, report } = ports.store.read((tx) => ({
        bytes: readMessage(tx, hash),
        report: reportAsOf(tx, hash, options.policy, options.asOf),
      }));
      const answer = ports.pool
        .pieces({ bytes })
        .then((pieces) => ({ bytes, report, pieces: pieces.state === 'done' ? pieces.value : null }));
      // Whoever stops in between does not wait for it.
      answer.catch(() => undefined);
      waiting.push({ size: bytes.byteLength, answer });
      bytesAhead += bytes.byteLength;
    }
    const first = waiting.shift();
    if (first === undefined) return;
    bytesAhead -= first.size;
    yield await first.answer;
  }
}

async function writeMessages(
  ports: EvidencePorts,
  { bag, scratch }: Place,
  { messages, dispatches }: Collection,
  ledger: TrustLedger,
  options: ExportOptions,
): Promise<{ readonly written: readonly WrittenMessage[]; readonly gaps: readonly Gap[]; readonly entries: Spill }> {
  const written: WrittenMessage[] = [];
  const entries = createSpill(path.join(scratch, 'entries'));
  const gaps: Gap[] = [];
  // Reports are taken, not made: the stored records as they are (EVIDENCE §4).
  const records = createSpill(path.join(scratch, 'reports'));
  const overall = dispatches.map(({ dispatch, state }) => ({ msgid: dispatch.msgid, identificativi: dispatch.identificativi, state }));
  records.write(`{"overall":${canonicalJson(overall)},"reports":[`);
  const sent = sentPaths(messages, dispatches);
  for await (const { bytes, report, pieces } of taken(ports, messages, options)) {
    options.signal.throwIfAborted();
    const message = messages[written.length];
    if (message === undefined) break;
    const { n } = message;
    const made = writeMessage(bag, message, bytes, report, pieces, sent.get(message.link?.dispatch ?? null) ?? null);
    written.push(made.written);
    entries.write(`${n === 1 ? '' : ','}${canonicalJson(made.entry)}`);
    records.write(`${n === 1 ? '' : ','}\n${canonicalJson({ n, report })}`);
    if (report !== null) {
      gaps.push(...revocationGaps(n, report), ...weakGaps(n, report));
      if (!ledger.note(n, report, pieces?.signature?.certificates ?? []))
        gaps.push({ what: 'fiducia', n, recipient: null, state: 'certificateNotAtHand' });
    }
    options.onProgress(written.length, messages.length);
  }
  records.write('\n],"schema":"pec-evidence-reports/1"}\n');
  moveInto(bag, 'data/report/verification.json', records);
  return { written, gaps, entries };
}

/** By dispatch, where its sent message lies in the bag. */
function sentPaths(messages: Collection['messages'], dispatches: Collection['dispatches']): ReadonlyMap<DispatchId | null, string> {
  const paths = new Map(messages.map((message) => [message.hash, messagePath(message)]));
  return new Map(
    dispatches.flatMap(({ dispatch: { id, sent } }) => {
      const path = sent === null ? undefined : paths.get(sent);
      return path === undefined ? [] : [[id, path] as const];
    }),
  );
}

/** Messages told one by one in a PDF: beyond, nobody reads on paper, and the page and the data have them all. */
const PDF_EXTENT = { timeline: 250, facts: 30, contrary: 100 } as const;

function moveInto(bag: BagFolder, file: string, spill: Spill): void {
  const writer = bag.open(file);
  spill.into(writer);
  writer.end();
}

const PAGES = [
  ['it', 'report'],
  ['en', 'report-en'],
] as const;

async function writePages(
  { store, material, shipped }: EvidencePorts,
  { bag, scratch }: Place,
  collection: Collection,
  gaps: readonly Gap[],
  bundleId: string,
  options: ExportOptions,
): Promise<void> {
  const { asOf } = options;
  const { setDate: trustDate } = material();
  // Both pages are made side by side and ask for the same report one after the other: it is read once.
  let last: { readonly hash: BlobHash; readonly report: VerificationReport | null } | null = null;
  const reportOf = ({ hash }: { readonly hash: BlobHash }): VerificationReport | null => {
    if (last?.hash !== hash) last = { hash, report: store.read((tx) => reportAsOf(tx, hash, options.policy, asOf)) };
    return last.report;
  };
  const report: Report = { bundleId, asOf, trustDate, collection, gaps, reportOf };
  const pages = PAGES.map(([language, name]) => ({
    name,
    pieces: reportPage(language, report),
    spill: createSpill(path.join(scratch, name)),
  }));
  for (let steps = 1, open = pages; open.length > 0; steps += 1) {
    open = open.filter(({ pieces, spill }) => {
      const step = pieces.next();
      if (step.done !== true) spill.write(step.value);
      return step.done !== true;
    });
    if (steps % PIECES_A_TURN !== 0) continue;
    await turn(options);
  }
  for (const { name, spill } of pages) moveInto(bag, `data/report/${name}.html`, spill);
  const fonts = shipped.fonts();
  for (const [language, name] of PAGES) {
    await turn(options);
    const { title } = textFor(language).evidence.report;
    const pdf = await pdfOf(reportBlocks(language, report, PDF_EXTENT), { title, language, date: asOf, footer: bundleId, fonts });
    bag.add(`data/report/${name}.pdf`, pdf);
  }
}

/** Of two pages; then others get their turn. */
const PIECES_A_TURN = 2_000;

function planOf(written: readonly WrittenMessage[], trust: TrustPaths, log: CheckPlan['log']): CheckPlan {
  if (!trust.anchors) return { messages: [], chain: false, log };
  const messages = written.flatMap(({ checkable, lists }) =>
    checkable === null
      ? []
      : [
          {
            ...checkable,
            lists: lists.flatMap(({ source, epoch }) => {
              const list = trust.lists.get(source);
              return list === undefined ? [] : [{ path: list, epoch }];
            }),
          },
        ],
  );
  return { messages, chain: trust.chain, log };
}

/**
 * Everything under data/ but itself (EVIDENCE §3), one member after the other in the order of RFC 8785:
 * the whole may be larger than what one likes to hold.
 */
function writeInventory(bag: BagFolder, messages: Spill, members: Readonly<Record<string, unknown>>): void {
  const file = bag.open('data/manifest.json');
  for (const [index, name] of ['files', 'messages', ...Object.keys(members)].toSorted(byBytes).entries()) {
    file.write(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
    if (name === 'files') {
      let before = '[';
      for (const { path: of, size, sha256, sha512 } of bag.files((of) => of.startsWith('data/'))) {
        file.write(`${before}${canonicalJson({ path: of, size, sha256, sha512 })}`);
        before = ',';
      }
      file.write(']');
    } else if (name === 'messages') {
      file.write('[');
      messages.into(file);
      file.write(']');
    } else file.write(canonicalJson(members[name]));
  }
  file.write('}\n');
  file.end();
}

function selectionOf({ messages, dispatches }: Collection): object {
  const [only, second] = dispatches;
  if (only !== undefined && second === undefined && messages.every(({ link, hash }) => link !== null || hash === only.dispatch.sent))
    return { kind: 'dispatch', msgid: only.dispatch.msgid, identificativi: only.dispatch.identificativi };
  return {
    kind: 'messages',
    dispatches: dispatches.map(({ dispatch }) => dispatch.msgid).toSorted(byBytes),
    messages: messages.map(({ hash }) => hash).toSorted(byBytes),
  };
}

const RULES = {
  msgid: 'daticert.msgid',
  identificativo: 'daticert.identificativo',
  outerReference: 'header.reference',
  original: 'original',
} as const;

function linksOf({ messages, dispatches }: Collection): readonly object[] {
  const sent = new Map(dispatches.map(({ dispatch }) => [dispatch.id, messages.find(({ hash }) => hash === dispatch.sent)?.n]));
  return messages.flatMap(({ n, link }) => {
    const to = link === null ? undefined : sent.get(link.dispatch);
    return link === null || to === undefined ? [] : [{ from: n, to, rule: RULES[link.how] }];
  });
}

/** Tag files first, then data/ in bytewise order, then attest/ (EVIDENCE §2). Of a packed bag. */
function* membersOf(bag: BagFolder, bundleId: string): Generator<ZipMember> {
  const rank = (file: string): number => (file.startsWith('attest/') ? 2 : file.startsWith('data/') ? 1 : 0);
  for (const wanted of [0, 1, 2])
    for (const { path: file, size, crc32, offset } of bag.files((of) => rank(of) === wanted))
      yield { name: `${bundleId}/${file}`, size, crc32, file: bag.root, offset };
}
