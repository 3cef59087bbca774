// An anchor puts a checkpoint where the owner of this machine cannot change it (EVIDENCE §14): a PEC
// whose subject carries the root, which the provider copies into the signed daticert.xml of its
// receipts. What such a receipt says is held against the log as it is now.
import type { Checkpoint } from './checkpoint.ts';

export type Anchored = {
  /** First eight digits of the log's id. */
  readonly log: string;
  readonly size: number;
  /** 64 hexadecimal digits. */
  readonly root: string;
};

/** One receipt: proven, or only something that claims to be one. `what`: its hash or file name. */
export type AnchorEvidence =
  | { readonly what: string; readonly state: 'proven'; readonly anchored: Anchored }
  | { readonly what: string; readonly state: 'unproven' };

const SUBJECT = /ANCORA pec-audit\/1 log=([0-9a-f]{8}) n=([1-9]\d{0,14}) sha256=([0-9a-f]{64})\s*$/;

/** Under 150 characters, ASCII. */
export function anchorSubject({ logId, size, root }: Checkpoint): string {
  return `ANCORA pec-audit/1 log=${logId.slice(0, 8)} n=${size} sha256=${root}`;
}

/** Null when it is no subject of an anchor; what a provider or a reply put before it does not matter. */
export function readAnchorSubject(subject: string): Anchored | null {
  const [, log, size, root] = SUBJECT.exec(subject) ?? [];
  return log === undefined || size === undefined || root === undefined ? null : { log, size: Number(size), root };
}

/** Against the log: 'anchored' only where the same log had this root at this size. */
export function judgeAnchor(
  evidence: AnchorEvidence,
  logId: string | null,
  roots: ReadonlyMap<number, string>,
): 'anchored' | 'unproven' | 'otherLog' | 'mismatch' {
  if (evidence.state === 'unproven') return 'unproven';
  const { log, size, root } = evidence.anchored;
  if (logId === null || log !== logId.slice(0, 8)) return 'otherLog';
  return roots.get(size) === root ? 'anchored' : 'mismatch';
}
