// What threatens a box that works today: it fills up, its password grows old. A full PEC box loses the
// sender's message and binds its owner all the same (PEC-REFERENCE §7, General), so it is told early.
import type { Instant } from '#shared/model/ids';
import { asInstant } from '#shared/model/ids';

const DAY_MS = 86_400_000;

export type QuotaSample = { readonly at: Instant; readonly usedBytes: number; readonly limitBytes: number };

export type QuotaForecast = {
  readonly share: number;
  readonly level: 'ok' | 'warning' | 'critical' | 'full';
  /** When it is full at the pace of the samples; null when it does not grow or too little is known. */
  readonly fullAt: Instant | null;
};

/** Levels: warning from 80 %, critical from 95 %. Samples in any order; at least a day of them for a forecast. */
export function forecastQuota(samples: readonly QuotaSample[]): QuotaForecast | null {
  const sorted = samples.toSorted((a, b) => a.at - b.at);
  const latest = sorted.at(-1);
  if (latest === undefined || latest.limitBytes <= 0) return null;
  const share = latest.usedBytes / latest.limitBytes;
  const level = share >= 1 ? 'full' : share >= 0.95 ? 'critical' : share >= 0.8 ? 'warning' : 'ok';
  if (level === 'full') return { share, level, fullAt: latest.at };
  const pace = bytesPerMs(sinceLastClearing(sorted));
  return {
    share,
    level,
    fullAt: pace === null || pace <= 0 ? null : asInstant(Math.round(latest.at + (latest.limitBytes - latest.usedBytes) / pace)),
  };
}

/** Someone made room: what went before says nothing about the pace since. A tenth is more than daily tidying. */
function sinceLastClearing(sorted: readonly QuotaSample[]): readonly QuotaSample[] {
  const from = sorted.findLastIndex((sample, index) => {
    const before = sorted[index - 1];
    return before !== undefined && sample.usedBytes < before.usedBytes * 0.9;
  });
  return from < 0 ? sorted : sorted.slice(from);
}

/** Slope of the least squares line. */
function bytesPerMs(samples: readonly QuotaSample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < DAY_MS) return null;
  const mean = (of: (sample: QuotaSample) => number): number => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const time = mean(({ at }) => at);
  const used = mean(({ usedBytes }) => usedBytes);
  const spread = samples.reduce((sum, { at }) => sum + (at - time) ** 2, 0);
  return samples.reduce((sum, sample) => sum + (sample.at - time) * (sample.usedBytes - used), 0) / spread;
}

export type PasswordAge =
  | { readonly state: 'unknown' }
  | { readonly state: 'fresh'; readonly days: number; readonly dueInDays: number }
  | { readonly state: 'due'; readonly days: number }
  | { readonly state: 'overdue'; readonly days: number };

/** Providers let passwords of mail clients expire after 90 or 180 days; reminded a week before. */
export function passwordAge(changedAt: Instant | null, lifetimeDays: 90 | 180, now: Instant): PasswordAge {
  if (changedAt === null) return { state: 'unknown' };
  const days = Math.max(0, Math.floor((now - changedAt) / DAY_MS));
  if (days >= lifetimeDays) return { state: 'overdue', days };
  return days >= lifetimeDays - 7 ? { state: 'due', days } : { state: 'fresh', days, dueInDays: lifetimeDays - days };
}

export type BoxExpiry = { readonly state: 'unknown' } | { readonly state: 'far' | 'near' | 'past'; readonly days: number };

/** The contract of the box itself, as the user typed it: near from 30 days on. */
export function boxExpiry(expiresAt: Instant | null, now: Instant): BoxExpiry {
  if (expiresAt === null) return { state: 'unknown' };
  const days = Math.ceil((expiresAt - now) / DAY_MS);
  return { state: days <= 0 ? 'past' : days <= 30 ? 'near' : 'far', days };
}
