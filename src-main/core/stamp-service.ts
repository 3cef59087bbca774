// Time-stamps over the log (RFC 3161, EVIDENCE §14): a checkpoint goes to an authority the user chose, as a
// digest alone, and its answer stays beside the log and goes out with every proof taken of it.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AnchorEvidence } from '#main/audit/anchor';
import { appendAudit } from '#main/audit/append';
import { makeCheckpoint, readCheckpoint, type AuditPorts } from '#main/audit/checkpoint';
import { judgeStamp, requestStamp, stampTime, type TimestampAuthority } from '#main/evidence/timestamp';
import { stampFiles } from '#main/evidence/log-anchors';
import { lastCheckpoint } from '#main/store/audit-entry';
import { addLogStamp, lastLogStamp, logStamps, type LogStamp } from '#main/store/log-stamp';
import { saveSetting, setting } from '#main/store/setting';
import { certificatesIn } from '#main/trust/pem';
import { postTimestamp } from '#main/trust/timestamp-post';
import { AppError } from '#shared/model/app-error';
import { asBlobHash, type Instant } from '#shared/model/ids';

export type StampState = 'holds' | 'wrong';

export type StampService = {
  /**
   * Signs the log as it stands and has that stamped. Rejects with notFound for an empty log, and with the
   * errors of a request: net.*, tls.required, input.invalid. Nothing is kept of an answer that does not verify.
   */
  stamp(
    authority: TimestampAuthority,
    signal: AbortSignal,
  ): Promise<{ readonly at: Instant; readonly size: number; readonly root: string }>;
  /** Every stamp of the archive, and `NAME.tsr` with `NAME.txt` in `folder`, judged anew. */
  evidence(folder: string | null): Promise<readonly AnchorEvidence[]>;
  /** Writes all of them into a folder as `evidence` reads them; gives how many. */
  export(folder: string): number;
  last(): { readonly at: Instant; readonly authority: string; readonly size: number; readonly state: StampState } | null;
  /** The address a person used last; empty while there is none. */
  url(): string;
};

const ADDRESS = 'audit.timestamp';
const MOST_FILE_BYTES = 1024 * 1024;

export function createStampService(ports: AuditPorts): StampService {
  const { store, clock } = ports;

  return {
    async stamp(authority, signal) {
      await makeCheckpoint(ports);
      const kept = store.read((tx) => lastCheckpoint(tx));
      const checkpoint = kept === null ? null : readCheckpoint(kept.text);
      if (kept === null || checkpoint === null) throw new AppError('notFound', { values: { what: 'checkpoint' } });
      const digest = createHash('sha256').update(kept.text, 'utf8').digest();
      const { response, root, chain, time } = await requestStamp(postTimestamp, authority, digest, clock.now(), signal);
      const { size, root: treeRoot } = checkpoint;
      const stamp = asBlobHash(createHash('sha256').update(response).digest('hex'));
      store.write(
        (tx) => {
          addLogStamp(tx, { at: time, authority: new URL(authority.url).hostname, checkpoint: kept.text, response, root, chain });
          saveSetting(tx, ADDRESS, authority.url);
          appendAudit(tx, clock.now(), { event: 'log.anchored', by: 'timestamp', size, root: treeRoot, stamp });
        },
        { durable: true },
      );
      return { at: time, size, root: treeRoot };
    },
    async evidence(folder) {
      const own = store.read((tx) => logStamps(tx)).map((stamp) => ({ ...judged(stamp, nameOf(stamp)), from: 'log' as const }));
      return folder === null ? own : [...own, ...(await fromFiles(folder))];
    },
    export(folder) {
      const stamps = store.read((tx) => logStamps(tx));
      if (stamps.length === 0) return 0;
      const place = path.join(folder, 'timestamps');
      mkdirSync(place, { recursive: true });
      for (const [index, stamp] of stamps.entries()) {
        const name = String(index + 1).padStart(4, '0');
        for (const [end, content] of stampFiles(stamp)) writeFileSync(path.join(place, `${name}${end}`), content, { flag: 'wx' });
      }
      return stamps.length;
    },
    last() {
      const stamp = store.read((tx) => lastLogStamp(tx));
      const checkpoint = stamp === null ? null : readCheckpoint(stamp.checkpoint);
      if (stamp === null) return null;
      const state = judged(stamp, '').state === 'proven' ? 'holds' : 'wrong';
      return { at: stamp.at, authority: stamp.authority, size: checkpoint?.size ?? 0, state };
    },
    url() {
      const kept = store.read((tx) => setting(tx, ADDRESS));
      return typeof kept === 'string' ? kept : '';
    },
  };
}

function nameOf({ checkpoint }: LogStamp): string {
  return `timestamp ${readCheckpoint(checkpoint)?.size ?? 0}`;
}

/** Proven: an authority's token over exactly these five lines, its certificates valid when it stamped (EVIDENCE §6, step 2). */
function judged(
  { checkpoint, response, root, chain }: Pick<LogStamp, 'checkpoint' | 'response' | 'root' | 'chain'>,
  what: string,
): AnchorEvidence {
  const read = readCheckpoint(checkpoint);
  const at = stampTime(response);
  if (read === null || at === null) return { what, state: 'unproven' };
  if (judgeStamp(response, Buffer.from(checkpoint, 'utf8'), root, chain, at).state !== 'holds') return { what, state: 'unproven' };
  return { what, state: 'proven', anchored: { log: read.logId.slice(0, 8), size: read.size, root: read.root } };
}

/** Stamps somebody else kept. One that lacks a file is unproven, never passed over. */
async function fromFiles(folder: string): Promise<readonly AnchorEvidence[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.tsr')).toSorted();
    return await Promise.all(
      names.map(async (name) => {
        const stem = path.join(folder, name.slice(0, -'.tsr'.length));
        const [text, response, top, rest] = await Promise.all(
          [`${stem}.txt`, `${stem}.tsr`, `${stem}-root.pem`, `${stem}-chain.pem`].map(bounded),
        );
        const [root] = certificatesIn(top ?? new Uint8Array());
        if (text == null || response == null || root === undefined) return { what: name, state: 'unproven' as const };
        const chain = certificatesIn(rest ?? new Uint8Array());
        return judged({ checkpoint: Buffer.from(text).toString('utf8'), response, root, chain }, name);
      }),
    );
  } catch (cause) {
    throw new AppError('input.file', { retry: 'afterUser', values: { file: folder }, cause });
  }
}

/** Null: not there, or larger than such a file can be. */
async function bounded(file: string): Promise<Uint8Array | null> {
  const bytes = await readFile(file).catch(() => null);
  return bytes === null || bytes.length > MOST_FILE_BYTES ? null : bytes;
}
