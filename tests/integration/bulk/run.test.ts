// One message per row through a whole core against the two sandbox providers: invalid and unknown addresses,
// a provider that says "not now", a process killed in the middle; and what the proof table says at the end.
// PLICO_BULK_ROWS sets the number of rows (1,000 with `npm run kill bulk`).
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerBytes } from '#main/core/byte-answer';
import { loopbackRootsFile } from '#main/hosts/node/node-core';
import type { Core } from '#main/core/core-types';
import { startSandbox, type Sandbox } from '#main/sandbox/sandbox';
import { bulkProofPath } from '#shared/contract/assets';
import type { BulkCounts, BulkId, BulkRun } from '#shared/model/bulk';
import type { AccountId } from '#shared/model/ids';
import { jsonLines, runCli } from '#tests/support/run-cli';
import { addSandboxBox, sandboxCore } from '#tests/support/sandbox-core';
import { readFolder } from '#tests/support/sandbox-run';
import { parse } from 'csv-parse/sync';

const ROWS = Number(process.env['PLICO_BULK_ROWS'] ?? 34);
const SENDER = 'studio.rossi@pec-uno.example';
const PEOPLE = ['comune@pec-due.example', 'ditta@pec-due.example', 'cliente.a@pec-uno.example'];
const CHILD = path.join(import.meta.dirname, '..', '..', 'support', 'bulk-sender.ts');

/** Three of a hundred cannot arrive: half of them no address at all, half unknown to their provider. */
const kindOf = (n: number): 'bad' | 'unknown' | 'good' => (n % 66 === 11 ? 'bad' : n % 66 === 22 ? 'unknown' : 'good');
const addressOf = (n: number): string => {
  const kind = kindOf(n);
  if (kind === 'bad') return `riga ${n} senza chiocciola`;
  return kind === 'unknown' ? `nessuno.${n}@pec-due.example` : (PEOPLE[n % PEOPLE.length] ?? '');
};
const NUMBERS = Array.from({ length: ROWS }, (_, n) => n);
const TABLE = `PEC;Nome;Quota\r\n${NUMBERS.map((n) => `${addressOf(n)};Condòmino ${n};=${n}+1\r\n`).join('')}`;

let home = '';
let folder = '';
let trustFile = '';
let sandbox: Sandbox;
let id: BulkId;
let sender: AccountId;

const open = (): Promise<Core> => sandboxCore(folder, sandbox);

beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'plico-bulk-'));
  folder = path.join(home, 'profile');
  trustFile = path.join(home, 'trust.json');
  sandbox = await startSandbox({ folder: null, now: Date.now });
  await sandbox.settle();
  const lists = sandbox.crls.map((list) => Buffer.from(list).toString('base64'));
  writeFileSync(trustFile, JSON.stringify({ anchors: sandbox.pecAnchorsPem, lists, roots: sandbox.tlsRootPem }));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(home, { recursive: true, force: true });
});

type Said = { readonly state: string; readonly wait: string | null; readonly counts: BulkCounts; readonly memory: number };
type Sender = {
  readonly child: ChildProcess;
  readonly said: Said[];
  until(what: (said: Said) => boolean): Promise<Said>;
  kill(): Promise<void>;
};

function startSender(): Sender {
  const child = spawn(process.execPath, [CHILD, folder, trustFile], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said: Said[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) said.push(JSON.parse(line) as Said);
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    child,
    said,
    async until(what) {
      const deadline = performance.now() + ROWS * 500 + 60_000;
      for (;;) {
        const last = said.at(-1);
        if (last !== undefined && what(last)) return last;
        if (child.exitCode !== null) throw new Error(`the sender ended: ${JSON.stringify(last)}`);
        if (performance.now() > deadline) throw new Error(`still waiting: ${JSON.stringify(last)}`);
        await pause(20);
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

test('SND-09 the table is read, every row previewed as it will leave, and the dry run names what cannot', async () => {
  const core = await open();
  try {
    sender = await addSandboxBox(core, sandbox, SENDER, 'Studio Legale Rossi');
    const created = await core.bulk.create(sender, 'condomini.csv', Buffer.from(TABLE));
    if (created.state !== 'created') throw new Error(created.problem);
    const { run } = created;
    id = run.id;
    const template = { ...run.template, subject: 'Assemblea – {{nome}}', text: 'Gentile {{Nome}},\nla Sua quota è {{Quota}}.\n' };
    core.bulk.change(id, run.revision, template, { perMinute: null, perDay: null });
    const check = await core.bulk.check(id);
    const preview = core.bulk.preview(id, 2);
    expect([
      run.template.addressColumn,
      run.template.nameColumn,
      check.rows,
      check.blocked,
      check.findings,
      preview,
      core.bulk.rows(id, 11, 1)[0]?.findings.map(({ code }) => code),
    ]).toEqual([
      'PEC',
      'Nome',
      ROWS,
      NUMBERS.filter((n) => kindOf(n) === 'bad').length,
      [],
      {
        line: 2,
        to: 'Condòmino 0 <comune@pec-due.example>',
        subject: 'Assemblea – Condòmino 0',
        text: 'Gentile Condòmino 0,\nla Sua quota è =0+1.\n',
        findings: [],
      },
      ['recipient.noDomain'],
    ]);
    const started = await core.bulk.start(id, 2);
    expect([started.state, await core.bulk.start(id, 2).then(({ state }) => state)]).toEqual(['started', 'conflict']);
  } finally {
    await core.close();
  }
});

test(
  `SND-07 SND-09 ${ROWS} rows, a provider that says "not now", a kill in the middle: the right proof table`,
  { timeout: ROWS * 1_500 + 150_000 },
  async () => {
    const started = performance.now();
    const server = sandbox.servers.get('pec-uno.example')?.smtp;
    const good = NUMBERS.filter((n) => kindOf(n) !== 'bad').length;
    const first = startSender();
    await first.until(({ counts }) => counts.submitted >= Math.floor(ROWS / 4));
    server?.refuse('mailFrom', 450, '4.7.1 Class Of Service: troppi messaggi', 1);
    const held = await first.until(({ wait }) => wait === 'provider');
    const heldAt = held.counts.submitted;
    await pause(500);
    // Nothing else leaves while the provider says "not now".
    expect(first.said.at(-1)?.counts.submitted).toBe(heldAt);
    first.child.stdin?.write('\n');
    await first.until(({ counts }) => counts.submitted >= Math.floor(ROWS / 2));
    await first.kill();

    const second = startSender();
    const sent = await second.until(({ state }) => state === 'done');
    const sentSeconds = (performance.now() - started) / 1_000;
    const settled = await second.until(({ counts }) => counts.delivered + counts.failed + counts.unknown === good);
    await second.kill();

    const core = await open();
    try {
      await core.idle();
      const run: BulkRun = core.bulk.open(id);
      const proofs = await core.bulk.proof(id);
      const arrived = await arrivals();
      const faults = proofs.flatMap((row, n) => {
        const expected = { bad: 'excluded', unknown: 'submitted failed', good: 'submitted delivered' }[kindOf(n)];
        const found = `${row.sending.state}${row.status === null ? '' : ` ${row.status}`}`;
        const times = arrived.get(row.messageId ?? '') ?? 0;
        // A link cut by the kill leaves one row uncertain at most; it is never sent again.
        if (row.sending.state === 'unknown') return times > 0 ? [`row ${row.line} arrived and is called uncertain`] : [];
        return [
          ...(found === expected ? [] : [`row ${row.line}: ${found}, expected ${expected}`]),
          ...(times === (kindOf(n) === 'good' ? 1 : 0) ? [] : [`row ${row.line} arrived ${times} times`]),
          ...(row.sending.state === 'excluded' || (row.sentSha256 !== null && row.acceptanceSha256 !== null && row.outcomeSha256 !== null)
            ? []
            : [`row ${row.line} without hashes`]),
        ];
      });
      expect(faults).toEqual([]);
      expect(run.counts).toMatchObject({ total: ROWS, excluded: ROWS - good, planned: 0, waiting: 0, refused: 0 });
      expect(run.counts.delivered).toBe(settled.counts.delivered);
      expect(run.counts.unknown).toBeLessThanOrEqual(1);
      await expectExport(core, proofs.length);
      expect([await findingsOf(core, TABLE), await findingsOf(core, TABLE.replace('Condòmino 3', 'Condomina 3'))]).toEqual([
        ['bulk.startedBefore', 'bulk.noField'],
        ['bulk.noField'],
      ]);
      // The same people written to from another box of ours than ever before.
      const other = await addSandboxBox(core, sandbox, PEOPLE[2] ?? '', 'Cliente A');
      const fromOther = await core.bulk.create(other, 'altra casella.csv', Buffer.from(TABLE));
      if (fromOther.state !== 'created') throw new Error(fromOther.problem);
      const { codes } = await core.bulk.check(fromOther.run.id);
      expect(codes.find(({ code }) => code === 'from.otherBoxUsual')?.rows).toBe(good);
      const memory = Math.max(...[...first.said, ...second.said].map((said) => said.memory));
      process.stderr.write(
        `bulk: ${ROWS} rows, ${sent.counts.submitted} handed over in ${sentSeconds.toFixed(1)} s, ${run.counts.delivered} delivered, ${run.counts.failed} failed, ${run.counts.excluded} left out, ${run.counts.unknown} uncertain; ${memory} MB at most\n`,
      );
    } finally {
      await core.close();
    }
  },
);

test(
  'SND-09 plico send --bulk: the dry run sends nothing, the run pauses where the provider says so and goes on, each row has its proof',
  { timeout: 180_000 },
  async () => {
    writeFileSync(loopbackRootsFile(folder), sandbox.tlsRootPem);
    const tableFile = path.join(home, 'quote.csv');
    const proofFile = path.join(home, 'prove.csv');
    const rows = ['comune@pec-due.example;=1+1', 'senza chiocciola;2', 'ditta@pec-due.example;3', 'nessuno.9@pec-due.example;4'];
    writeFileSync(tableFile, `PEC;Quota\n${rows.join('\n')}\n`);
    const before = (await readFolder(sandbox, PEOPLE[0] ?? '')).length;
    const options = ['--account', SENDER, '--subject', 'Quota {{Quota}}', '--text', 'Quota: {{quota}}.', '--data', folder, '--lang', 'it'];
    const dry = await runCli(['send', '--bulk', tableFile, ...options, '--check', '--json']);
    expect({
      code: dry.code,
      states: jsonLines(dry.stdout).map(({ line, state, summary }) => [line, state, summary]),
      said: ['manca la parte dopo la chiocciola', '3 messaggi partirebbero, 1 no. Niente è partito.'].every((words) =>
        dry.stderr.includes(words),
      ),
      arrived: (await readFolder(sandbox, PEOPLE[0] ?? '')).length,
    }).toEqual({
      code: 1,
      states: [
        ...[2, 3, 4, 5].map((line) => [line, 'planned', undefined]),
        [undefined, undefined, { state: 'checked', rows: 4, blocked: 1, warned: 0, minutes: expect.any(Number) as number }],
      ],
      said: true,
      arrived: before,
    });
    // The provider says "not now": when the time is over the run is paused, and goes on when somebody says so.
    sandbox.servers.get('pec-uno.example')?.smtp.refuse('mailFrom', 450, '4.7.1 troppi messaggi', 1);
    const stopped = await runCli(['send', '--bulk', tableFile, ...options, '--timeout', '4', '--proof', proofFile, '--json']);
    const halted = jsonLines(stopped.stdout).at(-1)?.['summary'] as { readonly run: string };
    expect([
      stopped.code,
      halted,
      stopped.stderr.includes(`--bulk-run ${halted.run}`) && !stopped.stderr.includes('Niente è partito'),
    ]).toMatchObject([3, { state: 'paused', submitted: 0 }, true]);
    const done = await runCli([
      'send',
      '--bulk-run',
      halted.run,
      '--wait',
      '--timeout',
      '120',
      '--proof',
      proofFile,
      '--data',
      folder,
      '--json',
    ]);
    const said = jsonLines(done.stdout);
    expect({
      code: done.code,
      rows: said.slice(0, -1).map(({ to, subject, state, status }) => [to, subject, state, status]),
      proven: said
        .slice(0, -1)
        .map(({ sentSha256, acceptanceSha256, outcomeSha256 }) =>
          [sentSha256, acceptanceSha256, outcomeSha256].every((hash) => /^[0-9a-f]{64}$/.test(String(hash))),
        ),
      summary: said.at(-1)?.['summary'],
      file: readFileSync(proofFile, 'utf8').split('\r\n')[1],
    }).toMatchObject({
      code: 0,
      rows: [
        ['comune@pec-due.example', 'Quota =1+1', 'submitted', 'delivered'],
        ['senza chiocciola', 'Quota 2', 'excluded', null],
        ['ditta@pec-due.example', 'Quota 3', 'submitted', 'delivered'],
        ['nessuno.9@pec-due.example', 'Quota 4', 'submitted', 'failed'],
      ],
      proven: [true, false, true, true],
      summary: { state: 'done', total: 4, excluded: 1, delivered: 2, failed: 1, unknown: 0 },
      file: expect.stringContaining('comune@pec-due.example') as string,
    });
    expect((await readFolder(sandbox, PEOPLE[0] ?? '')).length).toBe(before + 1);
  },
);

/** What is said of the whole of a new run. */
async function findingsOf(core: Core, table: string): Promise<readonly string[]> {
  const created = await core.bulk.create(sender, 'di nuovo.csv', Buffer.from(table));
  if (created.state !== 'created') throw new Error(created.problem);
  const { findings } = await core.bulk.check(created.run.id);
  return findings.map(({ code }) => code);
}

/** How often each Message-ID came into the boxes of the recipients, as a transport envelope names it. */
async function arrivals(): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const address of PEOPLE) {
    for (const { bytes } of await readFolder(sandbox, address)) {
      const named = /^X-Riferimento-Message-ID: (<[^>]+>)/im.exec(bytes.toString('latin1').split('\r\n\r\n')[0] ?? '')?.[1];
      const envelope = /^X-Trasporto: posta-certificata/im.test(bytes.toString('latin1').slice(0, 4_000));
      if (named !== undefined && envelope) counts.set(named, (counts.get(named) ?? 0) + 1);
    }
  }
  return counts;
}

async function expectExport(core: Core, rows: number): Promise<void> {
  const csv = await core.bulkProof(id, 'csv', 'it');
  const xlsx = await core.bulkProof(id, 'xlsx', 'it');
  const byAddress = await answerBytes(core, bulkProofPath(id, 'csv'), false);
  const lines = parse(Buffer.from(csv?.bytes ?? []), { delimiter: ';', bom: true }) as unknown as readonly (readonly string[])[];
  const words = { good: 'Consegnata', unknown: 'Mancata consegna', bad: 'Non inviata' };
  expect([
    csv?.name,
    xlsx?.name,
    lines.length,
    [1, 12, 23].map((line) => [lines[line]?.[0], lines[line]?.[3], lines[line]?.[4]].join(' ').trim()),
    Buffer.from(xlsx?.bytes ?? [])
      .subarray(0, 2)
      .toString(),
    byAddress?.headers['content-disposition'],
  ]).toEqual([
    'prove-condomini.csv',
    'prove-condomini.xlsx',
    rows + 1,
    [`2 Presa dal gestore ${words.good}`, `13 ${words.bad}`, `24 Presa dal gestore ${words.unknown}`],
    'PK',
    "attachment; filename*=UTF-8''prove-condomini.csv",
  ]);
}
