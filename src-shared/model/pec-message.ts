// What a PEC message says it is (RFC 6109 §3.1, PEC-REFERENCE §1.3). A claim: only a passed report
// (verification-report.ts) makes it count.
import type { Instant, MailAddress } from './ids.ts';

/** Half-open range of byte offsets into the message as archived. */
export type ByteRange = { readonly start: number; readonly end: number };

/** IMAP-like section path of a part: [] is the whole message, [1, 2] the second child of the first. */
export type PartPath = readonly number[];

/** A named finding about a message that is not as the rules want it: 'mime.duplicateContentType'. */
export type Defect = { readonly id: string; readonly detail?: string };

export type ReceiptExtent = 'complete' | 'brief' | 'concise';

export type ReceiptType =
  | 'acceptance'
  | 'nonAcceptance'
  | 'serverAcceptance'
  | 'delivery'
  | 'deliveryError'
  | 'deliveryTimeoutWarning'
  | 'virusDetected';

export type Receipt =
  | { readonly type: 'acceptance' }
  | { readonly type: 'nonAcceptance' }
  | { readonly type: 'serverAcceptance' }
  | { readonly type: 'delivery'; readonly extent: ReceiptExtent; readonly recipient: MailAddress }
  | { readonly type: 'deliveryError'; readonly recipient: MailAddress }
  | { readonly type: 'deliveryTimeoutWarning'; readonly recipient: MailAddress }
  | { readonly type: 'virusDetected' };

/** The content of daticert.xml (PEC-REFERENCE §2), read from the signed part. */
export type CertificationData = {
  /** postacert/@tipo as written. */
  readonly tipo: string;
  /** postacert/@errore as written; 'nessuno' when absent. */
  readonly errore: string;
  readonly sender: MailAddress;
  readonly recipients: readonly { readonly address: MailAddress; readonly certified: boolean }[];
  readonly replyTo: string;
  readonly subject: string | null;
  /** gestore-emittente: free text, the provider that issued this. */
  readonly issuer: string;
  /** data + ora + zona; resolution one second. */
  readonly time: Instant;
  /** zona as written: "+0100". */
  readonly zone: string;
  /** PEC message id given by the sender's provider, without angle brackets. */
  readonly identificativo: string;
  /** Message-ID set by the sender's client, with angle brackets as written. */
  readonly msgid: string | null;
  /** dati/ricevuta/@tipo as written: completa, breve, sintetica. */
  readonly declaredExtent: string | null;
  /** dati/consegna: the one recipient this notice is about. */
  readonly recipient: MailAddress | null;
  /** dati/ricezione: recipients taken in charge. */
  readonly takenInCharge: readonly MailAddress[];
  readonly extendedError: string | null;
  /** Not valid against the grammar, yet readable. */
  readonly oddities: readonly Defect[];
};

export type PecMessage =
  | { readonly kind: 'ordinary' }
  | { readonly kind: 'transportEnvelope'; readonly certification: CertificationData; readonly original: PartPath }
  | { readonly kind: 'anomalyEnvelope'; readonly original: PartPath }
  | { readonly kind: 'receipt'; readonly receipt: Receipt; readonly certification: CertificationData; readonly original: PartPath | null }
  | { readonly kind: 'rem'; readonly event: string | null; readonly original: PartPath | null }
  | { readonly kind: 'malformed'; readonly claims: 'envelope' | 'receipt' | 'message'; readonly defects: readonly Defect[] };
