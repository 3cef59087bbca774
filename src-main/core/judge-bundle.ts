// `plico verify BUNDLE`: an evidence bundle as one judged thing (CLI.md §verify, form 'bundle').
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { openBundleFolder, openBundleZip } from '#main/evidence/bundle-source';
import { openAsicS } from '#main/evidence/asic-source';
import { judgeToken, type StampState } from '#main/evidence/timestamp';
import {
  inContainer,
  refusedBundle,
  verifyBundle,
  type BundleCheck,
  type BundleCheckId,
  type BundleVerdict,
} from '#main/evidence/verify-bundle';
import type { ParserPool } from '#main/ingest/parser-pool';
import { NO_CLAIM, type JudgedDocument } from '#main/verification/describe';
import type { JudgeOptions } from './judge-files.ts';

export type JudgedBundle = Omit<JudgedDocument, 'sha256' | 'conclusion' | 'checks'> & {
  /** The root digest; null when the bundle has none. */
  readonly sha256: string | null;
  readonly conclusion: Omit<JudgedDocument['conclusion'], 'because'> & { readonly because: BundleCheckId | null };
  readonly checks: readonly BundleCheck[];
  /** What the bundle itself says is missing, contrary or uncertain in it. */
  readonly missing: BundleVerdict['missing'];
  readonly installation: string | null;
  readonly log: BundleVerdict['log'];
};

export async function looksLikeBundle(file: string): Promise<boolean> {
  const info = await stat(file).catch(() => null);
  if (info === null) return false;
  if (info.isDirectory()) return (await stat(path.join(file, 'bagit.txt')).catch(() => null)) !== null;
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return false;
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1') === 'PK\x03\x04';
  } finally {
    await handle.close();
  }
}

/** Null: a ZIP, but no bundle. Of an ASiC-S container the bundle in it, and the stamp over that. */
export async function judgeBundle(file: string, pool: ParserPool, options: JudgeOptions): Promise<JudgedBundle | null> {
  const container = (await stat(file)).isDirectory() ? null : await openAsicS(file);
  if (container === null) return judgePlain(file, file, pool, options, null);
  try {
    return await judgePlain(file, container.object, pool, options, judgeToken(container.token, container.sha256, options.now));
  } finally {
    await container.close();
  }
}

async function judgePlain(
  name: string,
  file: string,
  pool: ParserPool,
  options: JudgeOptions,
  stamp: StampState | null,
): Promise<JudgedBundle | null> {
  const source = (await stat(file)).isDirectory() ? await openBundleFolder(file) : await openBundleZip(file);
  if (source.state === 'notABundle') return null;
  if (source.state === 'refused') return describe(name, refusedBundle(source.code), options);
  try {
    const verdict = await verifyBundle(
      source,
      async (bytes, label) => {
        const { policy, at, now: judgedAt } = options;
        const [answer, taken] = await Promise.all([
          pool.judge({ bytes, label, policy, at, judgedAt, deep: false, content: null }),
          pool.pieces({ bytes, fingerprints: true }),
        ]);
        const [document] = answer.state === 'done' ? answer.value : [];
        const verdict = document === undefined ? null : { ...document.conclusion, claim: document.claim };
        return { verdict, pieces: taken.state === 'done' ? taken.value : null };
      },
      options.now,
    );
    return describe(name, stamp === null ? verdict : inContainer(verdict, stamp), options);
  } finally {
    source.close();
  }
}

function describe(
  file: string,
  { root, indication, because, sub, checks, missing, installation, log }: BundleVerdict,
  { policy, material }: JudgeOptions,
): JudgedBundle {
  return {
    file: path.basename(path.resolve(file)),
    sha256: root,
    form: 'bundle',
    claim: NO_CLAIM,
    signature: {
      integrity: 'absent',
      signer: null,
      subject: null,
      issuer: null,
      identity: 'none',
      chain: 'notChecked',
      anchor: null,
      revocation: 'unknown',
      timeValidity: 'unknown',
      algorithm: 'ok',
      structure: 'none',
      time: null,
    },
    conclusion: { indication, sub, because, notes: [] },
    checks,
    missing,
    installation,
    log,
    defects: [],
    trustDate: material.setDate,
    policy,
  };
}
