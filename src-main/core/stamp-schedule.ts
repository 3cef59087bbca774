// Time-stamps over the log that come by themselves (EVIDENCE §14): opt-in, weekly or after each export of
// evidence, from the authority a person chose. What it needs to log in lies in the secret store; what went
// wrong is kept with its reason, told beside a box, and tried again the next day.
import { appendAudit } from '#main/audit/append';
import type { AuditPorts } from '#main/audit/checkpoint';
import { profileId } from '#main/audit/profile-id';
import type { TimestampAuthority } from '#main/evidence/timestamp';
import { accounts } from '#main/store/account';
import { addNotice, markNoticesRead } from '#main/store/box-care';
import { saveSetting, setting } from '#main/store/setting';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { StampFailure, StampPlan } from '#shared/model/evidence';
import { asInstant, type AccountId, type Instant } from '#shared/model/ids';
import type { StampService } from './stamp-service.ts';

export type StampOutcome =
  | { readonly state: 'stamped'; readonly at: Instant; readonly size: number; readonly root: string }
  | { readonly state: 'failed'; readonly code: string; readonly values: StampFailure['values'] };

export type StampSchedule = {
  /** Null: none goes out by itself. */
  plan(): StampPlan | null;
  /**
   * `password` null: the one kept for the same address and name, or none. `root`: PEM or DER of the authority's
   * top certificate, where it is known from elsewhere. Rejects with input.invalid for what is no web address.
   */
  choose(plan: StampPlan | null, secret: { readonly password: string | null; readonly root: Uint8Array | null }): Promise<void>;
  /** With the name and password kept, if it is the one that was chosen. */
  authority(url: string): Promise<TimestampAuthority>;
  /** Weekly, at most one attempt a day. Null when it was not time. Never rejects. */
  stampIfDue(signal: AbortSignal): Promise<StampOutcome | null>;
  /** Null when that was not chosen, or the last attempt failed less than a day ago. Never rejects. */
  afterExport(signal: AbortSignal): Promise<StampOutcome | null>;
  /** Of the last attempt; null when it worked, or there was none. */
  failure(): StampFailure | null;
};

const PLAN = 'audit.stampPlan';
const STATE = 'audit.stampState';
const NOTICE = 'logNotStamped';
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

type KeptPlan = StampPlan & { readonly root: string | null };
type KeptState = { readonly at: number; readonly failure: Omit<StampFailure, 'at'> | null };

export function createStampSchedule(ports: AuditPorts & { readonly stamps: StampService; readonly told: () => void }): StampSchedule {
  const { store, secrets, clock, stamps, told } = ports;
  const secretName = `tsa-password:${profileId(store.folder) ?? store.folder}`;
  /** One at a time: two exports that end together ask twice, one after the other. */
  let last: Promise<unknown> = Promise.resolve();

  const kept = (): KeptPlan | null => {
    const found = store.read((tx) => setting(tx, PLAN));
    return isPlan(found) ? found : null;
  };
  const state = (): KeptState | null => {
    const found = store.read((tx) => setting(tx, STATE));
    return isState(found) ? found : null;
  };

  async function authorityOf(plan: KeptPlan): Promise<TimestampAuthority> {
    const { url, login, root } = plan;
    const password = login === null ? null : await secrets.get(secretName);
    return { url, login, password, root: root === null ? null : Buffer.from(root, 'base64') };
  }

  async function attempt(plan: KeptPlan, signal: AbortSignal): Promise<StampOutcome> {
    const at = clock.now();
    try {
      const made = await stamps.stamp(await authorityOf(plan), signal);
      remember({ at, failure: null }, plan);
      return { state: 'stamped', ...made };
    } catch (error) {
      const { code, values } = error instanceof AppError ? error : new AppError('internal');
      // A program that is closed did not fail; the next one tries.
      if (!signal.aborted) remember({ at, failure: { code, values } }, plan);
      return { state: 'failed', code, values };
    }
  }

  function remember(next: KeptState, { url }: KeptPlan): void {
    store.write(
      (tx) => {
        saveSetting(tx, STATE, next);
        const box = next.failure === null ? null : boxToTell(tx);
        if (next.failure === null) markNoticesRead(tx, NOTICE, asInstant(next.at));
        else if (box !== null) addNotice(tx, box, { at: asInstant(next.at), code: NOTICE, values: { authority: new URL(url).hostname } });
      },
      { durable: true },
    );
    told();
  }

  /** A clock that went back makes the last one lie in the future: then it is time as well. */
  function since(at: number): number {
    const age = clock.now() - at;
    return age < 0 ? Number.POSITIVE_INFINITY : age;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    plan() {
      const plan = kept();
      if (plan === null) return null;
      const { url, login, weekly, afterExport } = plan;
      return { url, login, weekly, afterExport };
    },
    async choose(plan, { password, root }) {
      const before = kept();
      if (plan !== null && !isWebAddress(plan.url)) throw new AppError('input.invalid', { retry: 'afterUser', values: { what: 'url' } });
      const on = plan !== null && (plan.weekly || plan.afterExport);
      const same = plan !== null && before !== null && plan.url === before.url && plan.login === before.login;
      // A password goes to nobody but whom it was given for.
      const gone = plan === null || plan.login === null || (password === null && !same);
      const keptRoot = root === null ? (same ? (before?.root ?? null) : null) : Buffer.from(root).toString('base64');
      store.write(
        (tx) => {
          saveSetting(tx, PLAN, plan === null ? null : { ...plan, root: keptRoot });
          saveSetting(tx, STATE, null);
          markNoticesRead(tx, NOTICE, clock.now());
          appendAudit(tx, clock.now(), { event: 'settings.changed', name: 'stamp', on });
        },
        { durable: true },
      );
      if (gone) await secrets.delete(secretName);
      else if (password !== null) await secrets.set(secretName, password);
    },
    async authority(url) {
      const plan = kept();
      return plan?.url === url ? authorityOf(plan) : { url, login: null, password: null, root: null };
    },
    stampIfDue: (signal) =>
      inTurn(async () => {
        const plan = kept();
        if (plan?.weekly !== true) return null;
        const tried = state();
        if (tried !== null && since(tried.at) < DAY_MS) return null;
        const made = stamps.last();
        return made !== null && since(made.at) < WEEK_MS ? null : attempt(plan, signal);
      }),
    afterExport: (signal) =>
      inTurn(async () => {
        const plan = kept();
        if (plan?.afterExport !== true) return null;
        const tried = state();
        return tried !== null && tried.failure !== null && since(tried.at) < DAY_MS ? null : attempt(plan, signal);
      }),
    failure() {
      const found = state();
      return found === null || found.failure === null ? null : { at: asInstant(found.at), ...found.failure };
    },
  };
}

/** The box whose health tells it: the first that has a server, else the first. */
function boxToTell(tx: ReadTx): AccountId | null {
  const all = accounts(tx);
  return (all.find(({ offline }) => !offline) ?? all[0])?.id ?? null;
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function isPlan(value: unknown): value is KeptPlan {
  return (
    typeof value === 'object' &&
    value !== null &&
    'url' in value &&
    typeof value.url === 'string' &&
    isWebAddress(value.url) &&
    'login' in value &&
    (value.login === null || typeof value.login === 'string') &&
    'weekly' in value &&
    typeof value.weekly === 'boolean' &&
    'afterExport' in value &&
    typeof value.afterExport === 'boolean' &&
    'root' in value &&
    (value.root === null || typeof value.root === 'string')
  );
}

function isState(value: unknown): value is KeptState {
  return typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number' && 'failure' in value;
}
