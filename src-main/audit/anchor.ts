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

/**
 * One receipt or stamp: proven, or only something that claims to be one. `what`: its hash or file name. `from`: the mail of this
 * archive, the stamps beside its log; absent: files that somebody else kept.
 */
export type AnchorEvidence =
  | { readonly what: string; readonly state: 'proven'; readonly anchored: Anchored; readonly from?: 'archive' | 'log' }
  | { readonly what: string; readonly state: 'unproven'; readonly from?: 'archive' | 'log' };

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

/** What the owner said of the past, as the log itself tells it. */
export type GivenUp = {
  /** The log went on from an older copy of this many entries: what came after them then is another branch. */
  readonly restoredAt: readonly number[];
  /** Logs that were lost, each with the size that was signed last; null: not known. */
  readonly lost: readonly { readonly log: string; readonly size: number | null; readonly root: string | null }[];
};

const NOTHING: GivenUp = { restoredAt: [], lost: [] };

/**
 * Against the log: 'anchored' only where the same log had this root at this size. 'givenUp': of a branch or log that the
 * owner said was lost, so that nothing can be compared any more; never where it contradicts what the owner said.
 */
export function judgeAnchor(
  evidence: AnchorEvidence,
  logId: string | null,
  roots: ReadonlyMap<number, string>,
  past: GivenUp = NOTHING,
): 'anchored' | 'unproven' | 'otherLog' | 'mismatch' | 'givenUp' {
  if (evidence.state === 'unproven') return 'unproven';
  const { log, size, root } = evidence.anchored;
  if (logId === null || log !== logId.slice(0, 8)) {
    const lost = past.lost.find((one) => one.log.slice(0, 8) === log);
    if (lost === undefined) return 'otherLog';
    const longer = lost.size !== null && (size > lost.size || (size === lost.size && root !== lost.root));
    return longer ? 'mismatch' : 'givenUp';
  }
  if (roots.get(size) === root) return 'anchored';
  return past.restoredAt.some((restored) => size > restored) ? 'givenUp' : 'mismatch';
}
