import { openProfile } from '#main/store/database';
import { putMessage, readMessage, hashOfBytes } from '#main/archive/message';
import { asAccountId, asInstant } from '#shared/model/ids';
import { generate } from '/work/main/tests/fixtures/lab/gen-pec-mailbox.mjs';
import { rmSync, statSync } from 'node:fs';
const [profile, count, enc] = [process.argv[2] ?? 'default', Number(process.argv[3] ?? 2000), process.argv[4] ?? 'plain'];
const dir = `/tmp/store/exp-${profile}`;
rmSync(dir, { recursive: true, force: true });
const store = openProfile(dir, { key: enc === 'enc' ? new Uint8Array(32).fill(7) : null, clock: { now: () => asInstant(1) } });
let raw = 0, cpu = 0, wall = 0; const hashes: any[] = []; let batch: Buffer[] = [], bb = 0; const kinds: any = {};
const origin = { account: asAccountId('a'), source: 'imap' as const, detail: '', at: asInstant(1) };
function flush() { const c = process.cpuUsage(), t = performance.now(); store.write((tx) => { for (const b of batch) hashes.push(putMessage(tx, b, { origin }).hash); }); const d = process.cpuUsage(c); cpu += d.user + d.system; wall += performance.now() - t; batch = []; bb = 0; }
for (const m of generate({ count, seed: 5, profile, sign: false })) { raw += m.raw.length; batch.push(m.raw); bb += m.raw.length; kinds[m.kind] = (kinds[m.kind] ?? 0) + m.raw.length; if (bb > 8e6) flush(); }
flush();
const t = performance.now(); const times: number[] = [];
store.read((tx) => { for (const h of hashes) { const t0 = performance.now(); readMessage(tx, h); times.push(performance.now() - t0); } });
times.sort((a, b) => a - b);
console.log(store.read((tx) => tx.all({ text: `SELECT codec, count(*) n, sum(length(body)) bytes, (select count(*) from dictionary) d, (select sum(length(body)) from dictionary) db, (select sum(length(body)) from part) parts, (select count(*) from part) np from blob group by codec`, parameters: [] }, (r) => r)));
console.log(kinds);
store.close();
const disk = statSync(dir + '/archive.db').size;
console.log(profile, count, enc, 'raw MB', (raw / 1e6).toFixed(1), 'disk/raw', (disk / raw).toFixed(4), 'MB/s', (raw / 1e3 / wall).toFixed(1), 'cpu s', (cpu / 1e6).toFixed(2), 'us/msg', (cpu / hashes.length).toFixed(0), 'read p50', times[times.length >> 1]!.toFixed(3), 'p95', times[Math.floor(times.length * .95)]!.toFixed(3));
