// Writing and sending: drafts, pre-flight, the outbox. Files of a draft come by `uploadPath`
// (contract/assets.ts), never through here.
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { Correspondent, Draft, DraftCheck, DraftContent, DraftId, DraftSummary, OutboxEntry } from '#shared/model/compose';
import type { DispatchId, Instant } from '#shared/model/ids';
import { accountId, blobHash, dispatchId } from './ids.ts';

const draftId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/)
  .transform((text) => text as DraftId);
const instant = z.int().transform((milliseconds) => milliseconds as Instant);
const entries = z.array(z.string().max(2_000)).max(1_000);

const content: z.ZodType<DraftContent> = z.strictObject({
  account: accountId,
  to: entries,
  cc: entries,
  subject: z.string().max(10_000),
  text: z.string().max(2_000_000),
  html: z.string().max(4_000_000).nullable(),
  receipt: z.enum(['complete', 'brief', 'concise']),
  attachments: z
    .array(
      z.strictObject({
        file: blobHash,
        name: z.string().max(1_000),
        type: z.string().max(200),
        sizeBytes: z.int().min(0),
      }),
    )
    .max(500),
  origin: z.union([
    z.strictObject({ kind: z.literal('new') }),
    z.strictObject({ kind: z.enum(['reply', 'replyAll', 'forward', 'again']), account: accountId, hash: blobHash }),
  ]),
  inReplyTo: z.string().max(1_000).nullable(),
  references: z.array(z.string().max(1_000)).max(200),
});

export type SaveResult =
  | { readonly state: 'saved'; readonly draft: Draft }
  /** Another window saved meanwhile; its draft is given, nothing was overwritten. */
  | { readonly state: 'conflict'; readonly draft: Draft | null };

export type SendResult =
  /** It leaves at `leavesAt`; until somebody is given it, `undo` brings the draft back. */
  | { readonly state: 'queued'; readonly dispatch: DispatchId; readonly leavesAt: Instant }
  /** Pre-flight found what makes it impossible; nothing was queued. */
  | { readonly state: 'blocked'; readonly check: DraftCheck }
  /** Saved by another window meanwhile. */
  | { readonly state: 'conflict'; readonly draft: Draft | null };

export type ImportPeopleResult =
  | { readonly state: 'read'; readonly added: number; readonly known: number; readonly refused: number }
  /** No column of addresses and no cards. */
  | { readonly state: 'unreadable' };

export const composeContract = {
  compose: {
    /** Newest first, without those in the outbox. */
    drafts: oc.output(type<readonly DraftSummary[]>()),
    open: oc.input(z.strictObject({ id: draftId })).output(type<Draft>()),
    create: oc.input(z.strictObject({ account: accountId })).output(type<Draft>()),
    /** The formatted text comes back as it was kept: simple tags only. */
    save: oc.input(z.strictObject({ id: draftId, revision: z.int().min(1), content })).output(type<SaveResult>()),
    remove: oc.input(z.strictObject({ id: draftId })).output(type<null>()),
    /**
     * A new draft that answers, forwards (as a file, byte for byte) or repeats a message. It speaks of
     * the effective message, and goes to who wrote it, never to the provider's address. `only`: of the recipients of a
     * message that is repeated, these alone; empty: all.
     */
    reply: oc
      .input(
        z.strictObject({
          account: accountId,
          hash: blobHash,
          mode: z.enum(['reply', 'replyAll', 'forward', 'again']),
          only: z.array(z.string().max(1_000)).max(2_000).default([]),
        }),
      )
      .output(type<Draft>()),
    /** Pre-flight of what is on screen; nothing is saved. */
    check: oc.input(z.strictObject({ content, scheduledFor: instant.nullable() })).output(type<DraftCheck>()),
    /** Sends the saved draft of that revision after ten seconds, or at `scheduledFor`. Warnings do not stop it. */
    send: oc.input(z.strictObject({ id: draftId, revision: z.int().min(1), scheduledFor: instant.nullable() })).output(type<SendResult>()),
    /** The draft again; null when it is too late. */
    undo: oc.input(z.strictObject({ dispatch: dispatchId })).output(type<Draft | null>()),
    /** Plain text by account; an account without one is not in it. */
    signatures: oc.output(type<Readonly<Record<string, string>>>()),
    setSignature: oc.input(z.strictObject({ account: accountId, text: z.string().max(10_000) })).output(type<null>()),
    /** How many addresses the book holds. */
    people: oc.output(type<{ readonly learned: number; readonly imported: number }>()),
    /** Adds the people of an uploaded CSV, XLSX or vCard file to the address book. */
    importPeople: oc.input(z.strictObject({ file: blobHash })).output(type<ImportPeopleResult>()),
    forgetImported: oc.output(type<null>()),
    /** People by part of their name or address, those written to first. */
    suggest: oc.input(z.strictObject({ text: z.string().max(200), take: z.int().min(1).max(50) })).output(type<readonly Correspondent[]>()),
  },
  outbox: {
    /** What is on its way or not certain, and what was settled in the last day; newest first. */
    list: oc.output(type<readonly OutboxEntry[]>()),
    /** Tries again now what waits after a failure. */
    retry: oc.input(z.strictObject({ account: accountId.nullable() })).output(type<null>()),
    /** Ends the trying for a message that the provider keeps postponing: it counts as refused. False: not in that state. */
    giveUp: oc.input(z.strictObject({ dispatch: dispatchId })).output(type<boolean>()),
  },
};
