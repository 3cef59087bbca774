// Step 17 of index.db (late-outcome): what is on its way is due to be folded again, what has an end is left alone,
// and every row stays.
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { saveAccount } from '#main/store/account';
import { openProfile } from '#main/store/database';
import { dispatchesDue, saveDispatch, type DispatchRecord } from '#main/store/dispatch';
import { newestRows } from '#main/store/list-frame';
import type { DispatchSummary } from '#shared/model/dispatch';
import { asDispatchId, asInstant } from '#shared/model/ids';
import { accountRecord } from '#tests/support/store-records';
import { fixedClock, tempFolder } from '#tests/support/temp-profile';

const account = accountRecord('a');
const late: DispatchSummary = { state: 'inProgress', delivered: 1, total: 4, delayed: 2, overdue: 1 };
const delivered: DispatchSummary = { state: 'allDelivered', total: 1 };
const record = (id: string, date: number, summary: DispatchSummary): DispatchRecord => ({
  id: asDispatchId(id),
  account: account.id,
  msgid: `<${id}@uno.example>`,
  identificativi: [],
  sent: null,
  subject: id,
  from: 'anna@uno.example',
  date: asInstant(date),
  state: { summary, recipients: [], general: [], generalClaimed: [], findings: [] },
  problem: false,
  problemAt: asInstant(date),
  nextChangeAt: asInstant(9_000),
  hasAttachments: false,
  preview: '',
});

test('index 17: rows of the version before are kept, and those on their way are due', () => {
  const folder = path.join(tempFolder(), 'profile');
  const open = (): ReturnType<typeof openProfile> => openProfile(folder, { key: null, clock: fixedClock() });
  const shown = (store: ReturnType<typeof openProfile>): unknown[] => [
    store.read((tx) => newestRows(tx, { view: 'sent', account: null }, 10)).map(({ subject, dispatch }) => [subject, dispatch]),
    store.read((tx) => dispatchesDue(tx, asInstant(8_000), 10)),
  ];
  const first = open();
  first.write((tx) => {
    saveAccount(tx, account);
    saveDispatch(tx, record('ended', 2, delivered));
    saveDispatch(tx, record('going', 1, late));
  });
  const saved = shown(first);
  first.close();
  asOfVersion16(path.join(folder, 'index.db'));
  const migrated = open();
  const found = shown(migrated);
  migrated.close();
  expect([saved, found]).toEqual([
    [
      [
        ['ended', delivered],
        ['going', late],
      ],
      [],
    ],
    [
      [
        ['ended', delivered],
        ['going', { ...late, delayed: 0, overdue: 0 }],
      ],
      ['going'],
    ],
  ]);
});

function asOfVersion16(file: string): void {
  type Driver = { exec(text: string): void; pragma(text: string): unknown; close(): void };
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as new (file: string) => Driver;
  const database = new Sqlite(file);
  database.exec('DROP TABLE dispatch_late; PRAGMA user_version = 16');
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}
