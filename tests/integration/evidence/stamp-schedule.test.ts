// Time-stamps over the log that come by themselves (EVIDENCE §14): weekly and after an export of evidence,
// from a local authority of openssl that wants a name and a password, and that fails on some days.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Core } from '#main/core/core-types';
import { openProfileSecrets } from '#main/core/profile-secrets';
import { createNodeCore } from '#main/hosts/node/node-core';
import { connect } from '#main/store/connection';
import { plico } from '#tests/support/evidence-lab';
import { startTimestampAuthority, type TimestampServer } from '#tests/support/timestamp-authority';

const DAY = 86_400_000;
const PASSWORD = 'parola-della-marca';
const signal = new AbortController().signal;

let home = '';
let authority: TimestampServer;
/** Days after today: only this program's clock moves, never the authority's. */
let days = 0;

beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'plico-stamp-schedule-'));
  authority = await startTimestampAuthority();
}, 60_000);
beforeEach(() => {
  days = 0;
  authority.behave('none');
});
afterAll(() => {
  authority.close();
  rmSync(home, { recursive: true, force: true });
});

async function withCore<T>(name: string, work: (core: Core) => Promise<T>): Promise<T> {
  const now = (): number => Date.now() + days * DAY;
  const core = await createNodeCore({ folder: path.join(home, name), extraAnchors: [], offline: true, now, note: () => undefined });
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}

const plan = (change: object = {}) => ({ url: authority.url, login: 'studio', weekly: true, afterExport: false, ...change });
const chosen = (core: Core, change: object = {}) => core.stamping.choose(plan(change), { password: PASSWORD, root: null });

/** What became of each day's attempt. */
async function onDays(core: Core, ...each: readonly number[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const day of each) {
    days = day;
    const outcome = await core.stamping.stampIfDue(signal);
    found.push(`${day} ${outcome === null ? 'not due' : outcome.state}`);
  }
  return found;
}

test('nothing is asked for before somebody chose it', async () => {
  const asked = authority.logins.length;
  const outcomes = await withCore('none', async (core) => [
    await core.stamping.stampIfDue(signal),
    await core.stamping.afterExport(signal),
  ]);
  expect([outcomes, authority.logins.length - asked]).toEqual([[null, null], 0]);
});

test('weekly, with the name and password that were given, also after a restart', async () => {
  const asked = authority.logins.length;
  const first = await withCore('weekly', async (core) => {
    await core.archiveBox(path.join(home, 'a'));
    await chosen(core);
    return onDays(core, 0, 0, 1, 6.9);
  });
  const later = await withCore('weekly', (core) => onDays(core, 7.1, 7.2, 8));
  expect({ first, later, logins: authority.logins.slice(asked) }).toEqual({
    first: ['0 stamped', '0 not due', '1 not due', '6.9 not due'],
    later: ['7.1 stamped', '7.2 not due', '8 not due'],
    logins: [`studio:${PASSWORD}`, `studio:${PASSWORD}`],
  });
});

test('a failure is kept with its reason, told beside a box, tried again the next day and not before; success takes it back', async () => {
  const told = await withCore('failing', async (core) => {
    await core.archiveBox(path.join(home, 'a'));
    await chosen(core);
    authority.behave('status');
    const bad = await onDays(core, 0, 0, 0.9, 1.1);
    const state = { failure: core.stamping.failure(), notices: core.health()[0]?.notices.map(({ code }) => code) };
    authority.behave('none');
    const good = await onDays(core, 1.2, 2.2);
    return { bad, state, good, left: [core.stamping.failure(), core.health()[0]?.notices.length] };
  });
  expect(told).toMatchObject({
    bad: ['0 failed', '0 not due', '0.9 not due', '1.1 failed'],
    state: { failure: { code: 'net.closed', values: { host: '127.0.0.1', reason: '503' } }, notices: ['logNotStamped'] },
    good: ['1.2 not due', '2.2 stamped'],
    left: [null, 0],
  });
});

test('a clock that went back a year is no reason to wait a year', async () => {
  const told = await withCore('clock', async (core) => {
    await core.archiveBox(path.join(home, 'a'));
    await chosen(core);
    authority.behave('status');
    days = 365;
    await core.stamping.stampIfDue(signal);
    authority.behave('none');
    return onDays(core, 0, 0);
  });
  expect(told).toEqual(['0 stamped', '0 not due']);
});

test('after an export of evidence, whenever the last one was; never after mail as it came; the export stays when it fails', async () => {
  const eml = path.join(home, 'uno.eml');
  writeFileSync(eml, 'From: a@b.example\r\nTo: c@d.example\r\nSubject: uno\r\nDate: Fri, 20 Nov 2020 10:00:00 +0100\r\n\r\nTesto.\r\n');
  const told = await withCore('export', async (core) => {
    const account = await core.archiveBox(eml);
    await core.importPaths([eml], { account, signal, onStep: () => undefined, onProgress: () => undefined });
    await core.idle();
    await chosen(core, { weekly: false, afterExport: true });
    let n = 0;
    const exported = async (profile: 'prova' | 'eml'): Promise<unknown> => {
      const { outside, messages } = await core.exportEvidence([core.rows({ view: 'all', account: null }, 1)[0]?.id ?? ''], {
        profile,
        to: path.join(home, `out-${(n += 1)}`),
        asOf: null,
        form: 'folder',
        unsigned: false,
        timestamp: null,
        language: 'it',
        signal,
        onProgress: () => undefined,
      });
      return [messages, outside?.stamp?.state ?? null, outside?.pec ?? null];
    };
    const good = [await exported('prova'), await exported('prova'), await exported('eml')];
    authority.behave('junk');
    const bad = [await exported('prova'), await exported('prova')];
    return { good, bad, due: await onDays(core, 30) };
  });
  expect(told).toEqual({
    good: [
      [1, 'stamped', null],
      [1, 'stamped', null],
      [1, null, null],
    ],
    // The second time it is known to fail today.
    bad: [
      [1, 'failed', null],
      [1, null, null],
    ],
    due: ['30 not due'],
  });
}, 60_000);

test('`plico audit anchor --tsa … --weekly` keeps it; the password is in no row of the profile and no entry of the log', async () => {
  const profile = path.join(home, 'cli');
  process.env['PLICO_PASSWORD_TSA'] = PASSWORD;
  try {
    await withCore('cli', (core) => core.archiveBox(path.join(home, 'a')));
    const made = await plico([
      'audit',
      'anchor',
      '--tsa',
      authority.url,
      '--tsa-user',
      'studio',
      '--weekly',
      '--after-export',
      '--data',
      profile,
    ]);
    const due = await plico(['audit', 'anchor', '--due', '--json', '--data', profile]);
    const kept = await withCore('cli', async (core) => [core.stamping.plan(), (await core.stamping.authority(authority.url)).password]);
    const raw = connect(profile, { key: (await openProfileSecrets(profile, null)).key });
    const tables = raw.prepare("SELECT name FROM idx.sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'").all() as {
      name: string;
    }[];
    const dump = tables.map(({ name }) => JSON.stringify(raw.prepare(`SELECT * FROM idx.${name}`).all().map(textual))).join('\n');
    raw.close();
    const files = readdirSync(profile).map((name) => readFileSync(path.join(profile, name), 'latin1'));
    const left = await withCore('cli', async (core) => {
      await core.stamping.choose(null, { password: null, root: null });
      return [core.stamping.plan(), (await core.stamping.authority(authority.url)).password];
    });
    expect({
      codes: [made.code, due.code],
      due: JSON.parse(due.stdout) as unknown,
      kept,
      found: [dump, ...files].filter((text) => text.includes(PASSWORD)).length,
      // The name is a setting, and in no entry.
      inLog: dump.split('\n').some((table) => table.includes('settings.changed') && table.includes('studio')),
      left,
    }).toEqual({
      codes: [0, 0],
      due: { pec: null, stamp: null },
      kept: [plan({ afterExport: true }), PASSWORD],
      found: 0,
      inLog: false,
      left: [null, null],
    });
  } finally {
    delete process.env['PLICO_PASSWORD_TSA'];
  }
}, 60_000);

test('another address never gets the password of the one before; what is no web address is refused', async () => {
  const told = await withCore('other', async (core) => {
    await chosen(core);
    await core.stamping.choose(plan({ url: 'https://tsa.example/' }), { password: null, root: null });
    const other = (await core.stamping.authority('https://tsa.example/')).password;
    const refused = await core.stamping
      .choose(plan({ url: 'file:///etc/passwd' }), { password: null, root: null })
      .catch((error: unknown) => error);
    return { other, refused };
  });
  expect(told).toMatchObject({ other: null, refused: { code: 'input.invalid' } });
});

function textual(row: unknown): object {
  return Object.fromEntries(
    Object.entries(row as object).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('latin1') : value]),
  );
}
