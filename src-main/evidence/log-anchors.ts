// What outside of this machine holds the log fast (EVIDENCE §14): receipts of anchors that were proven, and
// answers of time-stamp authorities, each with how long the log was and what its root was then.
import { readAnchorSubject } from '#main/audit/anchor';
import { readCheckpoint } from '#main/audit/checkpoint';
import { anchorReceipts } from '#main/store/anchor';
import type { Store } from '#main/store/database';
import { logStamps, type LogStamp } from '#main/store/log-stamp';
import { reportAsOf } from '#main/store/report';
import type { BlobHash } from '#shared/model/ids';
import type { VerificationReport } from '#shared/model/verification-report';
import { byBytes } from './bag-path.ts';
import type { AsOf } from './selection.ts';
import { judgeStamp } from './timestamp.ts';
import { pem } from './trust-folder.ts';

export type AnchorReceipt = { readonly hash: BlobHash; readonly role: 'accettazione' | 'consegna'; readonly report: VerificationReport };
export type LogAnchor = {
  readonly size: number;
  readonly root: string;
  /** In the order of their times. */
  readonly receipts: readonly AnchorReceipt[];
  readonly stamps: readonly LogStamp[];
};

const ROLES: Readonly<Record<string, AnchorReceipt['role'] | undefined>> = {
  accettazione: 'accettazione',
  'avvenuta-consegna': 'consegna',
};

/** Of the log `logId` as of a time, shortest log first. `arrived`: whether the archive had a receipt by then. */
export function logAnchors(store: Store, logId: string, when: AsOf, arrived: (hash: BlobHash) => boolean): readonly LogAnchor[] {
  const found = new Map<string, { size: number; root: string; receipts: AnchorReceipt[]; stamps: LogStamp[] }>();
  const at = (size: number, root: string): { receipts: AnchorReceipt[]; stamps: LogStamp[] } => {
    const name = `${size} ${root}`;
    const known = found.get(name) ?? { size, root, receipts: [], stamps: [] };
    found.set(name, known);
    return known;
  };
  for (const hash of store.read((tx) => anchorReceipts(tx)).filter(arrived)) {
    const report = store.read((tx) => reportAsOf(tx, hash, when.policy, when.asOf));
    const { certification } = report?.facts ?? { certification: null };
    const role = ROLES[certification?.tipo ?? ''];
    const anchored = readAnchorSubject(certification?.subject ?? '');
    if (report === null || report.conclusion.indication !== 'passed' || report.judgedAt > when.asOf) continue;
    if (role === undefined || anchored === null || anchored.log !== logId.slice(0, 8)) continue;
    at(anchored.size, anchored.root).receipts.push({ hash, role, report });
  }
  for (const stamp of store.read((tx) => logStamps(tx))) {
    const read = readCheckpoint(stamp.checkpoint);
    if (read === null || read.logId !== logId || stamp.at > when.asOf) continue;
    const holds = judgeStamp(stamp.response, Buffer.from(stamp.checkpoint, 'utf8'), stamp.root, stamp.chain, stamp.at).state === 'holds';
    if (holds) at(read.size, read.root).stamps.push(stamp);
  }
  for (const { receipts } of found.values())
    receipts.sort((left, right) => left.report.signatureTime - right.report.signatureTime || byBytes(left.hash, right.hash));
  return [...found.values()].toSorted((left, right) => left.size - right.size);
}

/** The files by which `openssl ts -verify` checks one, by the ends of their names. */
export function stampFiles(
  stamp: Pick<LogStamp, 'checkpoint' | 'response' | 'root' | 'chain'>,
): readonly (readonly [string, string | Uint8Array])[] {
  const { checkpoint, response, root, chain } = stamp;
  return [
    ['.txt', checkpoint],
    ['.tsr', response],
    ['-root.pem', pem('CERTIFICATE', root)],
    ['-chain.pem', (chain.length === 0 ? [root] : chain).map((der) => pem('CERTIFICATE', der)).join('')],
  ];
}
