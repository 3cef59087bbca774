// A profile in the clear to erase from: two boxes, mail of one class so that it leans on a dictionary made
// of whole messages, reports, words, notes, a dispatch with receipts, places on a server. What is to go
// carries words of its own (`CANARY`), which can be looked for in the files afterwards.
import { compactArchive } from '#main/archive/compaction';
import { createRetentionService, type RetentionService } from '#main/core/retention-service';
import { arrive } from '#main/ingest/arrival';
import { saveAccount } from '#main/store/account';
import type { Store } from '#main/store/database';
import { saveDispatch } from '#main/store/dispatch';
import { saveFolder } from '#main/store/folder';
import { saveHandling } from '#main/store/list-row';
import { saveLocation } from '#main/store/location';
import { messageOf, saveMessage } from '#main/store/message';
import { addOfficeEvent } from '#main/store/office-event';
import { saveReceiptLink } from '#main/store/receipt-link';
import { addReport } from '#main/store/report';
import { saveTexts, textWork } from '#main/store/text-index';
import { asDispatchId, asInstant, type AccountId, type BlobHash, type DispatchId } from '#shared/model/ids';
import { accountRecord } from './store-records.ts';
import { fixedClock, NOW } from './temp-profile-clock.ts';

export const BOX = accountRecord('a');
export const OTHER_BOX = accountRecord('b');
export const CANARY = 'zqxcanary';
export const DISPATCH = asDispatchId('d1d1d1d1d1d1');

const DAY = 86_400_000;

/** Message `n`; those whose number is a multiple of `every` carry the canary. */
export function erasureMessage(n: number, every: number): Buffer {
  const own = n % every === 0 ? `${CANARY}${n} ${CANARY} nome.cognome.${CANARY}@pec.example ` : '';
  const part =
    n % every === 0 && n > 0
      ? Buffer.from(`${CANARY} ${String(n).repeat(4_000)}`)
          .toString('base64')
          .replace(/(.{76})/g, '$1\r\n')
      : '';
  return Buffer.from(
    `From: ${own === '' ? `ente${n % 7}` : `${CANARY}${n}`}@pec.example\r\nTo: a@pec.example\r\nSubject: ${own}Pratica ${n}\r\nMessage-ID: <${own === '' ? 'm' : CANARY}${n}@pec.example>\r\n` +
      `Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n${own}Si trasmette quanto in oggetto, numero ${n}.\r\n` +
      `--x\r\nContent-Transfer-Encoding: base64\r\n\r\n${part}\r\n--x--${n}\r\n`,
    'latin1',
  );
}

export type FilledProfile = { readonly hashes: readonly BlobHash[]; readonly canaries: readonly BlobHash[] };

/** `count` messages of box a; the first with the canary is in box b too. Message 1 was sent, 2 and 3 are its receipts. */
export function fillForErasure(store: Store, count: number, every = 5): FilledProfile {
  const hashes: BlobHash[] = [];
  store.write((tx) => {
    for (const account of [BOX, OTHER_BOX]) saveAccount(tx, account);
    const folder = saveFolder(tx, BOX.id, { path: 'INBOX', specialUse: 'inbox', delimiter: '/', selectable: true });
    for (let n = 0; n < count; n += 1) {
      const bytes = erasureMessage(n, every);
      const at = asInstant(NOW - (count - n) * 40 * DAY);
      const { hash } = arrive(tx, { account: BOX.id, bytes, source: 'imap', detail: 'INBOX', sent: n === 1, receivedAt: at, at: NOW });
      if (n === 0) arrive(tx, { account: OTHER_BOX.id, bytes, source: 'imap', detail: 'INBOX', sent: false, receivedAt: at, at: NOW });
      saveLocation(tx, { folder, uidValidity: 1, uid: n + 1, hash, sizeBytes: bytes.length, flags: [], internalDate: at });
      hashes.push(hash);
      judge(tx, BOX.id, hash, n);
      if (n === 0) judge(tx, OTHER_BOX.id, hash, n);
    }
    const [, sent, acceptance, delivery] = hashes;
    if (sent !== undefined && acceptance !== undefined && delivery !== undefined) dispatchOf(tx, DISPATCH, sent, [acceptance, delivery]);
    for (const hash of hashes.slice(0, 1)) {
      const change = { kind: 'note', text: `${CANARY} nota` };
      addOfficeEvent(tx, { id: 'ab'.repeat(16), clock: 1, author: 'io', at: NOW, account: BOX.id, subject: hash, change });
      saveHandling(tx, BOX.id, hash, { state: 'handled', by: 'io', since: NOW });
    }
  });
  store.write((tx) =>
    saveTexts(
      tx,
      textWork(tx, 10_000).map(({ message, hash }) => {
        const n = hashes.indexOf(hash);
        const body = n % every === 0 ? `parole ${CANARY} ${CANARY}${n}` : `parole di ${n}`;
        return {
          message,
          text: { subject: '', sender: '', recipients: '', body, files: '', content: '' },
          outcome: { state: 'whole' as const },
        };
      }),
    ),
  );
  compactArchive(store);
  return { hashes, canaries: hashes.filter((_, n) => n % every === 0) };
}

type Tx = Parameters<Parameters<Store['write']>[0]>[0];

function judge(tx: Tx, account: AccountId, hash: BlobHash, n: number): void {
  const record = messageOf(tx, account, hash);
  if (record === null) throw new Error('a message that arrived is not there');
  const { subject, from } = record;
  saveMessage(tx, {
    ...record,
    parserVersion: 1,
    indication: 'passed',
    look: 'proven',
    kind: n === 2 || n === 3 ? 'receipt' : 'certified',
    direction: n === 1 ? 'sent' : n === 2 || n === 3 ? 'receipt' : 'received',
    preview: subject,
    detail: { ...record.detail, from: { ...from, name: `${subject} ${'x'.repeat(200)}` } as never },
  });
  addReport(tx, {
    subject: hash,
    policy: 'pec/1',
    judgedAt: NOW,
    signatureTime: NOW,
    conclusion: { indication: 'passed', notes: [] },
    checks: [],
    facts: { signers: [], words: `${subject} ${from.address} ${'y'.repeat(200)}` },
  } as never);
}

/** A dispatch of box a with these as its sent copy and its receipts. */
export function dispatchOf(tx: Tx, id: DispatchId, sent: BlobHash, receipts: readonly BlobHash[]): void {
  const state = { general: [], recipients: [], findings: [], summary: { state: 'allDelivered', total: 0 } };
  saveDispatch(tx, {
    id,
    account: BOX.id,
    msgid: `<${id}@pec.example>`,
    identificativi: ['opec1'],
    sent,
    subject: 'Pratica 1',
    from: BOX.address,
    date: asInstant(NOW - 4_000 * DAY),
    state: state as never,
    problem: false,
    problemAt: NOW,
    nextChangeAt: null,
    hasAttachments: false,
    preview: '',
  });
  for (const hash of receipts) saveReceiptLink(tx, BOX.id, hash, { dispatch: id, how: 'msgid' }, { hash } as never);
}

export function retentionOf(store: Store): RetentionService {
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return createRetentionService({ store, clock: fixedClock(), log: quiet, events: { changed: () => undefined }, exports: '/nowhere' });
}
