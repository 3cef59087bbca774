// "Verifica archivio": every hash, every signature under the current policy, the log, and the server
// against the archive, as a dated report with what changed since the one before (EVIDENCE §16, STO-15).
import type { BlobHash, Instant } from './ids.ts';
import type { Indication } from './verification-report.ts';

export type CheckPhase = 'messages' | 'parts' | 'links' | 'signatures' | 'log' | 'server';

/** Ids of findings are those of the archive and of the log; wording in src-shared/text by id. */
export type CheckFinding = { readonly id: string; readonly what: string };

export type VerdictChange = { readonly hash: BlobHash; readonly before: Indication; readonly now: Indication };

export type ArchiveCheckCounts = {
  readonly messages: number;
  readonly parts: number;
  readonly signatures: number;
  readonly entries: number;
  /** On the servers that answered. */
  readonly onServer: number;
};

export type ArchiveCheckReport = {
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly by: 'person' | 'schedule';
  readonly counts: ArchiveCheckCounts;
  /** At most a thousand, in the order they were found. */
  readonly findings: readonly CheckFinding[];
  /** Boxes whose server could not be asked: account and code of the error. */
  readonly unasked: readonly CheckFinding[];
  readonly verdicts: readonly VerdictChange[];
  /** Against the report before; null for the first. */
  readonly since: {
    readonly finishedAt: Instant;
    readonly messages: number;
    readonly found: readonly CheckFinding[];
    readonly gone: readonly CheckFinding[];
  } | null;
};

export type ArchiveCheckState = {
  readonly running: { readonly phase: CheckPhase; readonly done: number; readonly total: number; readonly startedAt: Instant } | null;
  readonly last: ArchiveCheckReport | null;
  /** When the monthly one is due. */
  readonly nextAt: Instant | null;
};
