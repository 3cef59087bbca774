// A sandbox under test: started in memory, told stories through its real SMTP, read through its real IMAP.
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import type { Sandbox, SandboxAccount, SandboxEndpoint } from '#main/sandbox/sandbox';
import { demoScenario } from '#main/sandbox/scenario';
import type { Scenario } from '#main/sandbox/scenario';

export type StoredMail = {
  readonly account: string;
  readonly folder: string;
  readonly uid: number;
  readonly bytes: Buffer;
  readonly internalDate: number;
  readonly flags: readonly string[];
};

export function accountOf(sandbox: Sandbox, address: string): SandboxAccount {
  const account = [...sandbox.accounts, ...sandbox.otherAccounts].find((entry) => entry.address === address);
  if (account === undefined) throw new Error(`no account ${address}`);
  return account;
}

export function endpointsOf(sandbox: Sandbox, account: SandboxAccount): { imap: SandboxEndpoint; smtp: SandboxEndpoint } {
  const provider = sandbox.providers.find((entry) => entry.domain === account.provider);
  if (provider === undefined) throw new Error('an account without provider');
  return provider;
}

/** Gives the server's reply; rejects with nodemailer's error. */
export async function submit(
  sandbox: Sandbox,
  address: string,
  envelope: { from: string; to: readonly string[] },
  bytes: Uint8Array,
  password?: string,
): Promise<string> {
  const account = accountOf(sandbox, address);
  const { smtp } = endpointsOf(sandbox, account);
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: true,
    auth: { user: account.login, pass: password ?? account.password },
    tls: { ca: sandbox.tlsRootPem },
  });
  try {
    const sent = await transport.sendMail({ envelope: { from: envelope.from, to: [...envelope.to] }, raw: Buffer.from(bytes) });
    return sent.response;
  } finally {
    transport.close();
  }
}

export async function connectImap(sandbox: Sandbox, address: string): Promise<ImapFlow> {
  const account = accountOf(sandbox, address);
  const { imap } = endpointsOf(sandbox, account);
  const client = new ImapFlow({
    ...imap,
    secure: true,
    auth: { user: account.login, pass: account.password },
    tls: { ca: sandbox.tlsRootPem },
    logger: false,
    qresync: true,
    disableAutoIdle: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export async function readFolder(sandbox: Sandbox, address: string, folder = 'INBOX'): Promise<readonly StoredMail[]> {
  const client = await connectImap(sandbox, address);
  const found: StoredMail[] = [];
  try {
    const box = await client.mailboxOpen(folder);
    if (box.exists === 0) return [];
    for await (const row of client.fetch('1:*', { source: true, internalDate: true, flags: true }, { uid: true })) {
      found.push({
        account: address,
        folder,
        uid: row.uid,
        bytes: row.source ?? Buffer.alloc(0),
        internalDate: new Date(row.internalDate ?? 0).getTime(),
        flags: [...(row.flags ?? [])],
      });
    }
    return found;
  } finally {
    await client.logout();
  }
}

/** Plays the demo's story as a host does, without the client's Sent copies. */
export async function playScenario(sandbox: Sandbox): Promise<Scenario> {
  const scenario = demoScenario(sandbox);
  for (const step of scenario.steps) {
    if (sandbox.steps.done(step.id)) continue;
    sandbox.clock.at(step.at);
    if (step.kind === 'direct') step.run();
    else await submit(sandbox, step.account.address, step.envelope, step.bytes);
    sandbox.steps.mark(step.id);
  }
  await sandbox.settle();
  return scenario;
}
