// Anchors of the log by PEC (EVIDENCE §14): opt-in, from the account a person chose, to itself and to a
// second address; at most one a day unless somebody asks for one; only digests leave the machine.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { hashOfBytes, readMessage } from '#main/archive/message';
import { forecastQuota } from '#main/accounts/health';
import { anchorSubject, readAnchorSubject, type AnchorEvidence } from '#main/audit/anchor';
import { appendAudit } from '#main/audit/append';
import { makeCheckpoint, readCheckpoint, type AuditPorts } from '#main/audit/checkpoint';
import type { ParserPool } from '#main/ingest/parser-pool';
import { composeMessage } from '#main/outbox/compose-message';
import { newMessageId } from '#main/outbox/finish-draft';
import type { Outbox } from '#main/outbox/outbox';
import { anchorDispatches, anchorReceipts } from '#main/store/anchor';
import { lastCheckpoint } from '#main/store/audit-entry';
import { addNotice, markNoticesRead } from '#main/store/box-care';
import { saveSetting, setting } from '#main/store/setting';
import { AppError } from '#shared/model/app-error';
import type { AnchorChoice, AuditStatus } from '#shared/model/evidence';
import { asAccountId, asInstant, type AccountId, type DispatchId, type Instant } from '#shared/model/ids';
import { isSendableAddress } from '#shared/model/sendable-address';
import type { AccountService } from './account-service.ts';

export type AnchorOutcome =
  | { readonly state: 'queued'; readonly dispatch: DispatchId; readonly size: number; readonly root: string }
  | { readonly state: 'skipped'; readonly why: 'tooSoon' | 'mailboxFull' | 'lastFailed' | 'boxGone' | 'nothingNew' };

export type AnchorService = {
  choice(): AnchorChoice;
  choose(choice: AnchorChoice): void;
  /** Rejects with input.invalid without an account chosen. `asked`: a person wants it now, whatever the last one did. */
  send(options: { readonly asked: boolean }): Promise<AnchorOutcome>;
  /** Weekly, if an account was chosen. Null when it was not time. */
  sendIfDue(): Promise<AnchorOutcome | null>;
  /** Whenever the last one was, if that was chosen; null if not. Never rejects. */
  afterExport(): Promise<AnchorOutcome | { readonly state: 'failed'; readonly code: string } | null>;
  /** Why none goes out by itself until a person does something. */
  held(): AuditStatus['anchorHeld'];
  /** Receipts of anchors in the archive and in files of `folder`, judged anew. */
  evidence(folder: string | null): Promise<readonly AnchorEvidence[]>;
  last(): { readonly at: Instant; readonly size: number; readonly summary: string } | null;
};

const CHOICE = 'audit.anchor';
const NOTICE = 'logNotAnchored';
const NONE: AnchorChoice = { account: null, second: null, afterExport: false };
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const MOST_FILE_BYTES = 150 * 1024 * 1024;

export function createAnchorService(
  ports: AuditPorts & {
    readonly pool: ParserPool;
    readonly accounts: AccountService;
    readonly outbox: Outbox;
    /** The health of a box says something else. */
    readonly told: () => void;
  },
): AnchorService {
  const { store, clock, pool, accounts, outbox, told } = ports;

  function choice(): AnchorChoice {
    const kept = store.read((tx) => setting(tx, CHOICE));
    if (typeof kept !== 'object' || kept === null || !('account' in kept)) return NONE;
    const second = 'second' in kept && typeof kept.second === 'string' ? kept.second : null;
    const afterExport = 'afterExport' in kept && kept.afterExport === true;
    return { account: typeof kept.account === 'string' ? asAccountId(kept.account) : null, second, afterExport };
  }

  /** What only a person can change. */
  function obstacle(account: AccountId, asked: boolean): AuditStatus['anchorHeld'] {
    const [latest] = store.read((tx) => anchorDispatches(tx)).filter((anchor) => anchor.account === account);
    const box = accounts.list().find(({ id }) => id === account);
    if (box === undefined) return 'boxGone';
    const { quota } = box.health;
    const samples = quota === null ? [] : [{ at: clock.now(), ...quota }];
    const level = forecastQuota(samples)?.level;
    if (level === 'critical' || level === 'full') return 'mailboxFull';
    if (asked || latest === undefined) return null;
    return latest.summary === 'refused' || latest.summary === 'someFailed' ? 'lastFailed' : null;
  }

  /** A clock that went back makes the last one lie in the future: then it is time as well. */
  function tooSoon(account: AccountId | null, least: number): boolean {
    const [latest] = store.read((tx) => anchorDispatches(tx)).filter((anchor) => account === null || anchor.account === account);
    const age = latest === undefined ? least : clock.now() - latest.date;
    return age >= 0 && age < least;
  }

  /** `by`: a person; the end of an export; the week. */
  async function send(by: 'person' | 'export' | 'week'): Promise<AnchorOutcome> {
    const { account: id, second } = choice();
    if (id === null) throw new AppError('input.invalid', { retry: 'afterUser', values: { what: 'anchor' } });
    const why = by === 'week' && tooSoon(id, DAY_MS) ? 'tooSoon' : obstacle(id, by === 'person');
    if (why !== null) return { state: 'skipped', why };
    await makeCheckpoint(ports);
    const kept = store.read((tx) => lastCheckpoint(tx));
    const checkpoint = kept === null ? null : readCheckpoint(kept.text);
    if (kept === null || checkpoint === null) return { state: 'skipped', why: 'nothingNew' };
    const account = accounts.byId(id);
    const messageId = newMessageId(account.address);
    const subject = anchorSubject(checkpoint);
    const recipients = [account.address, ...(second === null ? [] : [second])].map((address) => ({ name: '', address }));
    const bytes = composeMessage(
      { to: recipients, cc: [], subject, text: kept.text, html: null, receipt: 'complete', files: [], inReplyTo: null, references: [] },
      { address: account.address, name: '', messageId },
      clock,
    );
    const now = clock.now();
    const { size, root } = checkpoint;
    const dispatch = outbox.add({
      account: id,
      from: account.address,
      recipients,
      messageId,
      subject,
      bytes,
      draft: null,
      dueAt: now,
      scheduledAt: null,
      answers: { event: 'log.anchored', by: 'pec', account: id, size, root },
    });
    return { state: 'queued', dispatch, size, root };
  }

  /** One that should have gone out by itself and could not is told beside the box. */
  async function unasked(by: 'export' | 'week'): Promise<AnchorOutcome> {
    const outcome = await send(by);
    if (outcome.state === 'skipped' && outcome.why === 'tooSoon') return outcome;
    const { account } = choice();
    store.write((tx) => {
      if (outcome.state === 'queued') markNoticesRead(tx, NOTICE, clock.now());
      else if (account !== null && outcome.why !== 'boxGone')
        addNotice(tx, account, { at: clock.now(), code: NOTICE, values: { why: outcome.why } });
    });
    told();
    return outcome;
  }

  async function judged(bytes: Uint8Array, what: string): Promise<AnchorEvidence> {
    const answer = await pool.examine({ bytes, hash: hashOfBytes(bytes), judgedAt: clock.now(), expected: null });
    if (answer.state === 'killed') return { what, state: 'unproven' };
    const { report, claim } = answer.value;
    const proven = report.conclusion.indication === 'passed' && claim.kind === 'receipt';
    const telling = proven && (claim.receipt.type === 'acceptance' || claim.receipt.type === 'delivery');
    const anchored = readAnchorSubject(telling ? (report.facts.certification?.subject ?? '') : '');
    return anchored === null ? { what, state: 'unproven' } : { what, state: 'proven', anchored };
  }

  return {
    choice,
    choose(next) {
      if (next.account !== null) accounts.byId(next.account);
      if (next.second !== null && !isSendableAddress(next.second))
        throw new AppError('input.invalid', { retry: 'afterUser', values: { field: 'to' } });
      store.write(
        (tx) => {
          saveSetting(tx, CHOICE, next);
          markNoticesRead(tx, NOTICE, clock.now());
          appendAudit(tx, clock.now(), { event: 'settings.changed', name: 'anchor', on: next.account !== null });
        },
        { durable: true },
      );
    },
    send: ({ asked }) => send(asked ? 'person' : 'week'),
    async sendIfDue() {
      if (choice().account === null || tooSoon(null, WEEK_MS)) return null;
      return unasked('week');
    },
    async afterExport() {
      const { account, afterExport } = choice();
      if (account === null || !afterExport) return null;
      try {
        return await unasked('export');
      } catch (error) {
        // An export that was made stays made.
        return { state: 'failed', code: error instanceof AppError ? error.code : 'internal' };
      }
    },
    held() {
      const { account } = choice();
      return account === null ? null : obstacle(account, false);
    },
    async evidence(folder) {
      const found: AnchorEvidence[] = [];
      for (const hash of store.read((tx) => anchorReceipts(tx)))
        found.push(
          await judged(
            store.read((tx) => readMessage(tx, hash)),
            hash,
          ),
        );
      // Anybody can send a mail with such a subject: in the archive only what is proven counts.
      const own = found.flatMap((one) => (one.state === 'proven' ? [{ ...one, from: 'archive' as const }] : []));
      return folder === null ? own : [...own, ...(await fromFiles(folder, judged))];
    },
    last() {
      const [latest] = store.read((tx) => anchorDispatches(tx));
      const anchored = latest === undefined ? null : readAnchorSubject(latest.subject);
      return latest === undefined || anchored === null
        ? null
        : { at: asInstant(latest.date), size: anchored.size, summary: latest.summary };
    },
  };
}

async function fromFiles(
  folder: string,
  judged: (bytes: Uint8Array, what: string) => Promise<AnchorEvidence>,
): Promise<readonly AnchorEvidence[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith('.eml')).toSorted();
    const found: AnchorEvidence[] = [];
    for (const name of names) {
      const bytes = await readFile(path.join(folder, name));
      found.push(bytes.length > MOST_FILE_BYTES ? { what: name, state: 'unproven' } : await judged(bytes, name));
    }
    return found;
  } catch (cause) {
    throw new AppError('input.file', { retry: 'afterUser', values: { file: folder }, cause });
  }
}
