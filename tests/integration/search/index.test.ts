// From archived bytes to found rows: the real store, the real reading process, hostile attachments.
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { putMessage } from '#main/archive/message';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import { createParserPool } from '#main/ingest/parser-pool';
import { createLog } from '#main/log/log';
import { createIndexQueue, type IndexQueue } from '#main/search/index-queue';
import { createSearch } from '#main/search/search';
import { snippetsFor } from '#main/search/snippets';
import { saveAccount } from '#main/store/account';
import type { Store } from '#main/store/database';
import { checkStore } from '#main/store/doctor';
import { saveMessage } from '#main/store/message';
import { reindexAll, textProgress, unreadTexts } from '#main/store/text-index';
import type { BlobHash, Instant } from '#shared/model/ids';
import { asInstant } from '#shared/model/ids';
import { mailWithFiles, type TestMail } from '#tests/support/mail-with-files';
import { pdfOf, pdfWithStreams } from '#tests/support/pdf-builder';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { fixedClock, NOW, tempProfile } from '#tests/support/temp-profile';

const account = accountRecord('studio');
const other = accountRecord('comune');
const MATERIAL = { setDate: '2026-11-22', epoch: 'test', anchors: [], roots: [], pool: [], crls: [], ocspResponses: [] };
const queues: IndexQueue[] = [];
afterEach(async () => {
  await Promise.all(queues.splice(0).map((queue) => queue.close()));
});

function indexOver(store: Store, deadlineMs = 20_000): IndexQueue {
  const reader = () =>
    createParserPool(nodeParserHost, {
      size: 1,
      material: () => MATERIAL,
      deadlineMs: () => deadlineMs,
      memoryLimitBytes: 300 * 1024 * 1024,
      background: true,
    });
  const queue = createIndexQueue({ store, log: createLog(), reader, changed: () => undefined });
  queues.push(queue);
  return queue;
}

function profile(): Store {
  const store = tempProfile({ key: new Uint8Array(32).fill(3) });
  store.write((tx) => {
    saveAccount(tx, account);
    saveAccount(tx, other);
  });
  return store;
}

/** These messages were never judged for real: findings about reports are of no interest. */
function textFindings(store: Store): readonly unknown[] {
  return checkStore(store).findings.filter(({ id }) => id !== 'store.reportMissing');
}

let lastNumber = 0;

function add(store: Store, mail: TestMail, change: { readonly box?: typeof account; readonly at?: Instant } = {}): BlobHash {
  const { box = account, at = NOW } = change;
  return store.write((tx) => {
    lastNumber += 1;
    const { hash } = putMessage(tx, mailWithFiles({ ...mail, id: `<m${lastNumber}@pec.example>` }), {
      origin: { account: box.id, source: 'import', detail: '', at: NOW },
    });
    saveMessage(
      tx,
      messageRecord(box.id, lastNumber, { hash, subject: mail.subject ?? '', sortDate: at, hasAttachments: (mail.files ?? []).length > 0 }),
    );
    return hash;
  });
}

function searcher(store: Store): (query: string, box?: typeof account) => readonly string[] {
  const search = createSearch({ store, clock: fixedClock() });
  return (query, box) => search.rows({ view: 'search', account: box?.id ?? null, query }, 100).map(({ subject }) => subject);
}

describe('what was archived is found', () => {
  test('words, columns, phrases, boxes, dates, attachments, newest first; doctor has nothing to say', async () => {
    const store = profile();
    const day = (n: number): Instant => asInstant(Date.UTC(2026, 10, n, 9));
    add(
      store,
      { subject: 'Ricorso al TAR', body: 'Si notifica il ricorso con citt\u00e0 e data.', from: 'Avv. Bianchi <bianchi@avvocati.example>' },
      { at: day(3) },
    );
    add(
      store,
      {
        subject: 'Fattura 12',
        body: 'In allegato.',
        files: [{ name: 'fattura-12.pdf', bytes: pdfOf(['Importo del canone di locazione']) }],
      },
      { at: day(5) },
    );
    add(store, { subject: 'Canone', body: 'Il canone non \u00e8 dovuto.' }, { box: other, at: day(4) });
    const index = indexOver(store);
    await index.idle();
    const find = searcher(store);
    expect({
      word: find('ricorso'),
      folded: find('CITTA'),
      newestFirst: find('canone'),
      box: find('canone casella:comune'),
      view: find('canone', account),
      without: find('canone -casella:comune'),
      phrase: find('"canone di locazione"'),
      notThere: find('"canone locazione"'),
      prefix: find('loca*'),
      sender: find('da:bianchi'),
      notSender: find('oggetto:bianchi'),
      name: find('allegato:fattura'),
      content: find('allegato:locazione'),
      any: find('allegato:*'),
      dates: find('canone dopo:2026-11-05'),
      datesAlone: find('prima:2026-11-05'),
      or: find('ricorso OR dovuto'),
      negative: find('-canone'),
      type: find('tipo:pec ricorso'),
      status: find('stato:da-gestire'),
      doctor: textFindings(store),
    }).toEqual({
      word: ['Ricorso al TAR'],
      folded: ['Ricorso al TAR'],
      newestFirst: ['Fattura 12', 'Canone'],
      box: ['Canone'],
      view: ['Fattura 12'],
      without: ['Fattura 12'],
      phrase: ['Fattura 12'],
      notThere: [],
      prefix: ['Fattura 12'],
      sender: ['Ricorso al TAR'],
      notSender: [],
      name: ['Fattura 12'],
      content: ['Fattura 12'],
      any: ['Fattura 12'],
      dates: ['Fattura 12'],
      datesAlone: ['Canone', 'Ricorso al TAR'],
      or: ['Canone', 'Ricorso al TAR'],
      negative: ['Ricorso al TAR'],
      type: ['Ricorso al TAR'],
      status: ['Fattura 12', 'Canone', 'Ricorso al TAR'],
      doctor: [],
    });
  });

  test('a thousand are counted, more are said to be there; snippets come from the archive', async () => {
    const store = profile();
    for (let n = 0; n < 1_100; n += 1)
      add(
        store,
        {
          subject: `n ${n}`,
          body: `atto numero ${n}`,
          ...(n === 5 ? { files: [{ name: 'x.txt', bytes: 'pagina con papavero dentro' }] } : {}),
        },
        { at: asInstant(NOW - n * 60_000) },
      );
    await indexOver(store).idle();
    const search = createSearch({ store, clock: fixedClock() });
    const view = { view: 'search', account: null, query: 'atto' } as const;
    const { count, more, buckets } = await search.frame(view);
    const rows = await search.slice(view, buckets[1]?.firstKey ?? '', 10, 2);
    expect([
      count,
      more,
      buckets.map((bucket) => bucket.count),
      rows.map(({ subject }) => subject),
      await search.placeOf(view, rows[0]?.key ?? ''),
    ]).toEqual([1_000, true, [500, 500], ['n 510', 'n 511'], { index: 510 }]);
    const flower = { view: 'search', account: null, query: 'papavero' } as const;
    const found = await search.frame(flower);
    const pool = createParserPool(nodeParserHost, { size: 1, material: () => MATERIAL });
    const snippets = await snippetsFor(
      { store, search, text: pool.text },
      flower,
      found.buckets.map(({ firstKey }) => firstKey),
    );
    pool.close();
    expect(snippets).toEqual([
      { key: found.buckets[0]?.firstKey, field: 'attachment', name: 'x.txt', text: 'pagina con papavero dentro', marks: [[11, 19]] },
    ]);
  });

  test('the index can be made again from the archive', async () => {
    const store = profile();
    add(store, { subject: 'uno', body: 'girasole' });
    await indexOver(store).idle();
    store.write(reindexAll);
    expect([searcher(store)('girasole'), store.read(textProgress)]).toEqual([[], { done: 0, waiting: 1 }]);
    await indexOver(store).idle();
    expect([searcher(store)('girasole'), store.read(textProgress)]).toEqual([['uno'], { done: 1, waiting: 0 }]);
  });

  test('a message of the same second as ten thousand others still has a place of its own', async () => {
    const store = profile();
    for (let n = 0; n < 200; n += 1) add(store, { subject: `s ${n}`, body: 'contemporaneo' });
    await indexOver(store).idle();
    expect(searcher(store)('contemporaneo').length).toBe(100);
    expect([store.read(textProgress), textFindings(store)]).toEqual([{ done: 200, waiting: 0 }, []]);
  });
});

describe('hostile attachments', () => {
  test('ATT-05 a PDF that unpacks without end is ended and marked; its message and the others are found', async () => {
    const store = profile();
    const page = deflateSync(Buffer.alloc(700_000_000, 'BT (x) Tj ET '));
    const hostile = add(store, {
      subject: 'cattivo',
      body: 'parole leggibili',
      files: [{ name: 'bomba.pdf', bytes: pdfWithStreams([page]) }],
    });
    add(store, { subject: 'buono', body: 'parole buone' });
    await indexOver(store, 4_000).idle();
    const find = searcher(store);
    expect([find('leggibili'), find('allegato:bomba'), find('buone'), store.read((tx) => unreadTexts(tx, 10))]).toEqual([
      ['cattivo'],
      ['cattivo'],
      ['buono'],
      [
        // Which bound it meets first depends on the machine.
        { hash: hostile, state: 'partial', reason: expect.stringMatching(/^parser\.(?:memory|timeout)$/) },
      ],
    ]);
  });
});
