// Accounts: stored settings, secrets, presets, health. The password lives in the secret store alone.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { appendAudit } from '#main/audit/append';
import type { Clock, Credentials, Endpoint, ImapConnector, SecretStore } from '#main/ports';
import {
  accountByAddress,
  accountById,
  accounts,
  healthOf,
  markAccountRemoved,
  saveAccount,
  saveHealth,
  type Account,
  type StoredEndpoint,
  type StoredHealth,
} from '#main/store/account';
import { saveBoxCare } from '#main/store/box-care';
import { runningBulkRuns } from '#main/store/bulk';
import type { Store } from '#main/store/database';
import { accountCounts } from '#main/store/list-frame';
import { refreshAccountRows } from '#main/store/list-row';
import { leavingCount } from '#main/store/outbox-item';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import { asAccountId, type AccountId } from '#shared/model/ids';
import type { AccountHealth, AccountView } from '#shared/model/views';
import { providerOf } from './account-presets.ts';
import type { NewAccount } from './core-types.ts';
import type { EventBus } from './event-bus.ts';

const COLOURS = 6;
const NEVER_CHECKED: StoredHealth = { lastCheck: null, error: null, quota: null, progress: null };

export type AccountService = {
  list(): readonly AccountView[];
  all(): readonly Account[];
  /** As `all`, inside a transaction that is open. */
  known(tx: ReadTx): readonly Account[];
  byId(id: AccountId): Account;
  add(account: NewAccount, options: { readonly test: boolean }): Promise<AccountId>;
  /** The box of the archive at this path: the same path is the same box, a folder of the same name elsewhere is another. */
  archiveBox(source: string): AccountId;
  test(id: AccountId): Promise<void>;
  /** Tries it first; rejects with the AppError that names the cause, and then the old one stays. */
  changePassword(id: AccountId, password: string): Promise<void>;
  remove(id: AccountId): Promise<void>;
  imapAccess(id: AccountId): Promise<{ readonly endpoint: Endpoint; readonly credentials: Credentials }>;
  smtpAccess(id: AccountId): Promise<{ readonly endpoint: Endpoint; readonly credentials: Credentials }>;
  updateHealth(id: AccountId, change: Partial<StoredHealth>): void;
};

export type AccountPorts = {
  readonly store: Store;
  readonly secrets: SecretStore;
  readonly imap: ImapConnector;
  readonly clock: Clock;
  readonly events: EventBus;
  /** PEM of extra TLS roots, used for literal loopback addresses only. */
  readonly loopbackRoots: string | null;
};

export function createAccountService(ports: AccountPorts): AccountService {
  const { store, secrets, imap, clock, events } = ports;
  // Progress is shown, not kept: writing it four times a second would cost more than the sync.
  const progress = new Map<AccountId, NonNullable<StoredHealth['progress']>>();

  function byId(id: AccountId): Account {
    const account = store.read((tx) => accountById(tx, id));
    if (account === null) throw new AppError('notFound', { values: { what: id } });
    return account;
  }

  function withRoot(endpoint: StoredEndpoint): Endpoint {
    return ports.loopbackRoots !== null && isLoopback(endpoint.host) ? { ...endpoint, extraRoot: ports.loopbackRoots } : endpoint;
  }

  async function access(
    id: AccountId,
    which: 'imap' | 'smtp',
  ): Promise<{ readonly endpoint: Endpoint; readonly credentials: Credentials }> {
    const { settings } = byId(id);
    const endpoint = settings[which];
    const password = await secrets.get(secretName(id));
    if (endpoint === null) throw new AppError('notFound', { values: { what: which } });
    if (password === null) throw new AppError('secret.unavailable', { retry: 'afterUser' });
    return { endpoint: withRoot(endpoint), credentials: { login: settings.login, password } };
  }

  async function tryConnection(endpoint: Endpoint, credentials: Credentials): Promise<void> {
    const session = await imap.connect(endpoint, credentials);
    try {
      await session.listFolders();
    } finally {
      await session.close();
    }
  }

  /** The log first: a crash may leave a change that was asked for and not done, never one that nobody asked for. */
  async function keepPassword(id: AccountId, password: string): Promise<void> {
    store.write((tx) => appendAudit(tx, clock.now(), { event: 'account.changed', account: id, what: 'passwordAsked' }), { durable: true });
    await secrets.set(secretName(id), password);
  }

  function view(account: Account): AccountView {
    const { health, counts } = store.read((tx) => ({ health: healthNow(tx, account.id), counts: accountCounts(tx, account.id) }));
    const { id, address, label, colour, provider, offline } = account;
    return {
      id,
      address,
      label,
      colour,
      provider,
      offline,
      unread: counts.unread,
      unhandled: counts.unhandled,
      health: accountHealth(health, offline),
    };
  }

  function healthNow(tx: ReadTx, id: AccountId): StoredHealth {
    return { ...NEVER_CHECKED, ...healthOf(tx, id), progress: progress.get(id) ?? null };
  }

  function accountHealth(health: StoredHealth, offline: boolean): AccountHealth {
    const state = offline
      ? 'offline'
      : health.progress !== null
        ? 'syncing'
        : health.error !== null
          ? 'error'
          : health.lastCheck === null
            ? 'never'
            : 'ok';
    return { state, lastCheck: health.lastCheck, error: health.error, progress: health.progress, quota: health.quota };
  }

  return {
    list: () => store.read((tx) => accounts(tx)).map(view),
    all: () => store.read((tx) => accounts(tx)),
    known: accounts,
    byId,
    async add(account, options) {
      const address = account.address.trim();
      const imapEndpoint = withRoot(stored(account.imap));
      if (options.test) await tryConnection(imapEndpoint, account.credentials);
      const known = store.read((tx) => accountByAddress(tx, address));
      const id = known?.id ?? asAccountId(address.toLowerCase());
      const { password } = account.credentials;
      // Empty: the person gives it later.
      const isNewPassword = password !== '' && (await secrets.get(secretName(id))) !== password;
      if (isNewPassword && known !== null) await keepPassword(id, password);
      const count = store.read((tx) => accounts(tx)).length;
      store.write(
        (tx) => {
          saveAccount(tx, {
            id,
            address,
            label: account.label ?? known?.label ?? labelOf(address),
            colour: known?.colour ?? count % COLOURS,
            provider: known?.provider ?? providerOf(address, account.imap.host),
            offline: false,
            settings: {
              login: account.credentials.login,
              imap: stored(account.imap),
              smtp: account.smtp === null ? null : stored(account.smtp),
            },
            createdAt: known?.createdAt ?? clock.now(),
          });
          if (isNewPassword) saveBoxCare(tx, id, { passwordChangedAt: clock.now() });
          if (isNewPassword && known !== null) appendAudit(tx, clock.now(), { event: 'account.changed', account: id, what: 'password' });
          if (known === null) refreshAccountRows(tx, id);
          appendAudit(tx, clock.now(), { event: 'account.added', account: id });
        },
        { durable: true },
      );
      // Never a password of a box the log does not know: without it the box asks for one.
      if (isNewPassword && known === null) await secrets.set(secretName(id), password);
      events.accounts();
      return id;
    },
    archiveBox(source) {
      const archive = path.resolve(source);
      const boxes = store.read((tx) => accounts(tx));
      const known = boxes.find(({ offline, settings }) => offline && settings.archive === archive);
      if (known !== undefined) return known.id;
      const label = archiveLabel(archive, new Set(boxes.map((box) => box.label)));
      const id = asAccountId(`archive-${randomUUID()}`);
      store.write(
        (tx) => {
          saveAccount(tx, {
            id,
            address: id,
            label,
            colour: 5,
            provider: '',
            offline: true,
            settings: { login: '', imap: null, smtp: null, archive },
            createdAt: clock.now(),
          });
          appendAudit(tx, clock.now(), { event: 'account.added', account: id });
        },
        { durable: true },
      );
      events.accounts();
      return id;
    },
    async test(id) {
      const { endpoint, credentials } = await access(id, 'imap');
      await tryConnection(endpoint, credentials);
    },
    async changePassword(id, password) {
      const { imap: endpoint, login } = byId(id).settings;
      if (endpoint === null) throw new AppError('notFound', { values: { what: 'imap' } });
      await tryConnection(withRoot(endpoint), { login, password });
      await keepPassword(id, password);
      store.write(
        (tx) => {
          saveBoxCare(tx, id, { passwordChangedAt: clock.now() });
          saveHealth(tx, id, { ...healthNow(tx, id), error: null, progress: null });
          appendAudit(tx, clock.now(), { event: 'account.changed', account: id, what: 'password' });
        },
        { durable: true },
      );
      events.accounts();
    },
    async remove(id) {
      byId(id);
      store.write(
        (tx) => {
          // A box that is gone sends nothing and shows nothing: what waits in it would be lost, or leave years later.
          if (leavingCount(tx, id) > 0 || runningBulkRuns(tx).some(({ template }) => template.account === id))
            throw new AppError('account.sending', { retry: 'afterUser' });
          markAccountRemoved(tx, id, clock.now());
          appendAudit(tx, clock.now(), { event: 'account.removed', account: id });
          refreshAccountRows(tx, id);
        },
        { durable: true },
      );
      await secrets.delete(secretName(id));
      events.accounts();
    },
    imapAccess: (id) => access(id, 'imap'),
    smtpAccess: (id) => access(id, 'smtp'),
    updateHealth(id, { progress: moved, ...kept }) {
      if (moved === null) progress.delete(id);
      else if (moved !== undefined) progress.set(id, moved);
      if (Object.keys(kept).length > 0) store.write((tx) => saveHealth(tx, id, { ...healthNow(tx, id), ...kept, progress: null }));
      events.health(
        id,
        accountHealth(
          store.read((tx) => healthNow(tx, id)),
          false,
        ),
      );
    },
  };
}

function stored(endpoint: Endpoint | StoredEndpoint): StoredEndpoint {
  return { host: endpoint.host, port: endpoint.port, security: endpoint.security };
}

/** A literal loopback address (RFC 6890 §2.2.2), never a name that could be made to resolve to one. */
export function isLoopback(host: string): boolean {
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host) || host === '::1' || host === '[::1]';
}

function secretName(id: AccountId): string {
  return `account:${id}`;
}

/** The name of the file or folder; with that of the folder it lies in where it is taken, then with a number. */
function archiveLabel(archive: string, taken: ReadonlySet<string>): string {
  const { base, dir } = path.parse(archive);
  const parent = path.basename(dir);
  const wanted = [base, ...(parent === '' ? [] : [`${base} (${parent})`])];
  const free = wanted.find((label) => !taken.has(label));
  if (free !== undefined) return free;
  const last = wanted.at(-1) ?? base;
  for (let number = 2; ; number += 1) if (!taken.has(`${last} ${number}`)) return `${last} ${number}`;
}

function labelOf(address: string): string {
  return address.split('@')[0] ?? address;
}
