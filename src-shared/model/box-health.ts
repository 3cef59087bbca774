// The health of one box among many: what a person who keeps tens of them must see without opening any.
// Facts and levels; words are made on screen from codes (text/box-health.ts).
import type { AccountId, Instant, MailAddress } from './ids.ts';
import type { AccountHealth } from './views.ts';

export type HealthLevel = 'ok' | 'warning' | 'critical';

/** `code` of `BoxNotice`: worded by `noticeText`. */
export type BoxNoticeCode =
  | 'massVanish'
  | 'rewroteMessage'
  | 'serverIdentityChanged'
  | 'messageSkipped'
  | 'indexLost'
  | 'logNotStamped'
  | 'logNotAnchored';

export type BoxNotice = {
  readonly number: number;
  readonly at: Instant;
  readonly code: BoxNoticeCode;
  readonly values: Readonly<Record<string, string | number>>;
};

export type BoxHealth = {
  readonly account: AccountId;
  readonly address: MailAddress;
  readonly label: string;
  readonly colour: number;
  readonly provider: string;
  /** Worst of everything below. */
  readonly level: HealthLevel;
  readonly health: AccountHealth;
  /** Since when nobody could look into the box, once that is longer than a day (`UNCHECKED_AFTER_MS`); else null. */
  readonly uncheckedSince: Instant | null;
  /** Received in the last 24 hours, and unread. */
  readonly recent: number;
  readonly unread: number;
  /** Folders whose last sync failed while the rest went on. */
  readonly folderErrors: readonly {
    readonly folder: string;
    readonly error: { readonly code: string; readonly values: Readonly<Record<string, string | number>> };
  }[];
  /** Null where the server does not say. `fullAt`: at the pace of the last weeks; null when it does not grow or too little is known. */
  readonly quota: {
    readonly usedBytes: number;
    readonly limitBytes: number;
    readonly share: number;
    readonly level: 'ok' | 'warning' | 'critical' | 'full';
    readonly fullAt: Instant | null;
  } | null;
  readonly password: {
    readonly changedAt: Instant | null;
    /** 0: does not expire. By the provider's rule unless the person said otherwise. */
    readonly lifetimeDays: 0 | 90 | 180;
    readonly state: 'unknown' | 'fresh' | 'due' | 'overdue';
    readonly days: number | null;
    readonly dueInDays: number | null;
  };
  readonly expiry: { readonly at: Instant | null; readonly state: 'unknown' | 'far' | 'near' | 'past'; readonly days: number | null };
  /** Null when the first sync is over or has not begun. `remainingSeconds` null until there is a pace. */
  readonly firstSync: {
    readonly startedAt: Instant;
    readonly done: number;
    readonly total: number;
    readonly messagesPerSecond: number | null;
    readonly remainingSeconds: number | null;
  } | null;
  /** Not yet read, newest first. */
  readonly notices: readonly BoxNotice[];
};

/** Mail whose terms run must not wait a day to be seen. */
export const UNCHECKED_AFTER_MS = 86_400_000;

/** What "Salute caselle" puts first, and what its badge counts. */
export function needsPerson(box: Pick<BoxHealth, 'level'>): boolean {
  return box.level !== 'ok';
}

/** What a person may say about a box; a field left out stays as it is. */
export type BoxCareChange = {
  readonly passwordChangedAt?: Instant | null | undefined;
  readonly passwordLifetimeDays?: 0 | 90 | 180 | null | undefined;
  readonly expiresAt?: Instant | null | undefined;
};
