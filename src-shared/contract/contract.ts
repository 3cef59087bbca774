// Every call between a screen and a host. Inputs are validated once by the host; outputs are typed
// and not validated again. Bytes never travel here: they are URLs (`assets.ts`).
import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import type { ListFrame, ListRow, ListView, RowKey } from '#shared/model/list';
import type { AccountView, Counts, DispatchView, MessageView, ReportView } from '#shared/model/views';
import type { CoreEvent } from './events.ts';
import type { Settings, SettingsChange } from './settings.ts';
import { settingsChange } from './settings.ts';

const accountId = z
  .string()
  .min(1)
  .max(200)
  .transform((text) => text as AccountId);
const blobHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => text as BlobHash);
const dispatchId = z
  .string()
  .min(1)
  .max(200)
  .transform((text) => text as DispatchId);
const rowKey = z
  .string()
  .max(200)
  .transform((text): RowKey => text);
const view: z.ZodType<ListView> = z.union([
  z.strictObject({ view: z.enum(['all', 'received', 'sent', 'problems', 'unhandled', 'inCharge']), account: accountId.nullable() }),
  z.strictObject({ view: z.literal('search'), account: accountId.nullable(), query: z.string().max(10_000) }),
]);

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
    remove: oc.input(z.strictObject({ account: accountId })).output(type<null>()),
  },
  list: {
    frame: oc.input(z.strictObject({ view })).output(type<ListFrame>()),
    /** Rows from `skip` after the bucket key, newest first. */
    slice: oc
      .input(z.strictObject({ view, firstKey: rowKey, skip: z.int().min(0).max(2_500), take: z.int().min(1).max(200) }))
      .output(type<readonly ListRow[]>()),
    placeOf: oc.input(z.strictObject({ view, key: rowKey })).output(type<{ readonly index: number } | null>()),
    counts: oc.input(z.strictObject({ account: accountId.nullable() })).output(type<Counts>()),
  },
  messages: {
    open: oc.input(z.strictObject({ account: accountId, hash: blobHash })).output(type<MessageView>()),
    markRead: oc.input(z.strictObject({ account: accountId, hash: blobHash, read: z.boolean() })).output(type<null>()),
  },
  dispatches: {
    open: oc.input(z.strictObject({ id: dispatchId })).output(type<DispatchView>()),
  },
  verification: {
    report: oc.input(z.strictObject({ account: accountId, hash: blobHash })).output(type<ReportView>()),
  },
  sync: {
    now: oc.input(z.strictObject({ account: accountId.nullable() })).output(type<null>()),
  },
  settings: {
    get: oc.output(type<Settings>()),
    set: oc.input(settingsChange).output(type<Settings>()),
  },
  /** Everything that changed, after commit, coalesced (events.ts). */
  events: oc.output(eventIterator(type<CoreEvent>())),
};

export type Contract = typeof contract;
export type { SettingsChange };
