// The path ends at a pinned authority, recognised by name and key in all its editions
// (PEC-REFERENCE §3.4): never merely at a public root.
import { forSigners, NOT_RUN, passed } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const certificateAnchor: CheckDefinition = {
  id: 'certificate.anchor',
  spec: 'PEC-REFERENCE §3.4',
  run: (facts) =>
    forSigners(facts, ({ anchor }) => (anchor === null ? NOT_RUN : passed('anchor.pinned', { anchor, setDate: facts.trust.setDate }))),
};
