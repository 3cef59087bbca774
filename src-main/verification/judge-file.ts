// One file from anywhere, judged without a profile and without a network: a message, a .p7m, a .p7s
// with its content, a time-stamp token. A file may hold several things: each gets its own verdict, and
// none lends anything to another (THREATS §3 rule 4).
import { describeClaim, verifyDocument } from './describe.ts';
import type { JudgedDocument } from './describe.ts';
import { judgeMessage } from './verify.ts';
import { parseMessage } from '#main/mime/parse';
import type { TrustMaterial } from '#main/ports';
import type { Instant } from '#shared/model/ids';
import type { PolicyId } from '#shared/model/verification-report';

export type JudgeFileOptions = {
  /** Name or label of the file, for output and to tell its kind. */
  readonly name: string;
  readonly material: TrustMaterial;
  readonly policy: PolicyId;
  readonly judgedAt: Instant;
  /** Time of judgement for what states none. */
  readonly at: Instant | null;
  /** Also signed attachments. */
  readonly deep: boolean;
  /** Detached content for a .p7s or a time-stamp token. */
  readonly content: Uint8Array | null;
};

export function judgeFile(bytes: Uint8Array, options: JudgeFileOptions): JudgedDocument[] {
  return judgeMail(bytes, options);
}

const MAX_DEFECTS = 200;

function judgeMail(bytes: Uint8Array, { name, material, policy, judgedAt, at }: JudgeFileOptions): JudgedDocument[] {
  const mime = parseMessage(bytes);
  const { report, reading, signed } = judgeMessage(bytes, mime, material, { policy, judgedAt, at });
  const holds = signed.integrity === 'valid' && (signed.structure === 'signed' || signed.structure === 'ambiguous');
  const claim = describeClaim(bytes, mime, reading, holds);
  return [verifyDocument(name, report, signed.integrity, claim, mime.defects.slice(0, MAX_DEFECTS).map(({ id }) => id))];
}
