// Backups by themselves, to one or two places: a new verified copy when the last one there is old, the
// oldest of ours removed afterwards. The passphrase is asked once: what is kept is the profile key sealed
// under it. A place that is not there now (a disk unplugged) is told, and tried again.
import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { copyProfile } from '#main/archive/verified-copy';
import { appendAudit } from '#main/audit/append';
import type { Clock, Log } from '#main/ports';
import { writePrivateFile } from '#main/secrets/private-file';
import { seal } from '#main/secrets/sealed';
import type { Store } from '#main/store/database';
import { lastHoldInForce } from '#main/store/legal-hold';
import { saveSetting, setting } from '#main/store/setting';
import { AppError } from '#shared/model/app-error';
import { asInstant, type Instant } from '#shared/model/ids';
import { KEY_FILE } from './backup.ts';

export type BackupPlan = { readonly places: readonly string[]; readonly everyHours: number; readonly keep: number };
export type PlaceState = {
  readonly place: string;
  readonly lastAt: Instant | null;
  readonly lastFolder: string | null;
  /** Of the last attempt; null when it worked. */
  readonly error: { readonly code: string; readonly values: Readonly<Record<string, string | number>> } | null;
  /** Old copies that would go but for a legal hold. Absent: none. */
  readonly held?: number;
};

export type BackupSchedule = {
  /** Null: none. The passphrase opens every copy anywhere. Throws input.invalid. */
  set(plan: BackupPlan | null, passphrase: string): Promise<void>;
  state(): { readonly plan: BackupPlan | null; readonly places: readonly PlaceState[] };
  /** Makes the copies that are due; returns how many. Never rejects: failures are in the state. */
  run(): Promise<number>;
  /** Looks from time to time until `close`. */
  follow(): void;
  close(): Promise<void>;
};

const PLAN = 'backup.plan';
const STATE = 'backup.state';
const LAST = 'backup.last';
/** Names of the copies this profile began, by place: another profile may keep its own beside them. */
const MADE = 'backup.made';
const HOUR_MS = 3_600_000;
const LOOK_EVERY_MS = 10 * 60_000;
const MOST_PLACES = 2;
const MOST_REMEMBERED = 500;

/** The newest whole copy of this profile, wherever it was put. Null when there never was one. */
export function lastBackup(store: Store): { readonly at: Instant; readonly folder: string } | null {
  const saved = store.read((tx) => setting(tx, LAST));
  return isLast(saved) ? { at: asInstant(saved.at), folder: saved.folder } : null;
}

export function noteBackup(store: Store, at: Instant, folder: string): void {
  store.write(
    (tx) => {
      saveSetting(tx, LAST, { at, folder });
      appendAudit(tx, at, { event: 'backup.made', copy: nameOf(at) });
    },
    { durable: true },
  );
}

export function createBackupSchedule(ports: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly key: Uint8Array | null;
  /** Signs the log, so that the copy ends with a signed one. */
  readonly sign?: () => Promise<void>;
}): BackupSchedule {
  const { store, clock, log, key } = ports;
  let running: Promise<number> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const saved = (): (BackupPlan & { readonly sealed: string }) | null => {
    const plan = store.read((tx) => setting(tx, PLAN));
    return isPlan(plan) ? plan : null;
  };
  const states = (): readonly PlaceState[] => {
    const found = store.read((tx) => setting(tx, STATE));
    return Array.isArray(found) ? found.filter(isPlaceState) : [];
  };
  const stateOf = (place: string): PlaceState =>
    states().find((one) => one.place === place) ?? { place, lastAt: null, lastFolder: null, error: null };

  function remember(state: PlaceState): void {
    const others = states().filter(({ place }) => place !== state.place);
    store.write((tx) => saveSetting(tx, STATE, [...others, state]), { durable: true });
  }

  const madeAll = (): Readonly<Record<string, readonly string[]>> => {
    const found = store.read((tx) => setting(tx, MADE));
    return isMade(found) ? found : {};
  };

  function rememberMade(place: string, names: readonly string[]): void {
    const all = { ...madeAll(), [place]: names };
    store.write((tx) => saveSetting(tx, MADE, all), { durable: true });
  }

  /**
   * The newest of our own stay; what a kill left half made goes. Names of what is not there now stay known.
   * A copy older than a hold in force stays whatever the plan says: it may hold mail that was erased here before
   * the hold was set. Of later ones the profile and the newest have everything that is held. Gives how many stayed so.
   */
  function tidy(place: string, keep: number): number {
    const made = madeAll()[place] ?? [];
    const halfMade = made.filter((name) => existsSync(path.join(place, `${name}.part`)));
    const whole = made.filter((name) => existsSync(path.join(place, name, KEY_FILE))).toSorted((a, b) => (a < b ? 1 : -1));
    const heldUntil = nameOf(store.read((tx) => lastHoldInForce(tx)) ?? asInstant(0));
    const past = whole.slice(keep);
    const old = past.filter((name) => name > heldUntil);
    // The log first: a copy that is gone was always announced.
    if (old.length > 0)
      store.write(
        (tx) => {
          for (const copy of old) appendAudit(tx, clock.now(), { event: 'backup.removed', copy });
        },
        { durable: true },
      );
    for (const name of halfMade) rmSync(path.join(place, `${name}.part`), { recursive: true, force: true });
    for (const name of old) rmSync(path.join(place, name), { recursive: true, force: true });
    const gone = new Set([...halfMade, ...old]);
    if (gone.size > 0) rememberMade(place, made.filter((name) => !gone.has(name)).slice(-MOST_REMEMBERED));
    return past.length - old.length;
  }

  async function copyTo(place: string, plan: BackupPlan & { readonly sealed: string }): Promise<boolean> {
    const before = stateOf(place);
    const at = clock.now();
    try {
      // Made by hand once: a folder that is missing is a disk that is not there, not one to be made anew.
      if (!existsSync(place) || !statSync(place).isDirectory())
        throw new AppError('input.file', { retry: 'later', values: { file: place } });
      // Before the copy, so that a half made one does not fill the place it needs.
      tidy(place, Number.POSITIVE_INFINITY);
      const folder = path.join(place, nameOf(at));
      rememberMade(place, [...(madeAll()[place] ?? []), nameOf(at)]);
      await ports.sign?.();
      await copyProfile(store, folder, { key, clock }, undefined, (made) => writePrivateFile(path.join(made, KEY_FILE), plan.sealed));
      noteBackup(store, at, folder);
      const held = tidy(place, plan.keep);
      remember({ place, lastAt: at, lastFolder: folder, error: null, ...(held > 0 ? { held } : {}) });
      return true;
    } catch (error) {
      if (!(error instanceof AppError)) log.error('backup.fault');
      const { code, values } = error instanceof AppError ? error : new AppError('internal');
      remember({ ...before, error: { code, values } });
      return false;
    }
  }

  async function runDue(): Promise<number> {
    const plan = saved();
    let made = 0;
    for (const place of plan?.places ?? []) {
      const { lastAt } = stateOf(place);
      const age = lastAt === null ? Number.POSITIVE_INFINITY : clock.now() - lastAt;
      // A clock that went back makes the last one lie in the future: then it is time as well.
      if (plan !== null && (age < 0 || age >= plan.everyHours * HOUR_MS) && (await copyTo(place, plan))) made += 1;
    }
    return made;
  }

  async function run(): Promise<number> {
    running ??= runDue().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    async set(plan, passphrase) {
      if (plan === null) return store.write((tx) => saveSetting(tx, PLAN, null), { durable: true });
      const places = [...new Set(plan.places.map((place) => path.resolve(place)))];
      const field = faultOf({ ...plan, places }, store.folder, passphrase);
      if (field !== null) throw new AppError('input.invalid', { retry: 'afterUser', values: { field } });
      if (key === null) throw new AppError('storage.key', { values: { file: store.folder } });
      const sealed = await seal(Buffer.from(key).toString('hex'), { passphrase });
      store.write((tx) => saveSetting(tx, PLAN, { ...plan, places, sealed }), { durable: true });
    },
    state() {
      const plan = saved();
      if (plan === null) return { plan: null, places: [] };
      const { places, everyHours, keep } = plan;
      return { plan: { places, everyHours, keep }, places: places.map(stateOf) };
    },
    run,
    follow() {
      timer ??= setInterval(() => void run(), LOOK_EVERY_MS).unref();
      void run();
    },
    async close() {
      if (timer !== null) clearInterval(timer);
      timer = null;
      await running;
    },
  };
}

/** The field that cannot be; null when all can. A copy inside the profile would be a copy of itself. */
function faultOf(plan: BackupPlan, profile: string, passphrase: string): string | null {
  if (plan.places.length === 0 || plan.places.length > MOST_PLACES) return 'places';
  const own = path.resolve(profile);
  if (plan.places.some((place) => place === own || place.startsWith(`${own}${path.sep}`))) return 'places';
  if (!Number.isInteger(plan.everyHours) || plan.everyHours < 1 || plan.everyHours > 24 * 31) return 'everyHours';
  if (!Number.isInteger(plan.keep) || plan.keep < 1 || plan.keep > 100) return 'keep';
  return passphrase === '' ? 'passphrase' : null;
}

function nameOf(at: Instant): string {
  const [date = '', time = ''] = new Date(at).toISOString().slice(0, 19).split('T');
  return `plico-${date.replaceAll('-', '')}-${time.replaceAll(':', '')}`;
}

function isLast(value: unknown): value is { readonly at: number; readonly folder: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    typeof value.at === 'number' &&
    'folder' in value &&
    typeof value.folder === 'string'
  );
}

function isMade(value: unknown): value is Readonly<Record<string, readonly string[]>> {
  const isName = (name: unknown): boolean => typeof name === 'string' && /^plico-\d{8}-\d{6}$/.test(name);
  return typeof value === 'object' && value !== null && Object.values(value).every((names) => Array.isArray(names) && names.every(isName));
}

function isPlan(value: unknown): value is BackupPlan & { readonly sealed: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'places' in value &&
    Array.isArray(value.places) &&
    'sealed' in value &&
    typeof value.sealed === 'string'
  );
}

function isPlaceState(value: unknown): value is PlaceState {
  return typeof value === 'object' && value !== null && 'place' in value && typeof value.place === 'string';
}
