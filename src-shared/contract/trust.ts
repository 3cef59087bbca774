// Calls about trust data: pinned authorities, revocation lists, signers by provider.
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { AuthorityCandidate, TrustView } from '#shared/model/trust';

/** A certificate file is a few kilobytes of text: it may travel here, in base64. */
const file = z.base64().max(400_000);
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);

export const trustContract = {
  trust: {
    view: oc.output(type<TrustView>()),
    /** What a PEM or DER file holds; nobody is trusted by it. Empty: no certificate. */
    inspect: oc.input(z.strictObject({ file })).output(type<readonly AuthorityCandidate[]>()),
    /**
     * Pins the issuing CAs of the file. `confirmed`: fingerprints the person was shown; if they are not
     * exactly the new ones of the file, nothing is added. Everything is then judged again.
     */
    add: oc
      .input(z.strictObject({ file, name: z.string().max(300), confirmed: z.array(fingerprint).min(1).max(50) }))
      .output(type<{ readonly added: number }>()),
    /** Only of what a person added; false: not there. Everything is then judged again. */
    remove: oc.input(z.strictObject({ fingerprint })).output(type<boolean>()),
  },
};
