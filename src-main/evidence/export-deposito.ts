// Profile *deposito* (PRODUCT §6.2 A, L. 53/1994): a flat folder for a court with one sent message, one
// acceptance and one complete delivery receipt per recipient, under short names, and the identifiers
// ready to copy. What must hold for a filing is checked before anything is written.
import path from 'node:path';
import { readMessage } from '#main/archive/message';
import type { Store } from '#main/store/database';
import { AppError } from '#shared/model/app-error';
import type { ReceiptRecord } from '#shared/model/dispatch';
import type { BlobHash, Instant } from '#shared/model/ids';
import { textFor, type Language } from '#shared/text/catalogue';
import { datesFor } from '#shared/text/dates';
import { gapSentence } from '#shared/text/gap-words';
import { createBagFolder } from './bag-folder.ts';
import { byBytes } from './bag-path.ts';
import { placeWhole, targetOf } from './place.ts';
import { filingBlocks } from './filing-blocks.ts';
import { pdfOf } from './pdf.ts';
import type { ShippedFiles } from './shipped-files.ts';
import { bundleIdOf, collect, type AsOf, type EvidenceSelection, type SelectedDispatch } from './selection.ts';

/** Something a clerk or a judge could object to. */
export type FilingGap = {
  readonly what: 'inviato' | 'accettazione' | 'consegna' | 'consegna-completa' | 'dimensione';
  readonly n: null;
  readonly recipient: string | null;
  readonly state: string;
};

export type Filing = {
  readonly path: string;
  readonly bundleId: string;
  /** SHA-256 of the file with the identifiers, which names the digest of every other. */
  readonly rootSha256: string;
  readonly messages: number;
  readonly missing: readonly FilingGap[];
  readonly hashes: readonly BlobHash[];
};

/** Most that the civil telematic process takes in one filing (PRODUCT §6.2). */
const MOST_FILING_BYTES = 60 * 1024 * 1024;

export type Chosen = { readonly name: string; readonly hash: BlobHash; readonly time: Instant; readonly recipient: string | null };

/** Rejects with input.invalid unless exactly one dispatch is selected, else as exportProva. */
export async function exportDeposito(
  { store, shipped }: { readonly store: Store; readonly shipped: ShippedFiles },
  selection: EvidenceSelection,
  options: AsOf & { readonly to: string; readonly language: Language; readonly signal: AbortSignal },
): Promise<Filing> {
  const collection = store.read((tx) => collect(tx, selection, options));
  const [selected, second] = collection.dispatches;
  if (selected === undefined || second !== undefined || selection.some(({ type }) => type !== 'dispatch'))
    throw new AppError('input.invalid', { retry: 'afterUser', values: { what: 'selection' } });
  const { chosen, missing } = chooseReceipts(selected);
  const bundleId = bundleIdOf('pec-deposito', collection, options);
  const target = targetOf(options.to, bundleId, '');
  const { rootSha256, sizeBytes } = await placeWhole(store, target, async (scratch) => {
    const folder = createBagFolder(path.join(scratch, 'deposito'), { durable: true });
    for (const { name, hash } of chosen) {
      options.signal.throwIfAborted();
      folder.add(
        name,
        store.read((tx) => readMessage(tx, hash)),
      );
    }
    const listed = folder.add('00-identificativi.txt', identifiers(selected, chosen, missing, options));
    const { summaryTitle: title } = textFor(options.language).evidence.filing;
    const pdf = { title, language: options.language, date: options.asOf, footer: bundleId, fonts: shipped.fonts() };
    folder.add(
      `${String(chosen.length + 1).padStart(2, '0')}-riepilogo.pdf`,
      await pdfOf(filingBlocks(selected, chosen, missing, options), pdf),
    );
    const sizeBytes = [...folder.files()].reduce((sum, { size }) => sum + size, 0);
    return { made: folder.root, result: { rootSha256: listed.sha256, sizeBytes } };
  });
  return {
    path: target,
    bundleId,
    rootSha256,
    messages: chosen.length,
    missing: [...missing, ...tooLarge(sizeBytes)],
    hashes: chosen.map(({ hash }) => hash),
  };
}

/** What a filing of this sent message would have in it, and what a clerk or a judge could object to. */
export function filingPlan(selected: SelectedDispatch): { readonly hashes: readonly BlobHash[]; readonly missing: readonly FilingGap[] } {
  const { chosen, missing } = chooseReceipts(selected);
  return { hashes: chosen.map(({ hash }) => hash), missing };
}

/** The files together are more than one filing takes; empty when they are not. */
export function tooLarge(sizeBytes: number): readonly FilingGap[] {
  return sizeBytes > MOST_FILING_BYTES ? [{ what: 'dimensione', n: null, recipient: null, state: String(sizeBytes) }] : [];
}

/** Only proven receipts; of several the earliest, because that is when it happened. */
function chooseReceipts({ dispatch, state }: SelectedDispatch): {
  readonly chosen: readonly Chosen[];
  readonly missing: readonly FilingGap[];
} {
  const missing: FilingGap[] = [];
  const gap = (what: FilingGap['what'], recipient: string | null, code: string): number =>
    missing.push({ what, n: null, recipient, state: code });
  const picked: (Omit<Chosen, 'name'> & { readonly label: string })[] = [];
  if (dispatch.sent === null) gap('inviato', null, 'notArchived');
  else picked.push({ label: 'inviato', hash: dispatch.sent, time: dispatch.date, recipient: null });
  const acceptance = earliest(state.general.filter(({ type }) => type === 'acceptance'));
  if (acceptance === null) gap('accettazione', null, state.summary.state);
  else picked.push({ label: 'rda', hash: acceptance.hash, time: acceptance.time, recipient: null });
  for (const { address, status, receipts } of state.recipients) {
    const deliveries = receipts.filter(({ type }) => type === 'delivery');
    const complete = earliest(deliveries.filter(({ extent }) => extent === 'complete'));
    const any = complete ?? earliest(deliveries);
    if (any === null) gap('consegna', address, status);
    else picked.push({ label: 'rdac', hash: any.hash, time: any.time, recipient: address });
    if (any !== null && complete === null) gap('consegna-completa', address, any.extent ?? 'unknown');
  }
  const chosen = picked.map(({ label, ...rest }, index) => ({
    ...rest,
    name: `${String(index + 1).padStart(2, '0')}-${label}-${rest.hash.slice(0, 8)}.eml`,
  }));
  return { chosen, missing };
}

function earliest(receipts: readonly ReceiptRecord[]): ReceiptRecord | null {
  return receipts.toSorted((left, right) => left.time - right.time || byBytes(left.hash, right.hash))[0] ?? null;
}

/** What a filing form asks for, one field a line. */
function identifiers(
  { dispatch }: SelectedDispatch,
  chosen: readonly Chosen[],
  missing: readonly FilingGap[],
  options: AsOf & { readonly language: Language },
): string {
  const text = textFor(options.language);
  const { filing } = text.evidence;
  // What a filing form asks for is the time that stands on the receipts, not that of Greenwich.
  const dates = datesFor(options.language, 'Europe/Rome');
  const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return [
    filing.title,
    '',
    `Message-ID: ${plain(dispatch.msgid)}`,
    ...dispatch.identificativi.map((identificativo) => `Identificativo: ${plain(identificativo)}`),
    `${filing.sender}: ${plain(dispatch.from)}`,
    `${filing.subject}: ${plain(dispatch.subject)}`,
    `${filing.asOf}: ${dates.exact(options.asOf)}`,
    filing.romeTime,
    '',
    ...chosen.flatMap(({ name, hash, time, recipient }) => [
      name,
      `  ${dates.exact(time)}${recipient === null ? '' : `  ${plain(recipient)}`}`,
      `  SHA-256 ${hash}`,
    ]),
    '',
    filing.checks,
    ...(missing.length === 0 ? [filing.complete] : missing.map((gap) => `- ${plain(gapSentence(text, gap))}`)),
    '',
    filing.notSigned,
    '',
  ].join('\r\n');
}
