// What the receipts of one dispatch amount to as a proof: what is needed, what is there, what each
// receipt says about the content, and the moments a notification is held to be perfected.
import type { BlobHash, Instant, MailAddress } from './ids.ts';
import type { ReceiptExtent } from './pec-message.ts';
import type { Difference } from './verification-report.ts';

export type ProofItem =
  | { readonly kind: 'sentCopy'; readonly present: boolean }
  | { readonly kind: 'acceptance'; readonly receipt: BlobHash | null }
  | {
      readonly kind: 'delivery';
      readonly recipient: MailAddress;
      readonly receipt: BlobHash | null;
      /** Best extent at hand; 'brief' and 'concise' do not prove the content by themselves. */
      readonly extent: ReceiptExtent | null;
      /** The notice that it was not delivered: the outcome is documented, and no delivery will come. */
      readonly failure: BlobHash | null;
    }
  /** No certificate of delivery will ever come for ordinary mail. */
  | { readonly kind: 'ordinary'; readonly recipient: MailAddress };

export type ProofCompleteness = {
  /** Nothing is missing: sent copy or a complete receipt that holds it, acceptance, every delivery. */
  readonly complete: boolean;
  /** `complete`, and every delivery receipt holds the whole message. */
  readonly provesContent: boolean;
  readonly items: readonly ProofItem[];
};

/** A delivery receipt held against what was submitted (PEC-REFERENCE V9, V10). */
export type ReceiptContent = {
  readonly receipt: BlobHash;
  readonly recipient: MailAddress | null;
  readonly extent: ReceiptExtent | null;
  /** The receipt is proven and counts; only then may anybody be said to have received something. */
  readonly counted: boolean;
  /** 'notCompared': concise, not judged yet, or without a copy to compare with. */
  readonly outcome: 'same' | 'different' | 'notCompared';
  readonly differences: readonly Difference[];
};

/** Moments of art. 147 c.p.c. and art. 16-septies D.L. 179/2012 (C. Cost. 75/2019): information, never a verdict. */
export type Perfection = {
  /** For the sender: the acceptance; the day is the one it falls on in Rome, until 24:00. */
  readonly sender: Instant | null;
  readonly recipients: readonly {
    readonly recipient: MailAddress;
    readonly delivered: Instant;
    /** Equal to `delivered`, or 7:00 in Rome when it was delivered between 21:00 and 7:00. */
    readonly perfected: Instant;
  }[];
};
