// The core with the parts of the Node host: key file, secrets, system clock, forked parsers.
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createCore } from '#main/core/core';
import type { Core } from '#main/core/core-types';
import type { DemoDesk } from '#main/ports';
import { loadShippedTrust } from '#main/core/trust-material';
import { AppError } from '#shared/model/app-error';
import { asInstant, type AccountId } from '#shared/model/ids';
import { openProfileSecrets, signedBefore } from '#main/core/profile-secrets';
import { keepYoungGeneration } from '#main/core/young-generation';
import { assetsFolder } from './assets-folder.ts';
import { nodeParserHost } from './parser-process.ts';
import { PRODUCT_VERSION } from './version.ts';

/** PEM of TLS roots for servers on a literal loopback address, kept beside the profile by this host. */
const LOOPBACK_ROOTS = 'loopback-roots.pem';

const WRITER_THREAD = new URL('../../sync/batch-writer-thread.ts', import.meta.url);

export type NodeCoreOptions = {
  readonly folder: string;
  /** PEM of issuing CAs beside the bundled ones: the sandbox's, for the demo. */
  readonly extraAnchors: readonly string[];
  /** DER of revocation lists: the sandbox's. */
  readonly extraLists?: readonly Uint8Array[];
  readonly loopbackRoots?: string;
  /** Never asks the network about revocation or pictures, as PLICO_OFFLINE=1 and `--offline` say too. */
  readonly offline?: boolean;
  /** For tests: a revocation responder, or pictures of a message, on this machine. */
  readonly askLoopback?: boolean;
  /** Demonstration boxes this host offers, or is. */
  readonly demo?: DemoDesk;
  /** For tests: the time of a profile that has been in use for days; default: this machine's. */
  readonly now?: () => number;
  readonly note: (text: string) => void;
};

export async function createNodeCore(options: NodeCoreOptions): Promise<Core> {
  const { folder } = options;
  keepYoungGeneration();
  const rootsFile = path.join(folder, LOOPBACK_ROOTS);
  const loopbackRoots = options.loopbackRoots ?? (existsSync(rootsFile) ? readFileSync(rootsFile, 'utf8') : null);
  const shipped = await loadShippedTrust(assetsFolder('trust'));
  const { secrets, key } = await openProfileSecrets(folder, process.env['PLICO_PASSPHRASE'] ?? null);
  return createCore({
    folder,
    key,
    version: PRODUCT_VERSION,
    clock: { now: () => asInstant((options.now ?? Date.now)()) },
    ...shipped,
    assets: assetsFolder(''),
    extraAnchors: options.extraAnchors,
    extraLists: options.extraLists ?? [],
    secrets,
    signed: await signedBefore(secrets, folder, null),
    parsers: nodeParserHost,
    parserProcesses: Math.max(1, Math.min(4, os.availableParallelism() - 1)),
    loopbackRoots,
    revocation: { ask: options.offline !== true && process.env['PLICO_OFFLINE'] !== '1', allowLoopback: options.askLoopback === true },
    writerThread: WRITER_THREAD,
    ...(options.demo === undefined ? {} : { demo: options.demo }),
  });
}

/** The account with this address or id. Throws notFound. */
export function findAccount(core: Core, wanted: string): AccountId {
  const account = core
    .accounts()
    .find((candidate) => candidate.id === wanted || candidate.address.toLowerCase() === wanted.toLowerCase() || candidate.label === wanted);
  if (account === undefined) throw new AppError('notFound', { retry: 'afterUser', values: { what: wanted } });
  return account.id;
}

export function loopbackRootsFile(folder: string): string {
  return path.join(folder, LOOPBACK_ROOTS);
}
