// Messages between the core and a parsing process. Both ends are ours and of one version, but the
// process is assumed to be taken over by what it parses: the pool checks every reply by its id and
// nothing in a reply is ever executed or used as a path.
import type { TrustMaterial } from '#main/ports';
import type { JudgedDocument } from '#main/verification/describe';
import type { Examination, ExamineRequest, JudgeRequest, MessageContent, PartContent, PartRequest, ReadRequest } from './examination.ts';

export type Job =
  | { readonly id: number; readonly kind: 'examine'; readonly request: ExamineRequest }
  | { readonly id: number; readonly kind: 'read'; readonly request: ReadRequest }
  | { readonly id: number; readonly kind: 'part'; readonly request: PartRequest }
  | { readonly id: number; readonly kind: 'judge'; readonly request: JudgeRequest };

export type ToParser =
  | { readonly kind: 'material'; readonly material: TrustMaterial; readonly memoryLimitBytes: number }
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[] };

export type JobResult =
  | {
      readonly id: number;
      readonly ok: true;
      readonly value: Examination | MessageContent | PartContent | readonly JudgedDocument[] | null;
    }
  | { readonly id: number; readonly ok: false; readonly reason: string };

export type FromParser = { readonly kind: 'results'; readonly results: readonly JobResult[] };
