// The composition: opens the profile, builds the services, answers the contract. One core per
// profile and process; hosts hand in what only they have (ARCHITECTURE §3).
import os from 'node:os';
import { appendAudit, AUDIT_SESSION, auditSession } from '#main/audit/append';
import { standingOf, type SignedBefore } from '#main/audit/standing';
import { removeUnfinished } from '#main/evidence/place';
import { createImapConnector } from '#main/imap/connect';
import { recoverLostRows } from '#main/ingest/recovery';
import { createLog } from '#main/log/log';
import { createHandlingService } from '#main/office/handling-service';
import type { Clock, DemoDesk, Log, ParserHost, SecretStore, TrustMaterial } from '#main/ports';
import { createSubmitter } from '#main/smtp/submit';
import { openProfile, type Store } from '#main/store/database';
import { importRecords } from '#main/store/import-record';
import { createPictureSource } from '#main/web/fetch-picture';
import { createBatchWriter } from '#main/sync/batch-writer';
import { AppError } from '#shared/model/app-error';
import { proofFile } from './bulk-export.ts';
import { archivedBytes } from './archived-bytes.ts';
import { screenSettings } from './screen-settings.ts';
import { createBatchService } from './batch-service.ts';
import { createAccountService } from './account-service.ts';
import { findById } from './find.ts';
import { backupProfile } from './backup.ts';
import { createBackupSchedule, noteBackup } from './backup-schedule.ts';
import { freeSpace, planFreeing } from './free-space.ts';
import { importAccounts } from './import-accounts.ts';
import { createCheckpointKeeper } from './checkpoint-keeper.ts';
import { createClockWork } from './clock-work.ts';
import type { Core } from './core-types.ts';
import { dispatchView } from './dispatch-view.ts';
import { examineProfile } from './doctor.ts';
import { createEvidenceDesk, type EvidenceDesk } from './evidence-desk.ts';
import { createEventBus } from './event-bus.ts';
import { createHealthService } from './health-service.ts';
import { importPaths } from './import-service.ts';
import { listRows } from './list-rows.ts';
import { messageView, reportView } from './message-view.ts';
import { createJudging } from './judging.ts';
import { createPictureService } from './picture-service.ts';
import type { RevocationAsking } from './revocation-work.ts';
import { createOpenedArchives } from './opened-archives.ts';
import { noteOpened } from './opened-log.ts';
import { noteProgram } from './program-log.ts';
import { createRouter } from './router.ts';
import type { CoreServices } from './services.ts';
import { createSending } from './sending.ts';
import { coreStats } from './stats.ts';
import { submitMessage } from './submit.ts';
import { createSyncService } from './sync-service.ts';
import { createWatch } from './watch.ts';
import type { ShippedSource } from './trust-material.ts';
import { trustView } from './trust-view.ts';

export type CoreOptions = {
  readonly folder: string;
  /** 32 bytes; null leaves the profile in clear (tests). */
  readonly key: Uint8Array | null;
  readonly version: string;
  readonly clock: Clock;
  /** The set that ships with the program. */
  readonly trust: TrustMaterial;
  readonly trustSources: readonly ShippedSource[];
  /** Folder `assets` of the installation. */
  readonly assets: string;
  /** PEM of issuing CAs the host adds: the sandbox's, for the demo. Kept in the profile. */
  readonly extraAnchors: readonly string[];
  /** DER of revocation lists the host adds; kept in the profile. */
  readonly extraLists: readonly Uint8Array[];
  readonly secrets: SecretStore;
  readonly parsers: ParserHost;
  readonly parserProcesses: number;
  /** PEM of extra TLS roots for servers on a literal loopback address. */
  readonly loopbackRoots: string | null;
  /** Whether revocation data is fetched when mail arrives. */
  readonly revocation: RevocationAsking;
  /** What the secret store knows of the log of this profile (`signedBefore`); absent: nothing. */
  readonly signed?: SignedBefore;
  /** File of the thread that writes what a first sync brings (sync/batch-writer-thread.ts); null: this thread does. */
  readonly writerThread: URL | null;
  /** Absent: this host has no demonstration boxes. */
  readonly demo?: DemoDesk;
};

type DeskParts = Pick<Core, 'idsOf' | 'exportEvidence' | 'audit' | 'anchors' | 'stamps' | 'stamping' | 'archiveCheck' | 'retention'>;

const NO_DEMO: DemoDesk = {
  state: () => ({ state: 'none' }),
  open: () => undefined,
  leave: () => undefined,
  remove: () => Promise.resolve(),
};

/** A damaged page must not keep the doctor, an export or a backup from what is still sound. */
function startDespiteDamage(log: Log, step: () => unknown): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'storage.damaged')) throw error;
    log.error('start.damaged');
  }
}

/** What the log says of the program itself must not keep it from opening or closing on a full disk. */
function tellIfPossible(log: Log, step: () => unknown): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn('audit.notWritten');
  }
}

/** Everything a core is made of, opened and started; `createCore` only says who answers what. */
function openServices(options: CoreOptions) {
  const { clock, secrets } = options;
  const log = createLog();
  const store = openProfile(options.folder, { key: options.key, clock });
  const events = createEventBus(options.version);
  const judging = createJudging(options, { store, log, events });
  const { trust, pool, search, queue, revocation } = judging;
  const imap = createImapConnector();
  const submitter = createSubmitter();
  const accounts = createAccountService({ store, secrets, imap, clock, events, loopbackRoots: options.loopbackRoots });
  const health = createHealthService({ store, clock, events, accounts });
  const writer =
    options.writerThread === null
      ? null
      : createBatchWriter({
          store,
          options: { key: options.key },
          memory: { [AUDIT_SESSION]: store.read((tx) => auditSession(tx)) },
          file: options.writerThread,
        });
  const sync = createSyncService({ store, imap, clock, log, events, accounts, queue, health, writer });
  const handling = createHandlingService({ store, clock });
  const services: CoreServices = {
    store,
    pool,
    queue,
    clock,
    log,
    events,
    accounts,
    sync,
    health,
    search,
    trust,
    revocation,
    asksNetwork: options.revocation.ask,
    pictures: createPictureService({ store, pool, clock, source: options.revocation.ask ? createPictureSource(options.revocation) : null }),
    handling,
    // Until there are operators the author is the account of the operating system.
    batch: createBatchService({ store, clock, events, search, handling, author: os.userInfo().username }),
  };
  const watch = createWatch({ store, clock, log, tell: events.notices });
  events.onChanged(watch.changed);
  const clockWork = createClockWork({ store, clock, log, changed: events.changed });
  return openWork(options, { clock, log, store, events, judging, submitter, imap, accounts, sync, services, clockWork, watch });
}

type Opened = Pick<CoreServices, 'clock' | 'log' | 'store' | 'events' | 'accounts' | 'sync'> & {
  readonly services: CoreServices;
  readonly judging: ReturnType<typeof createJudging>;
  readonly submitter: ReturnType<typeof createSubmitter>;
  readonly imap: ReturnType<typeof createImapConnector>;
  readonly clockWork: ReturnType<typeof createClockWork>;
  readonly watch: ReturnType<typeof createWatch>;
};

/** What was left by the last run is taken up, unless the log may not be written on; then what a person asks for can begin. */
function openWork(options: CoreOptions, opened: Opened) {
  const { clock, log, store, judging, submitter, imap, services } = opened;
  const { trust, search, queue, revocation } = judging;
  tellIfPossible(log, () => noteProgram(store, clock, options.version));
  startDespiteDamage(log, () => recoverLostRows(store, clock.now()));
  const sending = createSending(services, submitter);
  const { folder: profile, assets, version, secrets } = options;
  const desk = createEvidenceDesk(services, sending, { profile, assets, version, secrets, imap });
  const archives = createOpenedArchives(services, profile);
  startDespiteDamage(log, () => freezeIfBehind(store, options.signed));
  /** What begins by itself, once the log may be written. */
  const wake = (): void => {
    if (store.frozen() !== null) return;
    removeUnfinished(store, clock.now());
    startDespiteDamage(log, () => desk.retention.resume());
    startDespiteDamage(log, () => trust.settle(queue));
    queue.wake();
    startDespiteDamage(log, () => revocation.retry());
    search.index.wake();
  };
  wake();

  const keeper = createCheckpointKeeper({ store, clock, log, sign: desk.audit.checkpoint });
  const backups = createBackupSchedule({ store, clock, log, key: options.key, sign: keeper.signed });

  return { ...opened, desk, archives, sending, backups, keeper, wake, followed: false };
}

/** An older copy, or another log, is not written on before the owner said that it is meant (EVIDENCE §13). */
function freezeIfBehind(store: Store, signed: SignedBefore | undefined): void {
  if (signed === undefined) return;
  const { state } = store.read((tx) => standingOf(tx, signed));
  // A log begun anew after its file was lost is only signed no further: what the archive holds must be listed again.
  if (state === 'rollback' || state === 'keyLost') store.freeze(new AppError(`audit.${state}`, { retry: 'afterUser' }));
}

function ofDesk(desk: EvidenceDesk): DeskParts {
  const { idsOf, export: exportEvidence, audit, anchors, stamps, stamping, check, retention, chosen } = desk;
  return { idsOf, exportEvidence, audit, anchors, stamps, stamping, archiveCheck: check, retention: { ...retention, chosen } };
}

/** Rejects with the AppErrors of `openProfile`: profile.inUse, storage.key, storage.newerSchema, … */
export function createCore(options: CoreOptions): Core {
  const { clock } = options;
  const parts = openServices(options);
  const { store, events, judging, submitter, imap, accounts, sync, services, desk, archives, sending, backups, keeper } = parts;
  const { trust, search } = judging;

  return {
    router: createRouter(services, sending, desk, archives, options.demo ?? NO_DEMO),
    events,
    accounts: accounts.list,
    health: services.health.all,
    changeBox: services.health.change,
    addAccount: accounts.add,
    removeAccount: accounts.remove,
    testAccount: accounts.test,
    archiveBox: async (source) => accounts.archiveBox(source),
    imports: (account) => store.read((tx) => importRecords(tx, account)),
    async syncOnce(syncOptions) {
      const frozen = store.frozen();
      if (frozen !== null) throw frozen;
      const summary = await sync.once(syncOptions);
      // Whoever syncs once and leaves still gets what the authorities say, if they say it soon.
      await judging.settledSoon();
      return summary;
    },
    follow: () => followAll(parts),
    compose: sending.compose,
    outbox: sending.outbox,
    bulk: sending.bulk,
    async bulkProof(id, format, language) {
      const run = sending.bulk.list().find((one) => one.id === id);
      if (run === undefined) return null;
      return proofFile(run.name, await sending.bulk.proof(id), format, language ?? screenSettings(store).language);
    },
    importPaths: (paths, importOptions) => importPaths(services, paths, importOptions),
    submit: (account, bytes, recipients) => submitMessage({ ...services, submitter }, account, bytes, recipients),
    rows: (view, limit) => (view.view === 'search' ? search.rows(view, limit) : listRows(store, view, limit)),
    indexed: search.index.idle,
    filePlaces: search.byFile,
    dispatch: (id) => dispatchView(services, id),
    message: (account, hash) => messageView(services, account, hash),
    report: (account, hash) => reportView(store, account, hash),
    find: (id) => findById(store, id),
    ...archivedBytes(services),
    attachmentOpened: (account, hash) => noteOpened(services, account, hash, 'message.attachmentOpened'),
    picture: services.pictures.bytes,
    idle: judging.settled,
    stats: () => coreStats(store),
    trust: {
      view: () => trustView(services),
      added: trust.added,
      add: (file, source) => judging.changeTrust(() => trust.add(file, source)),
      remove: (fingerprint) => judging.changeTrust(() => trust.remove(fingerprint)),
    },
    doctor: (doctorOptions) => examineProfile(services, doctorOptions),
    ...ofDesk(desk),
    async backup(folder, passphrase, onProgress) {
      if (options.key === null) throw new AppError('storage.key', { values: { file: options.folder } });
      const at = clock.now();
      await keeper.signed();
      const report = await backupProfile(store, folder, { key: options.key, passphrase, clock, onProgress });
      noteBackup(store, at, folder);
      return report;
    },
    backups,
    planFreeing: (account, before) => planFreeing({ store, imap, clock, accounts }, account, before),
    freeSpace: (account, request) => freeSpace({ store, imap, clock, accounts }, account, request),
    importAccounts: (text, importOptions) => importAccounts(accounts, text, importOptions),
    close: () => closeAll(parts),
  };
}

type Parts = ReturnType<typeof openServices>;

function followAll(parts: Parts): void {
  const { store, clock, desk, sync, backups, sending, wake } = parts;
  // Read-only until the owner said why the log is not the one that was signed.
  if (store.frozen() !== null) {
    desk.onConfirmed(() => {
      wake();
      followAll(parts);
    });
    return;
  }
  if (!parts.followed) tellIfPossible(parts.log, () => store.write((tx) => appendAudit(tx, clock.now(), { event: 'session.opened' })));
  parts.followed = true;
  sync.follow();
  backups.follow();
  sending.outbox.run();
  sending.bulk.run();
  desk.run();
}

async function closeAll(parts: Parts): Promise<void> {
  const { log, store, clock, events, judging, submitter, sync, services, clockWork, watch, desk, archives, sending, backups, keeper } =
    parts;
  clockWork.close();
  await backups.close();
  watch.close();
  sending.bulk.close();
  await services.batch.close();
  await archives.close();
  await desk.close();
  await sending.outbox.close();
  submitter.close();
  await sync.close();
  await judging.revocation.close();
  await judging.queue.close();
  await judging.search.index.close();
  events.close();
  await keeper.close();
  tellIfPossible(log, () => {
    if (parts.followed) store.write((tx) => appendAudit(tx, clock.now(), { event: 'session.closed' }));
  });
  await keeper.signed();
  store.close();
}
