// One accepted message on its way: what every later notice about it repeats, and how far each
// recipient has come. Keyed by the identificativo, held by the sender's provider.
import type { CertificateError, CertificateKind, Certificate, Extent, MessageData } from './daticert.ts';
import type { Issued } from './messages.ts';
import { addressKey } from './submitted.ts';

export type Role = 'to' | 'cc' | 'unclear';
export type Progress = 'sent' | 'takenInCharge' | 'closed';

export type Transmission = {
  readonly data: MessageData;
  /** What the sender asked for by X-TipoRicevuta. */
  readonly wanted: Extent;
  readonly roles: ReadonlyMap<string, Role>;
  readonly rawSubject: string | null;
  /** SMTP reverse path: receipts go there, not to Reply-To (PEC-REFERENCE §1.8). */
  readonly returnPath: string;
  /** The original as forwarded: content of postacert.eml. */
  readonly original: Buffer;
  /** The transport envelope as signed. */
  readonly envelope: Issued;
  readonly acceptedAt: number;
  /** By lower-case address; only certified recipients. */
  readonly progress: Map<string, Progress>;
  /** Which time-out notice was last sent, by lower-case address. */
  readonly noticed: Map<string, 'first' | 'final'>;
};

/** PEC-REFERENCE §1.8: Cc recipients give a concise receipt, unclear ones what the sender asked for. */
export function extentFor(transmission: Transmission, recipient: string): Extent {
  const role = transmission.roles.get(addressKey(recipient)) ?? 'unclear';
  return role === 'cc' ? 'sintetica' : transmission.wanted;
}

/** What differs from notice to notice; the rest comes from the message. */
export type NoticeDetail = {
  readonly error?: CertificateError;
  readonly extent?: Extent;
  readonly recipient?: string;
  readonly takenInCharge?: readonly string[];
  readonly extendedError?: string;
};

export function certificateFor(
  kind: CertificateKind,
  message: MessageData,
  issuer: string,
  at: number,
  detail: NoticeDetail = {},
): Certificate {
  return {
    kind,
    message,
    issuer,
    at,
    error: detail.error ?? 'nessuno',
    extent: detail.extent ?? null,
    recipient: detail.recipient ?? null,
    takenInCharge: detail.takenInCharge ?? [],
    extendedError: detail.extendedError ?? null,
  };
}
