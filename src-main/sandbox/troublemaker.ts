// Drops forged and damaged messages into a mailbox, each with a label and what a client must make of it.
import type { PecNetwork } from './network.ts';
import type { SandboxPki } from './pki.ts';

export type Troublemaker = { readonly labels: readonly string[] };

export function createTroublemaker(_network: PecNetwork, _pki: SandboxPki): Troublemaker {
  return { labels: [] };
}
