// The main job on the embedded provider, as `npm run demo -- --once --json` does it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonLines, runCli, startCli, type CliResult } from '#tests/support/run-cli';

type Summary = {
  readonly accounts: number;
  readonly providers: number;
  readonly messages: number;
  readonly receipts: Readonly<Record<string, number>>;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly dispatches: readonly {
    readonly subject: string;
    readonly recipients: readonly { readonly address: string; readonly status: string }[];
  }[];
  readonly url: string | null;
};

let folder = '';
let first: CliResult;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plico-demo-'));
  first = await runCli(['demo', '--once', '--json', '--data', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function summaryOf(result: CliResult): Summary {
  return JSON.parse(result.stdout) as Summary;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

function sandboxPorts(): readonly number[] {
  const kept = JSON.parse(readFileSync(path.join(folder, 'sandbox', 'ports.json'), 'utf8')) as Record<string, Record<string, number>>;
  return Object.values(kept).flatMap((ports) => Object.values(ports));
}

describe('demo --once --json', () => {
  test('ends with 0 and one JSON document: every verdict and every status is the expected one', () => {
    expect({ code: first.code, unexpected: first.stderr.split('\n').filter((line) => /expected/i.test(line)) }).toEqual({
      code: 0,
      unexpected: [],
    });
    const summary = summaryOf(first);
    expect({ accounts: summary.accounts >= 3, providers: summary.providers, messages: summary.messages >= 40, url: summary.url }).toEqual({
      accounts: true,
      providers: 2,
      messages: true,
      url: null,
    });
  });

  test('SIG-01 every receipt type a user can receive is there', () => {
    // PEC-REFERENCE §1.3, column "who sees it": the sender.
    const types = ['acceptance', 'nonAcceptance', 'delivery', 'deliveryError', 'deliveryTimeoutWarning'];
    expect(types.filter((type) => (summaryOf(first).receipts[type] ?? 0) === 0)).toEqual([]);
  });

  test('each outcome of a recipient occurs', () => {
    const statuses = new Set(summaryOf(first).dispatches.flatMap((dispatch) => dispatch.recipients.map(({ status }) => status)));
    expect(
      ['delivered', 'deliveredLate', 'delayed', 'expired', 'failed', 'refused', 'ordinary', 'accepted'].filter(
        (status) => !statuses.has(status),
      ),
    ).toEqual([]);
  });

  test('three recipients of whom one failed', () => {
    const dispatch = summaryOf(first).dispatches.find(
      (candidate) => candidate.recipients.length === 3 && candidate.subject.startsWith('Notificazione'),
    );
    expect(dispatch?.recipients.map(({ status }) => status).toSorted()).toEqual(['delivered', 'delivered', 'failed']);
  });

  test('it leaves no listening port behind', async () => {
    expect(await Promise.all(sandboxPorts().map(listens))).toEqual(sandboxPorts().map(() => false));
  });

  test('a second start finds everything there and sends nothing again', async () => {
    const second = summaryOf(await runCli(['demo', '--once', '--json', '--data', folder]));
    const { messages, receipts, verdicts, dispatches } = summaryOf(first);
    expect({
      messages: second.messages,
      receipts: second.receipts,
      verdicts: second.verdicts,
      dispatches: second.dispatches.length,
    }).toEqual({ messages, receipts, verdicts, dispatches: dispatches.length });
  });

  test('list and doctor agree with the summary', async () => {
    const profile = path.join(folder, 'profile');
    const rows = jsonLines((await runCli(['list', '--json', '--data', profile])).stdout);
    const summary = summaryOf(first);
    expect(rows.filter((row) => row['type'] === 'dispatch')).toHaveLength(summary.dispatches.length);
    const doctor = await runCli(['doctor', '--json', '--data', profile]);
    expect({ code: doctor.code, report: JSON.parse(doctor.stdout) as unknown }).toMatchObject({
      code: 0,
      report: { findings: [], checked: { rows: summary.messages } },
    });
  });

  test('to a person, a proven anomaly envelope is no proof of what it wraps, and each check is a sentence', async () => {
    const profile = path.join(folder, 'profile');
    const rows = jsonLines((await runCli(['list', '--json', '--data', profile])).stdout);
    const anomaly = rows.find((row) => row['kind'] === 'anomaly');
    const { stdout } = await runCli(['show', String(anomaly?.['id']), '--lang', 'it', '--data', profile]);
    const lines = stdout.split('\n');
    expect([lines[2], lines.filter((line) => line.includes('Integrità del contenuto'))]).toEqual([
      '· Anomalia: posta ordinaria',
      ['  ✓ Integrità del contenuto: L’impronta del contenuto è quella firmata: non è cambiato un byte. (RFC 5652 §5.4)'],
    ]);
  });

  test('SYNC-42 a second program on the same profile refuses in one sentence', async () => {
    const holder = startCli(['demo', '--data', folder], { env: { CI: '1' } });
    await new Promise<void>((resolve) =>
      holder.child.stdout?.on('data', (text: string) => (text.includes('http://127.0.0.1') ? resolve() : undefined)),
    );
    const second = await runCli(['list', '--data', path.join(folder, 'profile')]);
    expect({ code: second.code, lines: second.stderr.trim().split('\n').length, said: second.stderr.startsWith('plico: ') }).toEqual({
      code: 3,
      lines: 1,
      said: true,
    });
    holder.child.kill('SIGINT');
    expect((await holder.result).code).toBe(0);
    expect(await Promise.all(sandboxPorts().map(listens))).toEqual(sandboxPorts().map(() => false));
  });
});
