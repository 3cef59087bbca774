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
