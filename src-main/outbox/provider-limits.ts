// What a provider takes in one message and in a minute (PEC-REFERENCE §6 and §7). Without a source the
// minimum of the law counts as safe, and more is only warned about.
import { presetForAccount } from '#main/accounts/presets';

export type ProviderLimits = {
  /** Size of the message times number of recipients. */
  readonly totalBytes: number;
  readonly recipients: number;
  /** True: the provider says so, more is refused. False: the minimum of the law, more may pass. */
  readonly certain: boolean;
  /** Null: none is known. */
  readonly messagesPerMinute: number | null;
  /** Null: none is known (no source gives one, PEC-REFERENCE §7). */
  readonly messagesPerDay: number | null;
  /** The contract rules out automatic sending in large numbers. */
  readonly forbidsBulk: boolean;
};

const MEGABYTE = 1024 * 1024;
/** DPR 68/2005 and the technical rules: 50 recipients, 30 MB (PEC-REFERENCE §6). */
const MINIMUM: ProviderLimits = {
  totalBytes: 30 * MEGABYTE,
  recipients: 50,
  certain: false,
  messagesPerMinute: null,
  messagesPerDay: null,
  forbidsBulk: false,
};
const LIMITS: Readonly<Record<string, ProviderLimits>> = {
  aruba: { ...MINIMUM, totalBytes: 100 * MEGABYTE, recipients: 500, certain: true },
  legalmail: { ...MINIMUM, messagesPerMinute: 6, forbidsBulk: true },
};
/** More than any provider is known to take. */
export const NEVER_TAKEN_BYTES = 150 * MEGABYTE;

/** `host`: the SMTP or IMAP server of the account. */
export function providerLimits(address: string, host: string): ProviderLimits {
  return LIMITS[presetForAccount(address, host)?.id ?? ''] ?? MINIMUM;
}
