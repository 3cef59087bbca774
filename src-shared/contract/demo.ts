// The demonstration boxes, seen from a person's own mail and from inside.
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { DemoState } from '#shared/model/demo';

export const demoContract = {
  demo: {
    /** Asked again while it is being prepared. */
    state: oc.output(type<DemoState>()),
    /** Prepares it, or brings it forward; does nothing from inside. */
    open: oc.output(type<null>()),
    /** From inside: it ends; with `remove` what it kept on disk goes too. */
    leave: oc.input(z.strictObject({ remove: z.boolean() })).output(type<null>()),
    /** From outside: it ends, and what it kept on disk is gone. */
    remove: oc.output(type<null>()),
  },
};
