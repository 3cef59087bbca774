// `npm run bench bulk`: one message per row of a table of 1,000 rows (PLICO_BULK_ROWS) to the sandbox, three of a
// hundred without a valid address, a provider that says "not now" once and a kill in the middle; beside the plain
// submission of the same bytes by nodemailer on one connection to the same server. While ours sends, it also
// archives, files the copies, takes the receipts in and judges them. Both sides in one run.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '#main/sandbox/sandbox';
import type { BulkCounts, BulkId } from '#shared/model/bulk';
import { addSandboxBox, sandboxCore } from '#tests/support/sandbox-core';
import { accountOf, endpointsOf } from '#tests/support/sandbox-run';

const ROWS = Number(process.env['PLICO_BULK_ROWS'] ?? 1_000);
const SENDER = 'studio.rossi@pec-uno.example';
const PEOPLE = ['comune@pec-due.example', 'ditta@pec-due.example', 'cliente.a@pec-uno.example'];
const SUPPORT = path.join(import.meta.dirname, '..', 'support');
const isBad = (n: number): boolean => n % 100 === 11 || n % 100 === 44 || n % 100 === 77;
const addressOf = (n: number): string => (isBad(n) ? `riga ${n} senza chiocciola` : (PEOPLE[n % PEOPLE.length] ?? ''));

type Said = { readonly state: string; readonly wait: string | null; readonly counts: BulkCounts; readonly memory: number };
/** Of one process of ours: seconds in which the provider let it send, CPU and memory with its parsers. */
type Part = { readonly activeSeconds: number; readonly cpuSeconds: number; readonly memory: number; readonly sent: number };

async function main(): Promise<number> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'plico-bench-bulk-'));
  const folder = path.join(home, 'profile');
  const trustFile = path.join(home, 'trust.json');
  const sandbox = await startSandbox({ folder: null, now: Date.now });
  try {
    await sandbox.settle();
    const lists = sandbox.crls.map((list) => Buffer.from(list).toString('base64'));
    writeFileSync(trustFile, JSON.stringify({ anchors: sandbox.pecAnchorsPem, lists, roots: sandbox.tlsRootPem }));
    const { id, checkSeconds } = await start(folder, sandbox);
    const good = Array.from({ length: ROWS }, (_, n) => n).filter((n) => !isBad(n)).length;
    const began = performance.now();
    const first = watch(folder, trustFile, 0);
    await first.until(({ counts }) => counts.submitted >= Math.floor(good / 4));
    sandbox.servers.get('pec-uno.example')?.smtp.refuse('mailFrom', 450, '4.7.1 Class Of Service: troppi messaggi', 1);
    await first.until(({ wait }) => wait === 'provider');
    first.child.stdin?.write('\n');
    const middle = await first.until(({ counts }) => counts.submitted >= Math.floor(good / 2));
    const parts = [await first.kill()];
    const second = watch(folder, trustFile, middle.counts.submitted);
    await second.until(({ state }) => state === 'done');
    const sentSeconds = (performance.now() - began) / 1_000;
    parts.push(second.part());
    await second.until(({ counts }) => counts.delivered + counts.failed + counts.unknown === good);
    const allSeconds = (performance.now() - began) / 1_000;
    const whole = await second.kill();
    const faults = await writeSent(folder, home, sandbox, id, good);
    const plain = await submitPlainly(home);
    const active = parts.reduce((sum, part) => sum + part.activeSeconds, 0);
    const cpu = (parts[0]?.cpuSeconds ?? 0) + whole.cpuSeconds;
    const memory = Math.max(...parts.map((part) => part.memory), whole.memory);
    const line = (name: string, value: string): void => void process.stdout.write(`  ${name.padEnd(44)} ${value}\n`);
    process.stdout.write(`${ROWS} rows, ${ROWS - good} without a valid address, one "not now", one kill\n`);
    line('dry run of every row', `${checkSeconds.toFixed(2)} s`);
    line('handed over, with the wait and the restart', `${sentSeconds.toFixed(1)} s`);
    line('until every receipt was judged', `${allSeconds.toFixed(1)} s`);
    line('messages a second while it may send', (good / active).toFixed(1));
    line('nodemailer, the same bytes, one connection', `${(good / plain.seconds).toFixed(1)} a second (${plain.seconds.toFixed(1)} s)`);
    line('rate ÷ nodemailer', (plain.seconds / active).toFixed(2));
    line(
      'CPU a message, receipts judged ÷ nodemailer',
      `${((cpu / good) * 1e3).toFixed(1)} ms ÷ ${((plain.cpuSeconds / good) * 1e3).toFixed(1)} ms`,
    );
    line('memory at most, with parsers ÷ nodemailer', `${memory} MB ÷ ${plain.memory} MB`);
    line('proof table', faults.length === 0 ? 'right in every row' : faults.slice(0, 5).join('; '));
    return faults.length === 0 ? 0 : 1;
  } finally {
    await sandbox.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function start(folder: string, sandbox: Sandbox): Promise<{ readonly id: BulkId; readonly checkSeconds: number }> {
  const core = await sandboxCore(folder, sandbox);
  const sender = await addSandboxBox(core, sandbox, SENDER);
  const table = `PEC;Nome;Quota\r\n${Array.from({ length: ROWS }, (_, n) => `${addressOf(n)};Condòmino ${n};=${n}+1\r\n`).join('')}`;
  const created = await core.bulk.create(sender, 'condomini.csv', Buffer.from(table));
  if (created.state !== 'created') throw new Error(created.problem);
  const { id, revision, template } = created.run;
  const text = `Gentile {{Nome}},\n\nla Sua quota è {{Quota}}.\n${'Il riparto è stato approvato dall’assemblea.\n'.repeat(20)}`;
  const changed = core.bulk.change(id, revision, { ...template, subject: 'Assemblea – {{nome}}', text }, { perMinute: null, perDay: null });
  const began = performance.now();
  await core.bulk.check(id);
  const checkSeconds = (performance.now() - began) / 1_000;
  const started = await core.bulk.start(id, changed.run.revision);
  await core.close();
  if (started.state !== 'started') throw new Error(started.state);
  return { id, checkSeconds };
}

function watch(folder: string, trustFile: string, before: number) {
  const child: ChildProcess = spawn(process.execPath, [path.join(SUPPORT, 'bulk-sender.ts'), folder, trustFile], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let last: Said | null = null;
  let rest = '';
  let activeSeconds = 0;
  let seenAt = performance.now();
  let tree = { cpuSeconds: 0, memory: 0 };
  let most = 0;
  const look = (): void => {
    const now = treeOf(child.pid ?? 0);
    tree = { cpuSeconds: Math.max(tree.cpuSeconds, now.cpuSeconds), memory: now.memory };
    most = Math.max(most, now.memory);
  };
  const timer = setInterval(look, 1_000);
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const one of lines) last = JSON.parse(one) as Said;
    const now = performance.now();
    if (last?.state === 'running' && last.wait === null) activeSeconds += (now - seenAt) / 1_000;
    seenAt = now;
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const part = (): Part => {
    look();
    return { activeSeconds, cpuSeconds: tree.cpuSeconds, memory: most, sent: (last?.counts.submitted ?? 0) - before };
  };
  return {
    child,
    part,
    async until(what: (said: Said) => boolean): Promise<Said> {
      const deadline = performance.now() + ROWS * 1_500 + 60_000;
      for (;;) {
        if (last !== null && what(last)) return last;
        if (child.exitCode !== null || performance.now() > deadline) throw new Error(`stopped at ${JSON.stringify(last)}`);
        await pause(20);
      }
    },
    async kill(): Promise<Part> {
      const found = part();
      clearInterval(timer);
      child.kill('SIGKILL');
      await ended;
      return found;
    },
  };
}

/** CPU and resident memory of a process and of what it started, from /proc; zeros where there is none. */
function treeOf(pid: number): { readonly cpuSeconds: number; readonly memory: number } {
  const all = new Map<number, { readonly parent: number; readonly ticks: number; readonly pages: number }>();
  try {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ')
          .map(Number);
        const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + (fields[index] ?? 0), 0);
        all.set(Number(name), { parent: fields[1] ?? 0, ticks, pages: fields[21] ?? 0 });
      } catch {
        // it has ended meanwhile
      }
    }
  } catch {
    return { cpuSeconds: 0, memory: 0 };
  }
  const wanted = new Set([pid]);
  for (let grew = true; grew;) {
    grew = false;
    for (const [id, { parent }] of all)
      if (wanted.has(parent) && !wanted.has(id)) {
        wanted.add(id);
        grew = true;
      }
  }
  const parts = [...wanted].flatMap((id) => all.get(id) ?? []);
  const ticks = parts.reduce((sum, part) => sum + part.ticks, 0);
  return { cpuSeconds: ticks / 100, memory: Math.round((parts.reduce((sum, part) => sum + part.pages, 0) * 4_096) / 1024 / 1024) };
}

/** Checks the proof table and puts what was sent into files for the other side. */
async function writeSent(folder: string, home: string, sandbox: Sandbox, id: BulkId, good: number): Promise<readonly string[]> {
  const core = await sandboxCore(folder, sandbox);
  try {
    await core.idle();
    const run = core.bulk.open(id);
    const rows = await core.bulk.proof(id);
    const faults = rows.flatMap(({ line, sending, status, sentSha256, acceptanceSha256, outcomeSha256 }, n) => {
      const found = `${sending.state} ${status ?? ''}`.trim();
      if (isBad(n)) return found === 'excluded' ? [] : [`row ${line}: ${found}`];
      // The one the kill cut off is uncertain, or its receipts have settled it.
      if (sending.state === 'unknown') return [];
      return found === 'submitted delivered' && sentSha256 !== null && acceptanceSha256 !== null && outcomeSha256 !== null
        ? []
        : [`row ${line}: ${found}`];
    });
    if (run.counts.unknown > 1) faults.push(`${run.counts.unknown} uncertain rows`);
    if (run.counts.delivered + run.counts.unknown !== good) faults.push(`${run.counts.delivered} of ${good} delivered`);
    const sent = path.join(home, 'sent');
    mkdirSync(sent);
    const messages = rows.flatMap(({ line, sentSha256 }, n) => {
      const bytes = sentSha256 === null ? null : core.original(run.template.account, sentSha256);
      if (bytes === null) return [];
      const file = path.join(sent, `${line}.eml`);
      writeFileSync(file, bytes);
      return [{ file, to: [addressOf(n)] }];
    });
    const { smtp } = endpointsOf(sandbox, accountOf(sandbox, SENDER));
    const { login, password } = accountOf(sandbox, SENDER);
    writeFileSync(
      path.join(home, 'plain.json'),
      JSON.stringify({ host: smtp.host, port: smtp.port, root: sandbox.tlsRootPem, from: SENDER, user: login, pass: password, messages }),
    );
    return faults;
  } finally {
    await core.close();
  }
}

type Plain = { readonly seconds: number; readonly cpuSeconds: number; readonly memory: number };

/** In a process of its own; the server it talks to lives in this one. */
async function submitPlainly(home: string): Promise<Plain> {
  const child = spawn(process.execPath, [path.join(SUPPORT, 'plain-submitter.ts'), path.join(home, 'plain.json')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  await new Promise((resolve) => child.on('close', resolve));
  return JSON.parse(out) as Plain;
}

process.exitCode = await main();
