// Ids as they come over the contract: bounded before anything looks them up.
import { z } from 'zod';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';

export const accountId = z
  .string()
  .min(1)
  .max(200)
  .transform((text) => text as AccountId);
/** SHA-256, lower-case hex. */
export const blobHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => text as BlobHash);
export const dispatchId = z
  .string()
  .min(1)
  .max(200)
  .transform((text) => text as DispatchId);
