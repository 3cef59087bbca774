// What a person should hear of without looking: new certified mail, a failure, a clock that ran out. It
// is told once, while it is fresh; an old archive that is being read tells nothing.
import type { AccountId, BlobHash, DispatchId, MailAddress } from './ids.ts';
import type { ProblemKind } from './radar.ts';

export type Notice =
  | {
      readonly what: 'received';
      /** The newest of so many. */
      readonly count: number;
      readonly account: AccountId;
      readonly hash: BlobHash;
      readonly from: MailAddress;
      readonly subject: string;
    }
  | {
      readonly what: 'problem';
      readonly count: number;
      readonly account: AccountId;
      readonly dispatch: DispatchId;
      readonly kind: ProblemKind;
      readonly subject: string;
    };
