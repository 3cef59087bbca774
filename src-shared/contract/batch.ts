// One change to every row of a selection, done by the core however many there are: begun, followed, stopped, taken
// back.
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { BatchChange, BatchJob } from '#shared/model/list';
import { rowSelection } from './selection.ts';

const change: z.ZodType<BatchChange> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['take', 'reopen', 'read', 'unread']) }),
  z.strictObject({ kind: z.literal('handle'), outcome: z.string().max(200).nullable(), note: z.string().max(4_000).nullable() }),
]);
const job = z.strictObject({ job: z.string().regex(/^[0-9a-f]{16}$/) });
const begun = type<{ readonly job: string }>();

export const batchContract = {
  batch: {
    start: oc.input(z.strictObject({ selection: rowSelection, change })).output(begun),
    job: oc.input(job).output(type<BatchJob>()),
    /** After the rows it is at; what is done stays done. */
    stop: oc.input(job).output(type<null>()),
    /** Takes back what this one did, as one more of them. */
    undo: oc.input(job).output(begun),
  },
};
