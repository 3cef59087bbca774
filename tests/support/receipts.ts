// Receipts as the fold sees them, with readable defaults.
import type { ReceiptRecord } from '#shared/model/dispatch';
import { asBlobHash, asInstant, type Instant } from '#shared/model/ids';

/** 20 November 2026, 09:00:00Z, plus the given minutes. */
export function at(minutes: number): Instant {
  return asInstant(Date.UTC(2026, 10, 20, 9) + minutes * 60_000);
}

/** A hash that is only a name: hexadecimal of the text, filled up. */
export function hashOf(name: string): ReturnType<typeof asBlobHash> {
  return asBlobHash(Buffer.from(name, 'utf8').toString('hex').padEnd(64, '0').slice(0, 64));
}

const NAMES = new Map<string, string>();

/** The name a hash was made of. */
export function nameOf(hash: string): string {
  return NAMES.get(hash) ?? hash;
}

export function receipt(name: string, values: Partial<ReceiptRecord> & Pick<ReceiptRecord, 'type'>): ReceiptRecord {
  const hash = hashOf(name);
  NAMES.set(hash, name);
  return {
    hash,
    extent: values.type === 'delivery' ? 'complete' : null,
    recipient: null,
    time: at(0),
    issuer: 'Gestore Uno',
    identificativo: 'id1@uno.example',
    msgid: '<m1@uno.example>',
    errore: 'nessuno',
    extendedError: null,
    recipients: [
      { address: 'bruno@due.example', certified: true },
      { address: 'carla@tre.example', certified: true },
      { address: 'dino@mail.example', certified: false },
    ],
    verdict: 'passed',
    notes: false,
    ...values,
  };
}
