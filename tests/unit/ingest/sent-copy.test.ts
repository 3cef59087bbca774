// Which message a proven receipt speaks of, through the store: copies that only say they are ours, and
// receipts that carry no msgid, so that nothing signed names the message.
import path from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { expect, test } from 'vitest';
import { arrive } from '#main/ingest/arrival';
import { createExaminationQueue } from '#main/ingest/examination-queue';
import { examine } from '#main/ingest/examine';
import type { ParserPool } from '#main/ingest/parser-pool';
import { saveAccount } from '#main/store/account';
import { dispatchByMsgid } from '#main/store/dispatch';
import type { Store } from '#main/store/database';
import { messageOf } from '#main/store/message';
import { asAccountId, type BlobHash } from '#shared/model/ids';
import {
  certificationPart,
  certificationText,
  DELIVERY,
  HEADERS,
  MATERIAL,
  NOW,
  originalPart,
  signedMail,
} from '#tests/support/signed-mail';
import { tempFolder, tempProfile } from '#tests/support/temp-profile';

const ACCOUNT = asAccountId('a');
const MSGID = '<m1@uno.example>';

function openBox(offline: boolean, store: Store = tempProfile()) {
  let examined = 0;
  const pool: Pick<ParserPool, 'examine' | 'close'> = {
    examine(request) {
      examined += 1;
      if (examined > 40) throw new Error('the same message is examined again and again');
      return Promise.resolve({ state: 'done', value: examine(request, MATERIAL) });
    },
    close: () => undefined,
  };
  const faults: string[] = [];
  const queue = createExaminationQueue({
    store,
    pool: pool as ParserPool,
    clock: { now: () => NOW },
    log: { error: (event) => faults.push(event), warn: () => undefined, info: () => undefined },
    changed: () => undefined,
  });
  const settings = { login: '', imap: null, smtp: null };
  const address = offline ? 'archive-1' : 'anna@uno.example';
  store.write((tx) => {
    saveAccount(tx, { id: ACCOUNT, address, label: '', colour: 1, provider: '', offline, settings, createdAt: NOW });
  });
  return {
    async take(bytes: Uint8Array, source: 'import' | 'sent' = 'import'): Promise<BlobHash> {
      const arrival = { account: ACCOUNT, bytes, source, detail: 'x', sent: source === 'sent', receivedAt: null, at: NOW } as const;
      const { hash } = store.write((tx) => arrive(tx, arrival));
      await queue.idle();
      return hash;
    },
    dispatch: () => store.read((tx) => dispatchByMsgid(tx, ACCOUNT, MSGID)),
    direction: (hash: BlobHash) => store.read((tx) => messageOf(tx, ACCOUNT, hash))?.direction,
    faults,
  };
}

const SENT = [
  'From: anna@uno.example',
  'To: bruno@due.example',
  'Subject: Prova',
  `Message-ID: ${MSGID}`,
  'Date: Fri, 20 Nov 2026 09:30:00 +0100',
  'MIME-Version: 1.0',
  'Content-Type: text/plain',
  '',
  'Buongiorno',
];
const mail = (change: (text: string) => string = (text) => text): Buffer => Buffer.from(change(`${SENT.join('\r\n')}\r\n`));
const carried = ['Received: from uno', `X-Riferimento-Message-ID: ${MSGID}`, ...SENT].map((line) =>
  line.startsWith('Message-ID') ? 'Message-ID: <id1@uno.example>' : line,
);
const delivery = (msgid?: null): Buffer =>
  signedMail({
    header: HEADERS.delivery,
    parts: [certificationPart(certificationText({ ...DELIVERY, ...(msgid === null ? { msgid } : {}) })), originalPart(carried)],
  });
const FALSE = mail((text) => text.replace('Buongiorno', 'Le pago un milione'));

test.each([
  ['an opened archive, before its receipts', true, [FALSE, signedMail(), delivery()]],
  ['an opened archive, after them', true, [signedMail(), delivery(), FALSE]],
  ['a box of our own, before', false, [FALSE, signedMail(), delivery()]],
  ['a box of our own, after', false, [signedMail(), delivery(), FALSE]],
  [
    'other parts made readable by another header',
    true,
    [signedMail(), delivery(), mail((text) => text.replace('text/plain', 'text/html'))],
  ],
] as const)(
  'SIG-29 a copy of unknown origin with another text is not the message that was delivered: %s',
  async (_name, offline, order) => {
    const box = openBox(offline);
    const copies: BlobHash[] = [];
    for (const bytes of order) {
      const hash = await box.take(bytes);
      if (!bytes.includes('multipart/signed')) copies.push(hash);
    }
    const dispatch = box.dispatch();
    expect([dispatch?.sent, dispatch?.state.summary.state, copies.map(box.direction), box.faults]).toEqual([
      null,
      'allDelivered',
      ['received'],
      [],
    ]);
  },
);

test('SIG-29 the true copy takes the place of the false one, and keeps it', async () => {
  const box = openBox(true);
  for (const bytes of [FALSE, signedMail(), delivery()]) await box.take(bytes);
  const hash = await box.take(mail((text) => text.replace('MIME-Version', 'X-Priority: 3\r\nMIME-Version')));
  await box.take(Buffer.concat([delivery(), Buffer.from('\r\n')]));
  expect([box.dispatch()?.sent, box.dispatch()?.state.summary.state, box.faults]).toEqual([hash, 'allDelivered', []]);
});

test.each([
  ['that holds what was sent: proven, and judged no more than twice', mail(), 'allDelivered'],
  ['that holds another text: not proven', mail((text) => text.replace('Buongiorno', 'Buonasera')), 'waitingForAcceptance'],
  ['of a day before the message was written', mail((text) => text.replace('Fri, 20', 'Sat, 21')), 'waitingForAcceptance'],
])('SIG-28 a receipt without msgid, tied by a header that nobody signed, %s', async (_name, sent, state) => {
  const box = openBox(false);
  await box.take(sent, 'sent');
  await box.take(delivery(null));
  expect([box.dispatch()?.state.summary.state, box.faults]).toEqual([state, []]);
});

test('STO-05 a damaged copy of what was sent stops nothing: its receipt is judged without it', async () => {
  const folder = path.join(tempFolder(), 'profile');
  const before = tempProfile({ folder });
  await openBox(false, before).take(mail(), 'sent');
  before.close();
  const db = new Sqlite(path.join(folder, 'archive.db'));
  for (const { name } of db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all() as { name: string }[])
    db.exec(`DROP TRIGGER ${name}`);
  for (const table of ['blob', 'spool', 'part']) db.exec(`UPDATE ${table} SET body = zeroblob(length(body))`);
  db.close();

  const box = openBox(false, tempProfile({ folder }));
  await box.take(delivery());
  expect([box.dispatch()?.state.summary.state, box.faults]).toEqual(['allDelivered', []]);
});
