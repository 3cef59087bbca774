// A core beside the sandbox: it trusts the authorities there, and its boxes have the servers and passwords they have there.
import type { Core } from '#main/core/core-types';
import { createNodeCore, type NodeCoreOptions } from '#main/hosts/node/node-core';
import type { Sandbox } from '#main/sandbox/sandbox';
import type { AccountId } from '#shared/model/ids';
import { accountOf, endpointsOf } from './sandbox-run.ts';

export function sandboxCore(folder: string, sandbox: Sandbox, more: Partial<NodeCoreOptions> = {}): Promise<Core> {
  return createNodeCore({
    folder,
    extraAnchors: sandbox.pecAnchorsPem,
    extraLists: sandbox.crls,
    loopbackRoots: sandbox.tlsRootPem,
    note: () => undefined,
    ...more,
  });
}

export function addSandboxBox(core: Core, sandbox: Sandbox, address: string, label?: string): Promise<AccountId> {
  const account = accountOf(sandbox, address);
  const { imap, smtp } = endpointsOf(sandbox, account);
  return core.addAccount(
    {
      address,
      label: label ?? account.displayName,
      imap: { ...imap, security: 'tls' },
      smtp: { ...smtp, security: 'tls' },
      credentials: { login: account.login, password: account.password },
    },
    { test: false },
  );
}
