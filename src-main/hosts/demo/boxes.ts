// The demonstration boxes made ready: two providers, their boxes in a core of its own, the story played through
// real SMTP and read again through real IMAP.
import path from 'node:path';
import type { Core } from '#main/core/core-types';
import { startSandbox, type Sandbox } from '#main/sandbox/sandbox';
import type { DemoStep } from '#shared/model/demo';
import type { AccountId } from '#shared/model/ids';
import { playStory } from './story.ts';

export type OpenDemo = { readonly core: Core; close(): Promise<void> };

/** What the core of a demonstration gets beside what every core gets: the sandbox's authorities, for it alone. */
export type DemoMaterial = {
  readonly folder: string;
  readonly extraAnchors: readonly string[];
  readonly extraLists: readonly Uint8Array[];
  readonly loopbackRoots: string;
};

export function demoMaterial(home: string, sandbox: Sandbox): DemoMaterial {
  return {
    folder: path.join(home, 'profile'),
    extraAnchors: sandbox.pecAnchorsPem,
    extraLists: sandbox.crls,
    loopbackRoots: sandbox.tlsRootPem,
  };
}

/** Boxes that are there already stay as they are. */
export async function addDemoBoxes(core: Core, sandbox: Sandbox): Promise<void> {
  for (const account of sandbox.accounts) {
    const provider = sandbox.providers.find((candidate) => candidate.domain === account.provider);
    if (provider === undefined) continue;
    await core.addAccount(
      {
        address: account.address,
        label: account.displayName,
        imap: { ...provider.imap, security: 'tls' },
        smtp: { ...provider.smtp, security: 'tls' },
        credentials: { login: account.login, password: account.password },
      },
      { test: false },
    );
  }
}

/** Resolves when everything is read and judged; from then on the core follows its boxes. */
export async function openDemo(
  home: string,
  createCore: (material: DemoMaterial) => Promise<Core>,
  tell: (step: DemoStep, done: number, total: number) => void,
): Promise<OpenDemo> {
  tell('starting', 0, 0);
  const sandbox = await startSandbox({ folder: path.join(home, 'sandbox'), now: Date.now });
  try {
    const core = await createCore(demoMaterial(home, sandbox));
    try {
      await addDemoBoxes(core, sandbox);
      await playStory(core, sandbox, (done, total) => tell('sending', done, total));
      await core.syncOnce({
        account: null,
        signal: new AbortController().signal,
        onStep: () => undefined,
        onProgress: sumOf((done, total) => tell('reading', done, total)),
      });
      core.follow();
    } catch (error) {
      await core.close();
      throw error;
    }
    return {
      core,
      async close() {
        await core.close();
        await sandbox.stop();
      },
    };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

/** Progress of each box into one of all. */
function sumOf(tell: (done: number, total: number) => void): Parameters<Core['syncOnce']>[0]['onProgress'] {
  const boxes = new Map<AccountId, { readonly done: number; readonly total: number }>();
  return ({ account, phase, done, total }) => {
    if (phase !== 'fetching') return;
    boxes.set(account, { done, total });
    const all = [...boxes.values()];
    tell(
      all.reduce((sum, box) => sum + box.done, 0),
      all.reduce((sum, box) => sum + box.total, 0),
    );
  };
}
