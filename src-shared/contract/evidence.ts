// Evidence out of the archive, the log, and the check of the archive. A screen names what to export,
// never where to: files go into the folder of exports of the profile (THREATS IPC-02).
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { ArchiveCheckState } from '#shared/model/archive-check';
import type { AuditPage, AuditStatus, ExportChoice, ExportJob, ExportPlan } from '#shared/model/evidence';
import { rowSelection } from './selection.ts';
import { accountId, blobHash, dispatchId } from './ids.ts';

/** http or https; only a digest goes there. */
const url = z.string().min(1).max(2_000);
const job = z.string().regex(/^[0-9a-f]{32}$/);
const profile = z.enum(['prova', 'deposito', 'eml', 'mbox', 'zip']);
const choice: z.ZodType<ExportChoice> = z.discriminatedUnion('kind', [
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
  z.strictObject({ kind: z.literal('query'), query: z.string().max(10_000) }),
  z.strictObject({ kind: z.literal('selection'), selection: rowSelection }),
]);

export const evidenceContract = {
  evidence: {
    plan: oc.input(z.strictObject({ choice, profile })).output(type<ExportPlan>()),
    /** `timestamp`: address of the authority that stamps the bundle (RFC 3161), for the profile prova alone. Begins; what becomes of it is asked with `job`. */
    start: oc
      .input(z.strictObject({ choice, profile, language: z.enum(['it', 'en']), timestamp: url.nullable() }))
      .output(type<{ readonly job: string }>()),
    job: oc.input(z.strictObject({ job })).output(type<ExportJob>()),
    cancel: oc.input(z.strictObject({ job })).output(type<null>()),
    /** Shows the folder of exports in the file manager; false where there is none. */
    reveal: oc.output(type<boolean>()),
  },
  audit: {
    status: oc.output(type<AuditStatus>()),
    /** Newest first, entries below `before`. */
    page: oc
      .input(
        z.strictObject({
          before: z.int().min(0).nullable(),
          take: z.int().min(1).max(500),
          group: z.enum(['all', 'messages', 'exports', 'log', 'boxes', 'archive', 'people']),
        }),
      )
      .output(type<AuditPage>()),
    /** Checks the whole log now; the result is itself an entry. */
    verify: oc.output(type<{ readonly entries: number; readonly findings: readonly { readonly id: string; readonly what: string }[] }>()),
    /** The owner says that the older copy, or the other log, is meant: an entry with both roots, and the archive is no longer read-only. */
    confirm: oc.output(type<AuditStatus>()),
    /** All entries with their proofs, as files in the folder of exports. */
    export: oc.output(type<{ readonly path: string; readonly entries: number }>()),
    chooseAnchor: oc
      .input(z.strictObject({ account: accountId.nullable(), second: z.string().max(320).nullable(), afterExport: z.boolean().optional() }))
      .output(type<AuditStatus>()),
    /** Whether opening a message becomes an entry; the choice is one as well. */
    logOpened: oc.input(z.strictObject({ on: z.boolean() })).output(type<AuditStatus>()),
    /**
     * Whose time-stamps come by themselves; null: none. `password` null: the one kept for the same address and name.
     * Rejects with input.invalid.
     */
    chooseStamp: oc
      .input(
        z.strictObject({
          plan: z
            .strictObject({ url, login: z.string().min(1).max(320).nullable(), weekly: z.boolean(), afterExport: z.boolean() })
            .nullable(),
          password: z.string().min(1).max(1_000).nullable(),
        }),
      )
      .output(type<AuditStatus>()),
    /** A time-stamp over the log as it stands, from the authority at `url`, with the password kept for it; it is remembered. Rejects with net.*, input.invalid. */
    stamp: oc.input(z.strictObject({ url })).output(type<AuditStatus>()),
    anchorNow: oc.output(type<{ readonly state: 'queued' | 'skipped'; readonly why: string | null }>()),
  },
  archiveCheck: {
    state: oc.output(type<ArchiveCheckState>()),
    start: oc.output(type<null>()),
    stop: oc.output(type<null>()),
  },
};
