// Profile *prova* (EVIDENCE part A): a BagIt bag, as a folder or in one stored ZIP, that is a function
// of the archive, the selection and `asOf`. The raw messages are the evidence; the rest explains them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '#main/audit/canonical-json';
import { readMessage } from '#main/archive/message';
import type { ParserPool } from '#main/ingest/parser-pool';
import type { TrustMaterial } from '#main/ports';
import type { Store } from '#main/store/database';
import { reportAsOf } from '#main/store/report';
import { AppError } from '#shared/model/app-error';
import { instantToText, type BlobHash, type Instant } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';
import type { PolicyId, VerificationReport } from '#shared/model/verification-report';
import { writeAsicS } from './asic.ts';
import { createBagFolder, type BagFolder } from './bag-folder.ts';
import { byBytes } from './bag-path.ts';
import { checkScript, type CheckPlan } from './check-commands.ts';
import { gapsOf, revocationGaps, type Gap } from './gaps.ts';
import { instructions } from './instructions.ts';
import { writeMessage, type WrittenMessage } from './message-entry.ts';
import { placeWhole, targetOf } from './place.ts';
import { pdfOf } from './pdf.ts';
import { reportBlocks, type Report } from './report-blocks.ts';
import { reportPage } from './report-page.ts';
import { bundleIdOf, collect, type Collection, type EvidenceSelection } from './selection.ts';
import type { ShippedFiles } from './shipped-files.ts';
import { writeStoredZip } from './stored-zip.ts';
import { writeTagFiles } from './tag-files.ts';
import type { Stamp } from './timestamp.ts';
import { timelineCsv, timelineOf } from './timeline.ts';
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
  const collection = ports.store.read((tx) => collect(tx, selection, options));
  const bundleId = bundleIdOf('pec-prova', collection, options);
  if (options.form === 'asics' && options.stamp === null)
    throw new AppError('input.invalid', { retry: 'afterUser', values: { what: 'timestamp' } });
  const target = targetOf(options.to, bundleId, options.form === 'folder' ? '' : `.${options.form}`);
  const { rootSha256, missing } = await placeWhole(ports.store, target, async (scratch) => {
    const bag = createBagFolder(path.join(scratch, bundleId), { durable: options.form === 'folder' });
    const result = await fillBag(ports, bag, collection, bundleId, options);
    if (options.form === 'folder') return { made: bag.root, result };
    const packed = path.join(scratch, 'bundle.zip');
    const sha256 = writeStoredZip(packed, membersOf(bag, bundleId), () => options.signal.throwIfAborted());
    if (options.form === 'zip' || options.stamp === null) return { made: packed, result };
    const { token } = await options.stamp(Buffer.from(sha256, 'hex'));
    return { made: writeAsicS(scratch, { file: packed, name: `${bundleId}.zip` }, token), result };
  });
  const hashes = collection.messages.map(({ hash }) => hash);
  return { path: target, bundleId, rootSha256, messages: hashes.length, missing, hashes };
}

async function fillBag(
  ports: EvidencePorts,
  bag: BagFolder,
  collection: Collection,
  bundleId: string,
  options: ExportOptions,
): Promise<Pick<ExportResult, 'rootSha256' | 'missing'>> {
  const { program } = ports;
  const ledger = createTrustLedger(ports.material());
  const { written, gaps } = await writeMessages(ports, bag, collection, ledger, options);
  const rows = timelineOf(collection.messages);
  bag.add('data/timeline.json', `${canonicalJson(rows)}\n`);
  bag.add('data/timeline.csv', timelineCsv(rows));
  writeReports(ports, bag, collection, options);
  const plan = planOf(written, ledger.write(bag, ports.provenance));
  const missing = [...gapsOf(collection), ...gaps].toSorted((left, right) => (left.n ?? 0) - (right.n ?? 0));
  const asOf = instantToText(options.asOf);
  await writePages(ports, bag, collection, missing, bundleId, options);
  writeInventory(bag, {
    schema: 'pec-evidence/1',
    bundleId,
    asOf,
    policy: options.policy,
    program,
    selection: selectionOf(collection),
    messages: written.map(({ entry }) => entry),
    links: linksOf(collection),
    missing,
  });
  const facts = {
    bundleId,
    asOf,
    policy: options.policy,
    program: `${program.name} ${program.version}`,
    messages: collection.messages.map(({ role, conclusion }, index) => ({
      path: written[index]?.path ?? '',
      role,
      passed: conclusion?.indication === 'passed',
    })),
    gaps: missing,
    plan,
  };
  bag.add('LEGGIMI.txt', instructions('it', facts));
  bag.add('README.txt', instructions('en', facts));
  bag.add('verifica.sh', checkScript(plan));
  bag.add('verifica.html', ports.shipped.verifierPage());
  const rootSha256 = writeTagFiles(bag, { date: asOf.slice(0, 10), bundleId, agent: facts.program });
  if (options.attest !== null) {
    bag.add('attest/installation.crt', pem('CERTIFICATE', options.attest.certificate));
    bag.add('attest/root.sig', options.attest.sign(readFileSync(path.join(bag.root, 'tagmanifest-sha256.txt'))));
  }
  if (options.stamp !== null) addStamp(bag, await options.stamp(Buffer.from(rootSha256, 'hex')));
  return { rootSha256, missing };
}

function addStamp(bag: BagFolder, { request, response, root, chain }: Stamp): void {
  bag.add('attest/root.tsq', request);
  bag.add('attest/root.tsr', response);
  bag.add('attest/tsa-root.pem', pem('CERTIFICATE', root));
  bag.add('attest/tsa-chain.pem', (chain.length === 0 ? [root] : chain).map((der) => pem('CERTIFICATE', der)).join(''));
}

async function writeMessages(
  ports: EvidencePorts,
  bag: BagFolder,
  { messages }: Collection,
  ledger: TrustLedger,
  options: ExportOptions,
): Promise<{ readonly written: readonly WrittenMessage[]; readonly gaps: readonly Gap[] }> {
  const written: WrittenMessage[] = [];
  const gaps: Gap[] = [];
  for (const message of messages) {
    options.signal.throwIfAborted();
    const { n, hash } = message;
    const { bytes, report } = ports.store.read((tx) => ({
      bytes: readMessage(tx, hash),
      report: reportAsOf(tx, hash, options.policy, options.asOf),
    }));
    const answer = await ports.pool.pieces({ bytes });
    const pieces = answer.state === 'done' ? answer.value : null;
    written.push(writeMessage(bag, message, bytes, report, pieces));
    if (report !== null) {
      gaps.push(...revocationGaps(n, report));
      if (!ledger.note(n, report, pieces?.signature?.certificates ?? []))
        gaps.push({ what: 'fiducia', n, recipient: null, state: 'certificateNotAtHand' });
    }
    options.onProgress(written.length, messages.length);
  }
  return { written, gaps };
}

// Reports are taken, not made: the stored records as they are, one at a time (EVIDENCE §4).
function writeReports({ store }: EvidencePorts, bag: BagFolder, { messages, dispatches }: Collection, options: ExportOptions): void {
  const overall = dispatches.map(({ dispatch, state }) => ({ msgid: dispatch.msgid, identificativi: dispatch.identificativi, state }));
  const file = bag.open('data/report/verification.json');
  file.write(`{"overall":${canonicalJson(overall)},"reports":[`);
  for (const { n, hash } of messages) {
    const report = store.read((tx) => reportAsOf(tx, hash, options.policy, options.asOf));
    file.write(`${n === 1 ? '' : ','}\n${canonicalJson({ n, report })}`);
  }
  file.write('\n],"schema":"pec-evidence-reports/1"}\n');
  file.end();
}

/** Messages told one by one in a PDF: beyond, nobody reads on paper, and the page and the data have them all. */
const PDF_EXTENT = { timeline: 500, facts: 40 } as const;

async function writePages(
  { store, material, shipped }: EvidencePorts,
  bag: BagFolder,
  collection: Collection,
  gaps: readonly Gap[],
  bundleId: string,
  options: ExportOptions,
): Promise<void> {
  const { asOf } = options;
  const { setDate: trustDate } = material();
  const reportOf = ({ hash }: { readonly hash: BlobHash }): VerificationReport | null =>
    store.read((tx) => reportAsOf(tx, hash, options.policy, asOf));
  const report: Report = { bundleId, asOf, trustDate, collection, gaps, reportOf };
  const fonts = shipped.fonts();
  for (const [language, name] of [
    ['it', 'report'],
    ['en', 'report-en'],
  ] as const) {
    const file = bag.open(`data/report/${name}.html`);
    for (const piece of reportPage(language, report)) file.write(piece);
    file.end();
    options.signal.throwIfAborted();
    const { title } = textFor(language).evidence.report;
    const pdf = await pdfOf(reportBlocks(language, report, PDF_EXTENT), { title, language, date: asOf, footer: bundleId, fonts });
    bag.add(`data/report/${name}.pdf`, pdf);
  }
}

function planOf(written: readonly WrittenMessage[], trust: TrustPaths): CheckPlan {
  if (!trust.anchors) return { messages: [], chain: false };
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
  return { messages, chain: trust.chain };
}

/** Everything under data/ but itself (EVIDENCE §3). */
function writeInventory(bag: BagFolder, inventory: Readonly<Record<string, unknown>>): void {
  const files = bag.files().map(({ path: file, size, sha256, sha512 }) => ({ path: file, size, sha256, sha512 }));
  bag.add('data/manifest.json', `${canonicalJson({ ...inventory, files })}\n`);
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

/** Tag files first, then data/ in bytewise order, then attest/ (EVIDENCE §2). */
function membersOf(bag: BagFolder, bundleId: string): Parameters<typeof writeStoredZip>[1] {
  const place = (file: string): number => (file.startsWith('attest/') ? 2 : file.startsWith('data/') ? 1 : 0);
  return bag
    .files()
    .toSorted((left, right) => place(left.path) - place(right.path) || byBytes(left.path, right.path))
    .map(({ path: file, size, crc32 }) => ({ name: `${bundleId}/${file}`, size, crc32, file: path.join(bag.root, ...file.split('/')) }));
}
