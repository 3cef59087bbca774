// Every call between a screen and a host. Inputs are validated once by the host; outputs are typed
// and not validated again. Bytes never travel here: they are URLs (`assets.ts`).
import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { Figures } from '#shared/model/box-figures';
import type { BoxHealth } from '#shared/model/box-health';
import { asInstant } from '#shared/model/ids';
import type { AccountId } from '#shared/model/ids';
import type { Handling, ListFrame, ListRow, SeenUpTo } from '#shared/model/list';
import type { ProviderServers } from '#shared/model/provider';
import type { Radar } from '#shared/model/radar';
import type { InvoiceReading } from '#shared/model/invoice';
import type { RemotePictures } from '#shared/model/remote-pictures';
import type { FilePlace, IndexStatus, Snippet, Suggestions } from '#shared/model/search';
import type { AttachmentVerdict, AccountView, Counts, DispatchView, MessageView, ReportView } from '#shared/model/views';
import { bulkContract } from './bulk.ts';
import { batchContract } from './batch.ts';
import { notificationContract } from './notification.ts';
import { openedArchiveContract } from './opened-archive.ts';
import { composeContract } from './compose.ts';
import { demoContract } from './demo.ts';
import { evidenceContract } from './evidence.ts';
import { retentionContract } from './retention.ts';
import type { CoreEvent } from './events.ts';
import { listView as view, rowKey } from './selection.ts';
import type { Settings } from './settings.ts';
import { settingsChange } from './settings.ts';
import { templatesContract } from './templates.ts';
import { trustContract } from './trust.ts';
import { accountId, blobHash, dispatchId } from './ids.ts';

const instant = z.int().min(0).max(8_640_000_000_000_000).transform(asInstant);

export const contract = {
  accounts: {
    list: oc.output(type<readonly AccountView[]>()),
    /** Finds the preset of the provider, tests the connection, stores the account and starts its first sync. */
    add: oc
      .input(
        z.strictObject({
          address: z.string().min(3).max(320),
          login: z.string().max(320).nullable(),
          password: z.string().min(1).max(1_000),
          label: z.string().max(100).nullable(),
          imap: z
            .strictObject({ host: z.string().min(1).max(255), port: z.int().min(1).max(65_535), security: z.enum(['tls', 'starttls']) })
            .nullable(),
          smtp: z
            .strictObject({ host: z.string().min(1).max(255), port: z.int().min(1).max(65_535), security: z.enum(['tls', 'starttls']) })
            .nullable(),
        }),
      )
      .output(type<{ readonly id: AccountId }>()),
    /** The preset for an address, for the first-run screen; null when unknown. */
    preset: oc
      .input(z.strictObject({ address: z.string().min(3).max(320) }))
      .output(
        type<{ readonly provider: string; readonly imap: string; readonly smtp: string; readonly notes: readonly string[] } | null>(),
      ),
    /** Providers whose servers are known, for who knows the name of theirs and not the servers. */
    providers: oc.output(type<readonly ProviderServers[]>()),
    remove: oc.input(z.strictObject({ account: accountId })).output(type<null>()),
    /** Every box at once: last check, new mail, quota with forecast, password age, expiry, errors, first sync with an estimate. */
    health: oc.output(type<readonly BoxHealth[]>()),
    /** Dates only a person knows; a field left out stays as it is. */
    care: oc
      .input(
        z.strictObject({
          account: accountId,
          passwordChangedAt: instant.nullable().optional(),
          passwordLifetimeDays: z
            .union([z.literal(0), z.literal(90), z.literal(180)])
            .nullable()
            .optional(),
          expiresAt: instant.nullable().optional(),
        }),
      )
      .output(type<null>()),
    /** Counts and twelve weeks of mail of every box. */
    figures: oc.output(type<Figures>()),
    /** Connects with the new password first and keeps it only then; rejects with the code that names the cause. */
    changePassword: oc.input(z.strictObject({ account: accountId, password: z.string().min(1).max(1_000) })).output(type<null>()),
    dismissNotice: oc.input(z.strictObject({ account: accountId, notice: z.int().min(1) })).output(type<null>()),
  },
  list: {
    frame: oc.input(z.strictObject({ view })).output(type<ListFrame>()),
    /** Rows from `skip` after the bucket key, newest first. */
    slice: oc
      .input(z.strictObject({ view, firstKey: rowKey, skip: z.int().min(0).max(2_500), take: z.int().min(1).max(200) }))
      .output(type<readonly ListRow[]>()),
    placeOf: oc.input(z.strictObject({ view, key: rowKey })).output(type<{ readonly index: number } | null>()),
    /** What choosing all of a view chooses now: how many rows, and up to where. */
    all: oc.input(z.strictObject({ view })).output(type<{ readonly count: number; readonly seen: SeenUpTo }>()),
    counts: oc.input(z.strictObject({ account: accountId.nullable() })).output(type<Counts>()),
  },
  messages: {
    open: oc.input(z.strictObject({ account: accountId, hash: blobHash })).output(type<MessageView>()),
    markRead: oc.input(z.strictObject({ account: accountId, hash: blobHash, read: z.boolean() })).output(type<null>()),
    /** Written to the log before paper, after a PDF: a reading copy of this message was made. */
    printed: oc.input(z.strictObject({ account: accountId, hash: blobHash, how: z.enum(['paper', 'pdf']) })).output(type<null>()),
    /**
     * Asks the servers a sender named for the pictures of this one message: they learn that it is read. The only call
     * that makes the core ask anybody because of what a message says.
     */
    fetchPictures: oc.input(z.strictObject({ account: accountId, hash: blobHash })).output(type<RemotePictures>()),
    /** An attachment read as FatturaPA; what cannot be read as one has a code. */
    invoice: oc
      .input(
        z.strictObject({
          account: accountId,
          hash: blobHash,
          part: z.string().regex(/^(?:\d{1,4}(?:\.\d{1,4}){0,40})?$/),
          name: z.string().max(1_000),
        }),
      )
      .output(type<InvoiceReading>()),
  },
  /** Beside the rows, which are the view 'search' of the list. A query that cannot be is input.invalid with `problem` and `what`. */
  search: {
    /** For rows on screen of a search whose frame is known. */
    snippets: oc.input(z.strictObject({ view, keys: z.array(rowKey).max(100) })).output(type<readonly Snippet[]>()),
    suggest: oc
      .input(z.strictObject({ text: z.string().max(10_000), caret: z.int().min(0).max(10_000), language: z.enum(['it', 'en']) }))
      .output(type<Suggestions>()),
    /** Where a file travelled, by the SHA-256 of its bytes. */
    byFile: oc.input(z.strictObject({ sha256: blobHash, account: accountId.nullable() })).output(type<readonly FilePlace[]>()),
    status: oc.output(type<IndexStatus>()),
  },
  dispatches: {
    open: oc.input(z.strictObject({ id: dispatchId })).output(type<DispatchView>()),
  },
  /** What needs a look, over all boxes or one, most urgent first. Clocks move on: asked again every minute while shown. */
  radar: {
    list: oc.input(z.strictObject({ account: accountId.nullable() })).output(type<Radar>()),
  },
  verification: {
    report: oc.input(z.strictObject({ account: accountId, hash: blobHash })).output(type<ReportView>()),
    /** A signed attachment by its section path: the thing itself, then time stamps and what is signed inside it. */
    attachment: oc
      .input(z.strictObject({ account: accountId, hash: blobHash, part: z.string().regex(/^\d{1,4}(\.\d{1,4}){0,40}$/) }))
      .output(type<readonly AttachmentVerdict[]>()),
  },
  /** "In carico a me", "Gestita", and their undo: an event log, never a flag set in place. */
  handling: {
    change: oc
      .input(
        z.strictObject({
          account: accountId,
          subject: z.union([blobHash, dispatchId]),
          change: z.discriminatedUnion('kind', [
            z.strictObject({ kind: z.literal('take') }),
            z.strictObject({ kind: z.literal('release') }),
            z.strictObject({ kind: z.literal('reopen') }),
            z.strictObject({ kind: z.literal('handle'), outcome: z.string().max(200).nullable(), note: z.string().max(4_000).nullable() }),
            z.strictObject({ kind: z.literal('undo'), event: z.string().regex(/^[0-9a-f]{32}$/) }),
          ]),
        }),
      )
      .output(type<{ readonly event: string; readonly handling: Handling }>()),
  },
  sync: {
    now: oc.input(z.strictObject({ account: accountId.nullable() })).output(type<null>()),
  },
  ...composeContract,
  ...evidenceContract,
  ...retentionContract,
  ...trustContract,
  ...batchContract,
  ...openedArchiveContract,
  ...demoContract,
  ...bulkContract,
  ...notificationContract,
  ...templatesContract,
  settings: {
    get: oc.output(type<Settings>()),
    set: oc.input(settingsChange).output(type<Settings>()),
  },
  /** Everything that changed, after commit, coalesced (events.ts). */
  events: oc.output(eventIterator(type<CoreEvent>())),
};

export type Contract = typeof contract;
