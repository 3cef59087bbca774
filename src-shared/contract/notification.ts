// The service of a document by a lawyer (L. 53/1994). Files come by `uploadPath`, as those of a draft do.
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { AccountId } from '#shared/model/ids';
import { REGISTERS, type NotificationCheck, type NotificationDraft, type NotificationForm } from '#shared/model/notification';
import { blobHash } from './ids.ts';

const short = z.string().max(300);

const form: z.ZodType<NotificationForm> = z.strictObject({
  account: z
    .string()
    .min(1)
    .max(200)
    .transform((text) => text as AccountId),
  lawyerName: short,
  lawyerTaxCode: short,
  bar: short,
  clientName: short,
  clientTaxCode: short,
  office: short,
  section: short,
  docketNumber: short,
  docketYear: short,
  recipients: z
    .array(
      z.strictObject({
        name: short,
        address: short,
        register: z.union([z.enum(REGISTERS), z.literal('')]),
        consultedOn: z.string().max(20),
      }),
    )
    .max(50),
  documents: z
    .array(
      z.strictObject({
        file: z.strictObject({ file: blobHash, name: z.string().max(1_000), type: z.string().max(200), sizeBytes: z.int().min(0) }),
        kind: z.enum(['act', 'copy', 'relata']),
        description: short,
      }),
    )
    .max(50),
});

export const notificationContract = {
  notification: {
    /** What is missing, and the report of service as text. Nothing is kept. */
    check: oc.input(z.strictObject({ form })).output(type<NotificationCheck>()),
    /** A draft with the subject of the law, everybody in To and the complete receipt. */
    make: oc.input(z.strictObject({ form })).output(type<NotificationDraft>()),
  },
};
