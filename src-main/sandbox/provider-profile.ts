// Who a provider is and how its software writes: the two sandbox providers differ where real ones do
// (PEC-REFERENCE §1.2, §1.4), so that a client cannot rely on one shape.
import { randomBytes } from 'node:crypto';
import { italianTime } from './italian-time.ts';
import type { Identity } from './certificates.ts';

export type ProviderProfile = {
  /** gestore-emittente */
  readonly name: string;
  /** Signing domain: receipts come from posta-certificata@domain. */
  readonly domain: string;
  /** Other domains whose certified mailboxes it keeps. */
  readonly managedDomains: readonly string[];
  /** Still in the directory, no longer served: errore-consegna no-dominio. */
  readonly retiredDomains: readonly string[];
  readonly style: ProviderStyle;
};

export type ProviderStyle = {
  readonly ids: 'dotted' | 'hexadecimal';
  readonly protocol: 'application/pkcs7-signature' | 'application/x-pkcs7-signature';
  /** multipart/alternative with an HTML copy of the text. */
  readonly html: boolean;
  /** postacert.eml before daticert.xml. */
  readonly originalFirst: boolean;
};

/** Everything needed to write and sign in a provider's name. */
export type Issuer = {
  readonly profile: ProviderProfile;
  readonly signer: Identity;
  /** PEM of certificates sent along. */
  readonly chain: readonly string[];
  /** A new id without angle brackets, for a message or a receipt made at `at`. */
  readonly newId: (at: number) => string;
};

export function createIssuer(profile: ProviderProfile, signer: Identity, chain: readonly string[]): Issuer {
  let count = 0;
  return {
    profile,
    signer,
    chain,
    newId(at) {
      count += 1;
      if (profile.style.ids === 'dotted') {
        const process = String((count * 37) % 100_000).padStart(5, '0');
        return `opec293.${italianTime(at).compact}.${process}.${randomBytes(2).readUInt16BE()}.${count}.1@${profile.domain}`;
      }
      const group = (bytes: number): string => randomBytes(bytes).toString('hex').toUpperCase();
      return `${group(4)}.${group(4)}.${group(4)}.${count.toString(16).toUpperCase().padStart(8, '0')}.posta-certificata@${profile.domain}`;
    },
  };
}

/** The one address a provider signs with (PEC-REFERENCE §3.3). */
export function gatewayAddress(profile: Pick<ProviderProfile, 'domain'>): string {
  return `posta-certificata@${profile.domain}`;
}

/** mailReceipt: where notices between providers go (PEC-REFERENCE §3.5). */
export function serviceAddress(profile: Pick<ProviderProfile, 'domain'>): string {
  return `ricevute-servizio@${profile.domain}`;
}
