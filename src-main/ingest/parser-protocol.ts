// Messages between the core and a parsing process. Both ends are ours and of one version, but the
// process is assumed to be taken over by what it parses: the pool checks every reply by its id and
// nothing in a reply is ever executed or used as a path.
import type { Table, TableRequest } from '#main/table/table';
import type { TrustMaterial } from '#main/ports';
import type { MessageText, TextRequest } from '#main/search/text/message-text';
import type { JudgedDocument } from '#main/verification/describe';
import type { SignedPieces } from '#main/verification/signed-pieces';
import type { InvoiceReading } from '#shared/model/invoice';
import type {
  Examination,
  ExamineRequest,
  InvoiceRequest,
  JudgeRequest,
  MessageContent,
  PartContent,
  PartRequest,
  PiecesRequest,
  ReadRequest,
} from './examination.ts';
import type { MsgReading, MsgRequest } from './msg-file.ts';

export type Job =
  | { readonly id: number; readonly kind: 'examine'; readonly request: ExamineRequest }
  | { readonly id: number; readonly kind: 'read'; readonly request: ReadRequest }
  | { readonly id: number; readonly kind: 'part'; readonly request: PartRequest }
  | { readonly id: number; readonly kind: 'pieces'; readonly request: PiecesRequest }
  | { readonly id: number; readonly kind: 'invoice'; readonly request: InvoiceRequest }
  | { readonly id: number; readonly kind: 'judge'; readonly request: JudgeRequest }
  | { readonly id: number; readonly kind: 'text'; readonly request: TextRequest }
  | { readonly id: number; readonly kind: 'table'; readonly request: TableRequest }
  | { readonly id: number; readonly kind: 'msg'; readonly request: MsgRequest };

export type ToParser =
  | { readonly kind: 'material'; readonly material: TrustMaterial; readonly memoryLimitBytes: number; readonly background: boolean }
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[] };

/** The report goes as the text that is stored: made once, read once. */
export type PostedExamination = Omit<Examination, 'report' | 'reportText'> & { readonly reportText: string };

export type JobResult =
  | {
      readonly id: number;
      readonly ok: true;
      readonly value:
        | PostedExamination
        | MessageContent
        | PartContent
        | SignedPieces
        | readonly JudgedDocument[]
        | MessageText
        | InvoiceReading
        | Table
        | MsgReading
        | null;
    }
  | { readonly id: number; readonly ok: false; readonly reason: string };

export type FromParser = { readonly kind: 'results'; readonly results: readonly JobResult[] };
