// One entity is signed, and every reader sees the same one (RFC 1847 §2.1, RFC 8551 §3.5; THREATS §3 rules 3 and 10).
import { failed, NOT_APPLICABLE, passed, passedWithNote, undecided } from './check.ts';
import type { CheckDefinition } from './check.ts';

export const messageStructure: CheckDefinition = {
  id: 'message.structure',
  spec: 'RFC 8551 §3.5',
  run(facts, policy) {
    const code = facts.structureCodes[0]?.id;
    switch (facts.structure) {
      case 'none':
      case 'nestedOnly':
        return NOT_APPLICABLE;
      case 'malformed':
        return failed('FORMAT_FAILURE', code ?? 'structure.malformed', { codes: facts.structureCodes.map(({ id }) => id) });
      case 'ambiguous':
        return policy.ambiguity === 'failed'
          ? failed('FORMAT_FAILURE', code ?? 'mime.ambiguousBoundary')
          : undecided('GENERIC', code ?? 'mime.ambiguousBoundary');
      case 'signed':
        if (facts.signatureForm === 'opaque' && !policy.opaqueAllowed && facts.claimKind !== 'ordinary')
          return failed('FORMAT_FAILURE', 'structure.opaque');
        if (facts.embeddedContent !== 'none' && !policy.embeddedContentAllowed) return failed('FORMAT_FAILURE', 'cms.embeddedContent');
        if (facts.embeddedContent === 'equal') return passedWithNote('cms.embeddedContent');
        return facts.notes.some(({ id }) => id === 'mime.epilogue') ? passedWithNote('mime.epilogue') : passed('structure.signed');
    }
  },
};
