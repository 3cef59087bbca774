// One message per row of a table. The table comes by `uploadPath`, the proof table goes by `bulkProofPath`
// (contract/assets.ts): bytes never travel here.
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { BulkCheck, BulkId, BulkPace, BulkPreview, BulkRow, BulkRun, BulkTemplate } from '#shared/model/bulk';
import { accountId, blobHash } from './ids.ts';

const bulkId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/)
  .transform((text) => text as BulkId);

const template: z.ZodType<BulkTemplate> = z.strictObject({
  account: accountId,
  addressColumn: z.string().max(200),
  nameColumn: z.string().max(200).nullable(),
  subject: z.string().max(10_000),
  text: z.string().max(200_000),
  receipt: z.enum(['complete', 'brief', 'concise']),
  attachments: z
    .array(z.strictObject({ file: blobHash, name: z.string().max(1_000), type: z.string().max(200), sizeBytes: z.int().min(0) }))
    .max(100),
});
const pace: z.ZodType<BulkPace> = z.strictObject({
  perMinute: z.int().min(1).max(10_000).nullable(),
  perDay: z.int().min(1).max(1_000_000).nullable(),
});

export type BulkCreateResult =
  | { readonly state: 'created'; readonly run: BulkRun }
  /** Worded by text.bulk.tableProblems. */
  | { readonly state: 'refused'; readonly problem: string; readonly line: number | null };

export type BulkChangeResult =
  | { readonly state: 'saved'; readonly run: BulkRun }
  /** Changed by another window, or started, meanwhile. */
  | { readonly state: 'conflict'; readonly run: BulkRun };

export type BulkStartResult =
  | { readonly state: 'started'; readonly run: BulkRun }
  /** The template cannot be used, or no row can be sent. */
  | { readonly state: 'blocked'; readonly check: BulkCheck }
  | { readonly state: 'conflict'; readonly run: BulkRun };

export const bulkContract = {
  bulk: {
    /** Newest first. */
    list: oc.output(type<readonly BulkRun[]>()),
    open: oc.input(z.strictObject({ id: bulkId })).output(type<BulkRun>()),
    /** Reads an uploaded table; formulas are never computed. */
    create: oc
      .input(z.strictObject({ account: accountId, name: z.string().min(1).max(300), file: blobHash }))
      .output(type<BulkCreateResult>()),
    change: oc.input(z.strictObject({ id: bulkId, revision: z.int().min(1), template, pace })).output(type<BulkChangeResult>()),
    /** Only what was never started. */
    remove: oc.input(z.strictObject({ id: bulkId })).output(type<boolean>()),
    /** The dry run: pre-flight of every row; nothing is sent. */
    check: oc.input(z.strictObject({ id: bulkId, revision: z.int().min(1) })).output(type<BulkCheck>()),
    rows: oc
      .input(z.strictObject({ id: bulkId, skip: z.int().min(0).max(20_000), take: z.int().min(1).max(200) }))
      .output(type<readonly BulkRow[]>()),
    preview: oc.input(z.strictObject({ id: bulkId, line: z.int().min(0) })).output(type<BulkPreview>()),
    /** Rows that pre-flight blocks are left out and say so in the proof table. */
    start: oc.input(z.strictObject({ id: bulkId, revision: z.int().min(1) })).output(type<BulkStartResult>()),
    pause: oc.input(z.strictObject({ id: bulkId })).output(type<BulkRun>()),
    /** Goes on after a pause, and tries again now what waits for the provider. */
    resume: oc.input(z.strictObject({ id: bulkId })).output(type<BulkRun>()),
  },
};
