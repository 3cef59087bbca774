// Old archives opened from a screen: their files come by `uploadPath` (assets.ts), are read into a box of their own,
// and what became of them is asked again and again until it is over.
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import { blobHash } from './ids.ts';

export type OpenedArchive =
  /** Messages met so far. */
  | { readonly state: 'running'; readonly done: number }
  | { readonly state: 'done'; readonly stored: number; readonly known: number; readonly unreadable: number; readonly refused: number }
  | { readonly state: 'failed'; readonly code: string; readonly values: Readonly<Record<string, string | number>> };

/** Those of a dropped folder. */
export const MOST_ARCHIVE_FILES = 2_000;

const files = z
  .array(z.strictObject({ file: blobHash, name: z.string().min(1).max(300) }))
  .min(1)
  .max(MOST_ARCHIVE_FILES);

export const openedArchiveContract = {
  archive: {
    open: oc
      .input(z.strictObject({ files, /** Of the folder they were in. */ name: z.string().min(1).max(300).optional() }))
      .output(type<{ readonly job: string }>()),
    opened: oc.input(z.strictObject({ job: z.string().regex(/^[0-9a-f]{16}$/) })).output(type<OpenedArchive>()),
  },
};
