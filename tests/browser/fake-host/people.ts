// Invented boxes, people and hashes for the screen's own tests. No real person, no real box.
import { createHash } from 'node:crypto';
import {
  asAccountId,
  asBlobHash,
  asDispatchId,
  asInstant,
  type AccountId,
  type BlobHash,
  type DispatchId,
  type Instant,
} from '#shared/model/ids';
import type { Figures } from '#shared/model/box-figures';
import type { BoxHealth } from '#shared/model/box-health';
import type { AccountHealth, AccountView } from '#shared/model/views';

/** The present of every invented box: Friday 20 November 2026, 10:42 in Rome. */
export const NOW = Date.UTC(2026, 10, 20, 9, 42, 0);

export function at(minutesAgo: number, seconds = 0): Instant {
  return asInstant(NOW - minutesAgo * 60_000 + seconds * 1_000);
}

export function hashOf(name: string): BlobHash {
  return asBlobHash(createHash('sha256').update(name).digest('hex'));
}

export function dispatchIdOf(name: string): DispatchId {
  return asDispatchId(createHash('sha256').update(`dispatch ${name}`).digest('hex'));
}

export const STUDIO = asAccountId('studio');
export const ALFA = asAccountId('alfa');
export const BETA = asAccountId('beta');

const WELL: AccountHealth = {
  state: 'ok',
  lastCheck: at(0, -20),
  error: null,
  progress: null,
  quota: { usedBytes: 812_000_000, limitBytes: 2_000_000_000 },
};

function account(
  id: AccountId,
  label: string,
  address: string,
  provider: string,
  colour: number,
  unread: number,
  health: AccountHealth = WELL,
): AccountView {
  return { id, address, label, colour, provider, offline: false, unread, unhandled: unread, health };
}

export const threeBoxes: readonly AccountView[] = [
  account(STUDIO, 'Studio Rossi', 'studio@pec.rossi-legale.example', 'Gestore Uno', 1, 3),
  account(ALFA, 'Cliente Alfa', 'amministrazione@pec.alfa.example', 'Gestore Due', 2, 1),
  account(BETA, 'Cliente Beta', 'beta@pec.beta.example', 'Gestore Uno', 3, 0),
];

export function withHealth(boxes: readonly AccountView[], id: AccountId, health: Partial<AccountHealth>): readonly AccountView[] {
  return boxes.map((box) => (box.id === id ? { ...box, health: { ...box.health, ...health } } : box));
}

export const manyBoxes: readonly AccountView[] = Array.from({ length: 31 }, (_, index) =>
  account(
    asAccountId(`box-${index}`),
    ['Studio', 'Officina', 'Condominio', 'Farmacia', 'Cantina', 'Tipografia', 'Panificio'][index % 7] +
      ` ${String.fromCodePoint(65 + (index % 26))}${index >= 26 ? 'bis' : ''}`,
    `casella${index + 1}@pec.cliente${index + 1}.example`,
    index % 2 === 0 ? 'Gestore Uno' : 'Gestore Due',
    index % 6,
    index % 5 === 0 ? index : 0,
    index === 7
      ? { ...WELL, state: 'error', error: { code: 'imap.passwordExpired', values: {} } }
      : index === 12
        ? { ...WELL, state: 'error', error: { code: 'tls.intercepted', values: {} } }
        : WELL,
  ),
);

/** The health of an invented box, as far as its row in the list tells it. */
export function boxHealthOf(box: AccountView): BoxHealth {
  const { id, address, label, colour, provider, unread, health } = box;
  const share = health.quota === null ? 0 : health.quota.usedBytes / health.quota.limitBytes;
  return {
    account: id,
    address,
    label,
    colour,
    provider,
    level: health.state === 'error' ? 'critical' : 'ok',
    health,
    uncheckedSince: null,
    recent: unread,
    unread,
    folderErrors: [],
    quota: health.quota === null ? null : { ...health.quota, share, level: share >= 0.8 ? 'warning' : 'ok', fullAt: null },
    password: { changedAt: at(60 * 24 * 40), lifetimeDays: 180, state: 'fresh', days: 40, dueInDays: 140 },
    expiry: { at: null, state: 'unknown', days: null },
    firstSync: null,
    notices: [],
    ...ODD_BOXES[id],
  };
}

/** Of the thirty-one: one that fills up, one synced for the first time, one about to expire, one with an old password. */
const ODD_BOXES: Readonly<Record<string, Partial<BoxHealth>>> = {
  'box-3': {
    level: 'critical',
    quota: { usedBytes: 1_920_000_000, limitBytes: 2_000_000_000, share: 0.96, level: 'critical', fullAt: asInstant(NOW + 9 * 86_400_000) },
  },
  'box-5': { firstSync: { startedAt: at(4), done: 1_240, total: 8_900, messagesPerSecond: 31, remainingSeconds: 247 } },
  'box-9': { level: 'warning', expiry: { at: asInstant(NOW + 12 * 86_400_000), state: 'near', days: 12 } },
  'box-14': {
    level: 'critical',
    password: { changedAt: at(60 * 24 * 200), lifetimeDays: 180, state: 'overdue', days: 200, dueInDays: null },
  },
};

/** Twelve weeks of invented mail. */
export function figuresOf(boxes: readonly AccountView[]): Figures {
  const week = 7 * 86_400_000;
  const monday = Date.UTC(2026, 10, 16);
  return {
    weeks: Array.from({ length: 12 }, (_, index) => asInstant(monday - (11 - index) * week)),
    boxes: boxes.map((box, place) => ({
      account: box.id,
      unhandled: box.unhandled,
      waiting: place % 4 === 0 ? 2 : 0,
      problems: place % 9 === 0 ? 1 : 0,
      received: Array.from({ length: 12 }, (_, index) => (place * 7 + index * 5) % 23),
      sent: Array.from({ length: 12 }, (_, index) => (place * 3 + index * 2) % 9),
    })),
  };
}
