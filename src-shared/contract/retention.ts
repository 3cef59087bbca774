// Legal holds, how long mail is kept, and erasure in two confirmations. What a screen names is looked up
// anew at each step; a number that is not the plan's confirms nothing.
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { Erasure, ErasurePlan, RetentionChoice, RetentionState } from '#shared/model/retention';
import { accountId, blobHash, dispatchId } from './ids.ts';

const erasure = z.string().regex(/^[0-9a-f]{16}$/);
const reason = z.string().min(1).max(1_000);
const count = z.int().min(0).max(10_000_000);
const choice: z.ZodType<RetentionChoice> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('due') }),
  z.strictObject({ kind: z.literal('query'), query: z.string().min(1).max(10_000) }),
  z.strictObject({
    kind: z.literal('items'),
    items: z
      .array(
        z.discriminatedUnion('type', [
          z.strictObject({ type: z.literal('dispatch'), id: dispatchId }),
          z.strictObject({ type: z.literal('message'), account: accountId, hash: blobHash }),
        ]),
      )
      .max(10_000),
  }),
]);

export const retentionContract = {
  retention: {
    state: oc.output(type<RetentionState>()),
    /** `choice` null: all mail of the box, or of every box, also what is still to come. */
    hold: oc.input(z.strictObject({ account: accountId.nullable(), choice: choice.nullable(), reason })).output(type<RetentionState>()),
    release: oc.input(z.strictObject({ hold: z.int().min(1), reason })).output(type<RetentionState>()),
    setPolicy: oc
      .input(
        z.strictObject({
          account: accountId.nullable(),
          category: z.enum(['sent', 'certified', 'ordinary', 'other']),
          months: z.int().min(1).max(1200),
        }),
      )
      .output(type<RetentionState>()),
    removePolicy: oc.input(z.strictObject({ policy: z.int().min(1) })).output(type<RetentionState>()),
    /** What an erasure would take, and what would stay. */
    plan: oc.input(z.strictObject({ choice })).output(type<ErasurePlan>()),
    /** First confirmation. Erases nothing. */
    ask: oc.input(z.strictObject({ choice, reason, messages: count })).output(type<Erasure>()),
    /** Second confirmation: ends when nothing of it is left in the profile. */
    confirm: oc.input(z.strictObject({ erasure, messages: count })).output(type<Erasure>()),
    cancel: oc.input(z.strictObject({ erasure })).output(type<RetentionState>()),
  },
};
