// The same probe against the sandbox's IMAP server and against Dovecot (DECISIONS §Sync).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '#main/sandbox/sandbox';
import { dovecotMissing, startDovecot } from '#tests/support/dovecot';
import { closeProbe, openProbe, probeSteps } from '#tests/support/imap-probe';
import type { Probe, ProbeTarget } from '#tests/support/imap-probe';

type Started = { readonly target: ProbeTarget; stop(): Promise<void> };

async function sandboxServer(): Promise<Started> {
  const sandbox = await startSandbox({ folder: null, now: Date.now });
  const account = sandbox.accounts[0];
  const provider = sandbox.providers.find((entry) => entry.domain === account?.provider);
  if (account === undefined || provider === undefined) throw new Error('no account');
  return {
    target: { ...provider.imap, root: sandbox.tlsRootPem, login: account.login, password: account.password },
    stop: () => sandbox.stop(),
  };
}

async function dovecotServer(): Promise<Started> {
  const dovecot = await startDovecot({ users: ['anna'] });
  return {
    target: { host: dovecot.host, port: dovecot.port, root: dovecot.root, login: 'anna', password: dovecot.password },
    stop: () => dovecot.stop(),
  };
}

describe.each<[name: string, start: () => Promise<Started>, missing: string | null]>([
  ['sandbox', sandboxServer, null],
  [dovecotMissing === null ? 'Dovecot' : `Dovecot: ${dovecotMissing}`, dovecotServer, dovecotMissing],
])('IMAP probe against %s', (_name, start, missing) => {
  describe.skipIf(missing !== null)('steps', () => {
    let started: Started;
    let probe: Probe;
    beforeAll(async () => {
      started = await start();
      probe = await openProbe(started.target);
    });
    afterAll(async () => {
      await closeProbe(probe);
      await started.stop();
    });
    test.each(probeSteps.map((step) => [step.title, step] as const))('%s', async (_title, step) => {
      expect(await step.run(probe)).toEqual(step.expected);
    });
  });
});
