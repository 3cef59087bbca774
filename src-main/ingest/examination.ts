// What one message turned out to be: everything derived that the store keeps of it. Made in the
// parsing process, from the bytes and the trust material alone, so it can be made again at any time.
import type { BlobHash, Instant } from '#shared/model/ids';
import type { RowKind } from '#shared/model/list';
import type { ByteRange, Defect, PecMessage } from '#shared/model/pec-message';
import type { PolicyId, VerificationReport } from '#shared/model/verification-report';
import type { AttachmentView, Person } from '#shared/model/views';
import type { AttachmentRisk } from './attachment-risks.ts';
import type { RemotePictureList } from './remote-pictures.ts';

/** Goes up when the same bytes could give another examination; older rows are examined again. */
export const PARSER_VERSION = 1;

export type EffectiveMessage = {
  readonly subject: string;
  readonly from: Person | null;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly date: Instant | null;
  /** With angle brackets as written. */
  readonly messageId: string | null;
  readonly references: readonly string[];
};

export type Examination = {
  readonly hash: BlobHash;
  readonly parserVersion: number;
  readonly sizeBytes: number;
  readonly kind: RowKind;
  /** From the signed data when the signature holds, else what the message says of itself. */
  readonly claim: PecMessage;
  readonly report: VerificationReport;
  /** The same as JSON, as it crossed from the parsing process. */
  readonly reportText?: string;
  /** Outer Message-ID: the identificativo of an envelope, a receipt's own id, a sent message's msgid. */
  readonly outerMessageId: string | null;
  readonly outerSubject: string;
  /** The msgid this receipt or envelope speaks of, with angle brackets. */
  readonly msgid: string | null;
  readonly identificativo: string | null;
  /** The message as a person reads it: postacert.eml of an envelope, else the message itself. */
  readonly effective: EffectiveMessage;
  readonly preview: string;
  readonly attachments: readonly AttachmentView[];
  readonly defects: readonly Defect[];
};

/** The readable content of a message, made when it is opened and never stored. */
export type MessageContent = {
  readonly text: string | null;
  readonly html: string | null;
  readonly inside: readonly { readonly part: string; readonly label: string }[];
  readonly pictures: RemotePictureList;
  /** What could do harm when a file is opened, by its section path; files without any are left out. */
  readonly risks: readonly AttachmentRisk[];
};

/** Result of asking the parsing process for something. `killed`: the message was too much for it. */
export type Examined<T> = { readonly state: 'done'; readonly value: T } | { readonly state: 'killed'; readonly defect: Defect };

export type ExamineRequest = {
  readonly bytes: Uint8Array;
  readonly hash: BlobHash;
  readonly judgedAt: Instant;
  /** Exact bytes we submitted, for V9 and V10; null when not at hand. */
  readonly expected: Uint8Array | null;
};

export type ReadRequest = { readonly bytes: Uint8Array; readonly hash: BlobHash };
/** `unwrap`: of a signed attachment (.p7m) what was signed, through all its layers. */
export type PartRequest = { readonly bytes: Uint8Array; readonly part: string; readonly unwrap?: boolean };
/** An attachment read as FatturaPA; `name` says whether it is signed. */
export type InvoiceRequest = { readonly bytes: Uint8Array; readonly part: string; readonly name: string };
/** For an evidence bundle: the pieces another program needs to check the message again. */
export type PiecesRequest = {
  readonly bytes: Uint8Array;
  /** Also what an unsigned message, or the original inside a signed one, says, as digests. */
  readonly fingerprints?: boolean;
};
export type PartContent = { readonly bytes: Uint8Array; readonly type: string; readonly name: string; readonly range: ByteRange };

/** `plico verify`: a file judged without a profile. */
export type JudgeRequest = {
  readonly bytes: Uint8Array;
  readonly label: string;
  readonly policy: PolicyId;
  /** Time of judgement for what states none; null: now. */
  readonly at: Instant | null;
  readonly judgedAt: Instant;
  readonly deep: boolean;
  /** Detached content for a `.p7s` or a time-stamp token. */
  readonly content: Uint8Array | null;
};
