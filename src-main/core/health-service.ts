// Health of all boxes, put together from what sync told, what the profile keeps and what a person said.
// Estimates and folder errors live in memory: they are of this run of the program.
import { appendAudit } from '#main/audit/append';
import { boxExpiry, forecastQuota, passwordAge } from '#main/accounts/health';
import { presetForAccount } from '#main/accounts/presets';
import type { Clock } from '#main/ports';
import { accountById, healthOf, type Account } from '#main/store/account';
import {
  addNotice,
  addQuotaSample,
  boxCare,
  markNoticeRead,
  openNotices,
  quotaSamples,
  receivedSince,
  saveBoxCare,
  type BoxCare,
} from '#main/store/box-care';
import type { Store } from '#main/store/database';
import type { ReadTx } from '#main/store/transactions';
import type { SyncEvent } from '#main/sync/sink';
import {
  UNCHECKED_AFTER_MS,
  type BoxCareChange,
  type BoxHealth,
  type BoxNotice,
  type BoxNoticeCode,
  type HealthLevel,
} from '#shared/model/box-health';
import { asInstant, type AccountId, type Instant } from '#shared/model/ids';
import type { AccountView } from '#shared/model/views';
import type { AccountService } from './account-service.ts';
import type { EventBus } from './event-bus.ts';

export type HealthService = {
  /** In the order the boxes were added; archives without a server are among them. */
  all(): readonly BoxHealth[];
  change(account: AccountId, change: BoxCareChange): void;
  dismiss(account: AccountId, notice: number): void;
  /** What sync tells; called for every event of every box. */
  note(event: SyncEvent): void;
};

export type HealthPorts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: EventBus;
  readonly accounts: AccountService;
};

const DAY_MS = 86_400_000;
/** A pace of less than this is noise. */
const SHORTEST_PACE_MS = 2_000;
/** Providers let passwords of mail clients expire after 90 or 180 days; the longer where nothing is known. */
const USUAL_LIFETIME = 180;
const NOTICE_CODES: ReadonlySet<string> = new Set<BoxNoticeCode>([
  'massVanish',
  'rewroteMessage',
  'serverIdentityChanged',
  'messageSkipped',
  'indexLost',
  'logNotStamped',
  'logNotAnchored',
]);

type FolderError = BoxHealth['folderErrors'][number];
type Run = { startedAt: Instant | null; failing: FolderError[]; failed: readonly FolderError[] };

export function createHealthService(ports: HealthPorts): HealthService {
  const { store, clock, events, accounts } = ports;
  const runs = new Map<AccountId, Run>();

  function runOf(account: AccountId): Run {
    const run = runs.get(account) ?? { startedAt: null, failing: [], failed: [] };
    runs.set(account, run);
    return run;
  }

  function notice(account: AccountId, code: BoxNoticeCode, values: BoxNotice['values']): void {
    store.write((tx) => addNotice(tx, account, { at: clock.now(), code, values }));
    events.accounts();
  }

  function care(account: AccountId): BoxCare {
    return store.read((tx) => boxCare(tx, account));
  }

  function noteCertificate(account: AccountId, server: NonNullable<BoxCare['server']>): void {
    const before = care(account).server;
    if (before?.fingerprint === server.fingerprint) return;
    store.write((tx) => {
      saveBoxCare(tx, account, { server });
      // Certificates are renewed every few months: only another issuer is worth a person's eye (NET-06).
      if (before === null || before.issuer === server.issuer) return;
      addNotice(tx, account, {
        at: clock.now(),
        code: 'serverIdentityChanged',
        values: { issuer: server.issuer, before: before.issuer },
      });
      appendAudit(tx, clock.now(), { event: 'account.serverIdentityChanged', account, fingerprint: server.fingerprint });
    });
    events.accounts();
  }

  function noteProgress(event: Extract<SyncEvent, { kind: 'progress' }>): void {
    const run = runOf(event.account);
    if (event.phase === 'listing') {
      run.startedAt = null;
      run.failing = [];
      const known = care(event.account);
      if (known.firstSyncAt === null && store.read((tx) => healthOf(tx, event.account)?.lastCheck ?? null) === null)
        store.write((tx) => saveBoxCare(tx, event.account, { firstSyncAt: clock.now() }));
    } else run.startedAt ??= clock.now();
  }

  function notePassed(account: AccountId): void {
    const run = runOf(account);
    run.failed = run.failing;
    run.startedAt = null;
    const known = care(account);
    if (known.firstSyncAt === null || known.firstSyncDoneAt !== null) return;
    store.write((tx) => saveBoxCare(tx, account, { firstSyncDoneAt: clock.now() }));
    events.accounts();
  }

  function healthOfBox(tx: ReadTx, account: Account, view: AccountView, now: Instant): BoxHealth {
    const known = boxCare(tx, account.id);
    const run = runs.get(account.id);
    const quota = view.health.quota;
    const forecast = quota === null ? null : forecastQuota([...quotaSamples(tx, account.id), { at: now, ...quota }]);
    const box: Omit<BoxHealth, 'level'> = {
      account: account.id,
      address: account.address,
      label: account.label,
      colour: account.colour,
      provider: account.provider,
      health: view.health,
      uncheckedSince: uncheckedSince(view, now),
      recent: receivedSince(tx, account.id, asInstant(now - DAY_MS)),
      unread: view.unread,
      folderErrors: run?.failed ?? [],
      quota: quota === null || forecast === null ? null : { ...quota, ...forecast },
      password: passwordOf(account, known, now),
      expiry: expiryOf(known, now),
      firstSync: firstSyncOf(known, view, run, now),
      notices: openNotices(tx, account.id).flatMap((found) => (isNotice(found) ? [found] : [])),
    };
    return { ...box, level: levelOf(box) };
  }

  return {
    all() {
      const now = clock.now();
      const views = new Map(accounts.list().map((view) => [view.id, view]));
      return store.read((tx) =>
        accounts.known(tx).flatMap((account) => {
          const view = views.get(account.id);
          return view === undefined ? [] : [healthOfBox(tx, account, view, now)];
        }),
      );
    },
    change(account, change) {
      accounts.byId(account);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      store.write(
        (tx) => {
          saveBoxCare(tx, account, given);
          appendAudit(tx, clock.now(), { event: 'account.changed', account, what: 'dates' });
        },
        { durable: true },
      );
      events.accounts();
    },
    dismiss(account, number) {
      store.write((tx) => markNoticeRead(tx, account, number, clock.now()));
      events.accounts();
    },
    note(event) {
      const { account } = event;
      // A box removed while its last events were on their way.
      if (store.read((tx) => accountById(tx, account)) === null) return;
      switch (event.kind) {
        case 'progress':
          return noteProgress(event);
        case 'passed':
          return notePassed(account);
        case 'quota':
          return store.write((tx) =>
            addQuotaSample(tx, account, { at: clock.now(), usedBytes: event.usedBytes, limitBytes: event.limitBytes }),
          );
        case 'massVanish':
          return notice(account, 'massVanish', { folder: event.folder, vanished: event.vanished, held: event.held });
        case 'rewrote':
          return notice(account, 'rewroteMessage', { folder: event.folder, uid: event.uid });
        case 'skipped':
          return notice(account, 'messageSkipped', { folder: event.folder, uid: event.uid, reason: event.reason });
        case 'serverCertificate':
          return noteCertificate(account, { fingerprint: event.fingerprint, issuer: event.issuer });
        case 'folderFailed':
          runOf(account).failing.push({ folder: event.folder, error: { code: event.error.code, values: event.error.values } });
          return;
        case 'saved':
        case 'folderDone':
        case 'failed':
          return;
      }
    },
  };
}

/** A box that is an archive only is never looked into; one that is being read right now is. */
function uncheckedSince({ offline, health: { state, lastCheck } }: AccountView, now: Instant): Instant | null {
  if (offline || state === 'syncing' || lastCheck === null) return null;
  return now - lastCheck >= UNCHECKED_AFTER_MS ? lastCheck : null;
}

function passwordOf(account: Account, care: BoxCare, now: Instant): BoxHealth['password'] {
  const notes = presetForAccount(account.address, account.settings.imap?.host ?? '')?.notes ?? [];
  const lifetimeDays = care.passwordLifetimeDays ?? (notes.includes('appPasswordExpires90') ? 90 : USUAL_LIFETIME);
  const changedAt = care.passwordChangedAt;
  const age = account.offline || lifetimeDays === 0 ? ({ state: 'unknown' } as const) : passwordAge(changedAt, lifetimeDays, now);
  return {
    changedAt,
    lifetimeDays,
    state: age.state,
    days: age.state === 'unknown' ? null : age.days,
    dueInDays: age.state === 'fresh' ? age.dueInDays : null,
  };
}

function expiryOf(care: BoxCare, now: Instant): BoxHealth['expiry'] {
  const expiry = boxExpiry(care.expiresAt, now);
  return { at: care.expiresAt, state: expiry.state, days: expiry.state === 'unknown' ? null : expiry.days };
}

function firstSyncOf(care: BoxCare, view: AccountView, run: Run | undefined, now: Instant): BoxHealth['firstSync'] {
  if (care.firstSyncAt === null || care.firstSyncDoneAt !== null) return null;
  const { done, total } = view.health.progress ?? { done: 0, total: 0 };
  const elapsed = run?.startedAt === null || run === undefined ? 0 : now - run.startedAt;
  const pace = elapsed >= SHORTEST_PACE_MS && done > 0 ? (done * 1_000) / elapsed : null;
  return {
    startedAt: care.firstSyncAt,
    done,
    total,
    messagesPerSecond: pace,
    remainingSeconds: pace === null ? null : Math.ceil(Math.max(0, total - done) / pace),
  };
}

function levelOf(box: Omit<BoxHealth, 'level'>): HealthLevel {
  const critical = [
    box.health.state === 'error',
    box.quota?.level === 'critical' || box.quota?.level === 'full',
    box.password.state === 'overdue',
    box.expiry.state === 'past',
    box.notices.some(({ code }) => code === 'massVanish'),
  ];
  if (critical.includes(true)) return 'critical';
  const warning = [
    box.uncheckedSince !== null,
    box.folderErrors.length > 0,
    box.quota?.level === 'warning',
    box.password.state === 'due',
    box.expiry.state === 'near',
    box.notices.length > 0,
  ];
  return warning.includes(true) ? 'warning' : 'ok';
}

function isNotice(notice: { readonly code: string }): notice is BoxNotice {
  return NOTICE_CODES.has(notice.code);
}
