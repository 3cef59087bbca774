// `npm run bench archive`: what the archive costs beside the raw bytes and beside an archive in clear.
// Both sides run in this process, one after the other, the best of three counts. Numbers of the issue:
// archive ÷ raw at most 0.62 (mixed box) and 0.20 (sent mail with complete receipts), encrypted ÷ plain
// CPU at most 1.3.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compactArchive } from '#main/archive/compaction';
import { hashOfBytes, putMessage, readMessage } from '#main/archive/message';
import { openProfile } from '#main/store/database';
import { asAccountId, asInstant, type BlobHash } from '#shared/model/ids';

const KEY = new Uint8Array(32).fill(7);
const ROUNDS = 3;
/** Bytes of mail in one transaction, as sync writes it. */
const BATCH_BYTES = 8_000_000;
const origin = { account: asAccountId('bench'), source: 'imap', detail: '', at: asInstant(0) } as const;

type Box = {
  readonly name: string;
  readonly options: { readonly count: number; readonly seed: number; readonly profile: string; readonly sign: boolean };
};
type Run = { readonly cpuSeconds: number; readonly megabytesPerSecond: number; readonly diskBytes: number; readonly readP95Ms: number };

const count = Number(process.env['PLICO_BENCH_MESSAGES'] ?? 6_000);
const boxes: readonly Box[] = [
  { name: 'mixed box', options: { count, seed: 5, profile: 'default', sign: true } },
  { name: 'sent + complete receipts', options: { count: Math.ceil(count / 4), seed: 5, profile: 'archive', sign: true } },
];

async function main(): Promise<number> {
  const rows = [];
  let missed = 0;
  for (const box of boxes) {
    process.stderr.write(`${box.name}: making ${box.options.count} messages\n`);
    const messages = await generated(box);
    const raw = messages.reduce((sum, bytes) => sum + bytes.length, 0);
    const limit = box.options.profile === 'archive' ? 0.2 : 0.62;
    const runs = { plain: [] as Run[], encrypted: [] as Run[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      process.stderr.write(`${box.name}: round ${round + 1} of ${ROUNDS}\n`);
      runs.plain.push(measure(messages, null));
      runs.encrypted.push(measure(messages, KEY));
    }
    const plain = best(runs.plain);
    const encrypted = best(runs.encrypted);
    const share = encrypted.diskBytes / raw;
    const ratio = encrypted.cpuSeconds / plain.cpuSeconds;
    if (share > limit || ratio > 1.3) missed += 1;
    rows.push({
      box: box.name,
      'raw MB': (raw / 1e6).toFixed(0),
      'disk ÷ raw, plain': (plain.diskBytes / raw).toFixed(3),
      'disk ÷ raw, encrypted': `${share.toFixed(3)} (≤ ${limit})`,
      'CPU encrypted ÷ plain': `${ratio.toFixed(2)} (≤ 1.3)`,
      'insert MB/s': encrypted.megabytesPerSecond.toFixed(0),
      'read p95 ms': encrypted.readP95Ms.toFixed(2),
    });
  }
  for (const row of rows) {
    process.stdout.write(`${row.box}\n`);
    for (const [name, value] of Object.entries(row).slice(1)) process.stdout.write(`  ${name.padEnd(24)} ${value}\n`);
  }
  return missed === 0 ? 0 : 1;
}

function measure(messages: readonly Buffer[], key: Uint8Array | null): Run {
  const folder = mkdtempSync(path.join(tmpdir(), 'plico-bench-'));
  try {
    const store = openProfile(path.join(folder, 'profile'), { key, clock: { now: () => asInstant(0) } });
    const began = performance.now();
    const cpu = process.cpuUsage();
    const hashes: BlobHash[] = [];
    for (const batch of batches(messages))
      store.write((tx) => batch.forEach((bytes) => hashes.push(putMessage(tx, bytes, { origin }).hash)));
    compactArchive(store);
    const wallMs = performance.now() - began;
    const times = hashes.map((hash) => {
      const from = performance.now();
      store.read((tx) => readMessage(tx, hash));
      return performance.now() - from;
    });
    const used = process.cpuUsage(cpu);
    store.close();
    times.sort((a, b) => a - b);
    const raw = messages.reduce((sum, bytes) => sum + bytes.length, 0);
    return {
      cpuSeconds: (used.user + used.system) / 1e6,
      megabytesPerSecond: raw / 1e3 / wallMs,
      diskBytes: statSync(path.join(folder, 'profile', 'archive.db')).size,
      readP95Ms: times[Math.floor(times.length * 0.95)] ?? 0,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function best(runs: readonly Run[]): Run {
  return {
    cpuSeconds: Math.min(...runs.map((run) => run.cpuSeconds)),
    megabytesPerSecond: Math.max(...runs.map((run) => run.megabytesPerSecond)),
    diskBytes: Math.max(...runs.map((run) => run.diskBytes)),
    readP95Ms: Math.min(...runs.map((run) => run.readP95Ms)),
  };
}

function* batches(messages: readonly Buffer[]): Generator<Buffer[]> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for (const message of messages) {
    batch.push(message);
    bytes += message.length;
    if (bytes >= BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  yield batch;
}

async function generated(box: Box): Promise<Buffer[]> {
  const file = path.join(import.meta.dirname, '..', 'fixtures', 'lab', 'gen-pec-mailbox.mjs');
  const { generate } = asGenerator(await import(pathToFileURL(file).href));
  const seen = new Set<BlobHash>();
  const messages: Buffer[] = [];
  for (const { raw } of generate(box.options)) {
    const hash = hashOfBytes(raw);
    if (!seen.has(hash)) messages.push(raw);
    seen.add(hash);
  }
  return messages;
}

function asGenerator(module: unknown): { generate(options: Box['options']): Iterable<{ readonly raw: Buffer }> } {
  return module as { generate(options: Box['options']): Iterable<{ readonly raw: Buffer }> };
}

process.exitCode = await main();
