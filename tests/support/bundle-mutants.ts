// Evidence bundles changed at random, and what would be wrong with the answer of `plico verify` to one: an
// exception that escapes, no answer, or "passed" for anything but the files of the whole bundle (FUZ-07).
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { judgeBundle } from '#main/core/judge-bundle';
import { openBundleZip } from '#main/evidence/bundle-source';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import { createParserPool, type ParserPool } from '#main/ingest/parser-pool';
import type { TrustMaterial } from '#main/ports';
import { asInstant } from '#shared/model/ids';
import { mutate, type Random } from './random.ts';
import { rawZip } from './raw-zip.ts';

type Files = ReadonlyMap<string, Buffer>;

export type BundleMutants = {
  /** What is wrong with the answer to these bytes; null: as it should be. */
  fault(zip: Uint8Array): Promise<string | null>;
  /** The ZIP itself changed, or a file in it, its name or its presence, in a ZIP that is sound. */
  mutant(random: Random): Buffer;
  close(): void;
};

/** `zip`: passes under `material`. */
export async function openBundleMutants(zip: Buffer, material: TrustMaterial): Promise<BundleMutants> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plico-mutants-'));
  const file = path.join(folder, 'bundle.zip');
  const pool = remembering(createParserPool(nodeParserHost, { size: 1, material: () => material }));
  const options = { material, policy: 'pec/1', at: null, now: asInstant(Date.now()), deep: false, processes: 1 } as const;
  writeFileSync(file, zip);
  const whole = await filesOf(file);
  const top = `${path.basename(zip.toString('latin1', 30, 30 + zip.readUInt16LE(26)).split('/')[0] ?? '')}/`;

  return {
    async fault(bytes) {
      writeFileSync(file, bytes);
      try {
        const judged = await judgeBundle(file, pool, options);
        if (judged === null || judged.conclusion.indication !== 'passed') return null;
        return sameEvidence(whole, await filesOf(file)) ? null : 'passed, with other files than the whole bundle';
      } catch (cause) {
        return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      }
    },
    mutant(random) {
      if (random.below(3) === 0) return mutate(zip, random);
      const files = [...whole];
      const at = random.below(files.length);
      const [name, bytes] = files[at] ?? ['', Buffer.alloc(0)];
      switch (random.below(6)) {
        case 0:
          files.splice(at, 1);
          break;
        case 1:
          files[at] = [mutate(Buffer.from(name), random).toString('latin1'), bytes];
          break;
        case 2:
          files[at] = [name, files[random.below(files.length)]?.[1] ?? bytes];
          break;
        case 3:
          files.push([`${random.below(2) === 0 ? 'data/' : ''}${random.below(1_000)}.txt`, bytes]);
          break;
        default:
          files[at] = [name, mutate(bytes, random)];
      }
      return rawZip(files.map(([inside, content]) => ({ name: `${top}${inside}`, content })));
    },
    close() {
      pool.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function filesOf(zip: string): Promise<Files> {
  const source = await openBundleZip(zip);
  if (source.state !== 'open') return new Map();
  try {
    const files = new Map<string, Buffer>();
    for (const one of source.files) files.set(one.path, Buffer.from(await one.read()));
    return files;
  } finally {
    source.close();
  }
}

/** Signatures over the root may be gone, for a bundle needs none; nothing else may differ. */
function sameEvidence(whole: Files, found: Files): boolean {
  const covered = (files: Files): readonly string[] => [...files.keys()].filter((name) => !name.startsWith('attest/')).toSorted();
  const names = covered(whole);
  return (
    names.join('\n') === covered(found).join('\n') && names.every((name) => found.get(name)?.equals(whole.get(name) ?? Buffer.alloc(0)))
  );
}

/** A message is judged once, for nothing but its bytes decides what is said of it. */
function remembering(pool: ParserPool): ParserPool {
  const judged = new Map<string, ReturnType<ParserPool['judge']>>();
  const taken = new Map<string, ReturnType<ParserPool['pieces']>>();
  return {
    ...pool,
    judge: (request) => remember(judged, request.bytes, () => pool.judge(request)),
    pieces: (request) => remember(taken, request.bytes, () => pool.pieces(request)),
  };
}

function remember<Answer>(known: Map<string, Answer>, bytes: Uint8Array, ask: () => Answer): Answer {
  const key = createHash('sha256').update(bytes).digest('hex');
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer;
}
