// A host with invented data behind the real contract: the screens and the gallery are tested against
// it, the acceptance tests against the real core. Same origin rules and headers as the headless host.
import type { DemoState } from '#shared/model/demo';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { acceptanceTime, byUrgency } from '#main/pec/radar';
import { uploadPath } from '#shared/contract/assets';
import { contract } from '#shared/contract/contract';
import type { CoreEvent } from '#shared/contract/events';
import { ANSWER_HEADERS, BYTES_POLICY, PAGE_TYPES, pagePolicy } from '#shared/contract/page-policy';
import { defaultSettings, type Settings } from '#shared/contract/settings';
import type { OutboxEntry } from '#shared/model/compose';
import { asBlobHash, asInstant, type BlobHash } from '#shared/model/ids';
import type { Handling, ListFrame, ListRow, ListView } from '#shared/model/list';
import type { Radar } from '#shared/model/radar';
import type { AccountView, Counts, DispatchView, MessageView } from '#shared/model/views';
import type { TrustView } from '#shared/model/trust';
import { readInvoice } from '#main/invoice/read-invoice';
import { invoiceText } from '#tests/support/invoice-text';
import { suggest } from '#main/search/suggest';
import type { Snippet } from '#shared/model/search';
import { batchFake, SEEN_ALL } from './batch.ts';
import { bulkFake } from './bulk.ts';
import { composeFake, uploaded } from './compose.ts';
import { evidenceFake, type EvidenceFake } from './evidence.ts';
import { retentionFake } from './retention.ts';
import { bandPicture, picturesOf } from './html.ts';
import { mailbox } from './mailbox.ts';
import { boxHealthOf, NOW, threeBoxes, figuresOf } from './people.ts';
import { attachmentVerdicts, trustFake, trustOfThree } from './trust.ts';

export type Source = {
  frame(view: ListView): ListFrame;
  slice(view: ListView, firstKey: string, skip: number, take: number): readonly ListRow[];
  placeOf(view: ListView, key: string): number | null;
  counts(account: string | null): Counts;
};

export type HostOptions = {
  readonly accounts?: readonly AccountView[];
  readonly settings?: Partial<Settings>;
  readonly source?: Source;
  /** Messages that are not in the invented mailbox. */
  readonly messageOf?: (hash: BlobHash) => MessageView | null;
  readonly trust?: TrustView;
  readonly demo?: DemoState;
  /** A change to many rows is never over. */
  readonly batchStays?: true;
  readonly evidence?: EvidenceFake;
  readonly outbox?: readonly OutboxEntry[];
  readonly rendererFolder?: string;
};

export type FakeHost = {
  readonly url: string;
  setAccounts(accounts: readonly AccountView[]): void;
  setSettings(settings: Partial<Settings>): void;
  /** Handling and settings as at the start, for the next page. */
  reset(): void;
  emit(event: EventBody): void;
  /** Cuts every connection, as a crash of the core would. */
  drop(): void;
  /** Calls that reached the host, by procedure. */
  readonly calls: string[];
  close(): Promise<void>;
};

type EventBody = CoreEvent extends infer E ? (E extends { sequence: number } ? Omit<E, 'sequence'> : never) : never;

const BUCKET = 1_000;

/** Rows of a view, from an array, in buckets. */
export function sourceOf(rows: readonly ListRow[]): Source {
  const inView = (view: ListView): readonly ListRow[] =>
    rows.filter((row) => (view.account === null || row.account === view.account) && isIn(row, view));
  return {
    frame(view) {
      const found = inView(view);
      const buckets = [];
      for (let start = 0; start < found.length; start += BUCKET)
        buckets.push({ firstKey: found[start]?.key ?? '', count: Math.min(BUCKET, found.length - start) });
      return { revision: 1, count: found.length, buckets };
    },
    slice(view, firstKey, skip, take) {
      const found = inView(view);
      const start = found.findIndex((row) => row.key === firstKey) + skip;
      return found.slice(start, start + take);
    },
    placeOf(view, key) {
      const index = inView(view).findIndex((row) => row.key === key);
      return index === -1 ? null : index;
    },
    counts(account) {
      const mine = rows.filter((row) => account === null || row.account === account);
      const count = (view: Exclude<ListView['view'], 'search'>): number => mine.filter((row) => isIn(row, { view, account: null })).length;
      return {
        all: mine.length,
        received: count('received'),
        sent: count('sent'),
        problems: count('problems'),
        unhandled: count('unhandled'),
        inCharge: count('inCharge'),
      };
    },
  };
}

function isIn(row: ListRow, view: ListView): boolean {
  switch (view.view) {
    case 'all':
      return true;
    case 'received':
      return row.type === 'received';
    case 'sent':
      return row.type === 'dispatch';
    case 'problems':
      return row.dispatch !== null ? ['someFailed', 'refused', 'needsAttention'].includes(row.dispatch.state) : row.look === 'refused';
    case 'unhandled':
      return row.handling?.state === 'unhandled';
    case 'inCharge':
      return row.handling?.state === 'inCharge';
    case 'search':
      return `${row.subject} ${row.from.address} ${row.to.join(' ')}`.toLowerCase().includes(view.query.toLowerCase());
  }
}

/** The words of the query in what a row shows; the real marking has its own tests. */
function snippetsOf(source: Source, view: ListView, keys: readonly string[]): readonly Snippet[] {
  if (view.view !== 'search') return [];
  const wanted = view.query.toLowerCase();
  return keys.flatMap((key): Snippet[] => {
    const row = source.slice(view, key, 0, 1)[0];
    if (row === undefined) return [];
    const inPreview = row.preview.toLowerCase().includes(wanted);
    const text = inPreview ? row.preview : row.subject;
    const from = text.toLowerCase().indexOf(wanted);
    return from < 0 ? [] : [{ key, field: inPreview ? 'body' : 'subject', name: null, text, marks: [[from, from + wanted.length]] }];
  });
}

function missing(): never {
  throw new ORPCError('NOT_FOUND', { data: { code: 'notFound', values: {} } });
}

export async function startFakeHost(options: HostOptions = {}): Promise<FakeHost> {
  let accounts = options.accounts ?? threeBoxes;
  let settings: Settings = { ...defaultSettings, ...options.settings };
  let demo: DemoState = options.demo ?? { state: 'closed', kept: false };
  const source = options.source ?? sourceOf(mailbox.rows);
  const calls: string[] = [];
  const evidence = options.evidence ?? evidenceFake();
  const retention = retentionFake();
  const handled = new Map<string, Handling>();
  const bus = createBus();
  const handle = implement(contract).use(({ next, path: steps }) => {
    calls.push(steps.join('.'));
    return next();
  });
  const router = handle.router({
    accounts: {
      list: handle.accounts.list.handler(() => accounts),
      add: handle.accounts.add.handler(({ input }) => {
        if (input.password === 'sbagliata') throw new ORPCError('APP_ERROR', { status: 422, data: { code: 'imap.auth', values: {} } });
        accounts = [...accounts, ...threeBoxes.slice(0, 1)];
        bus.emit({ kind: 'accounts' });
        return { id: threeBoxes[0]?.id ?? missing() };
      }),
      health: handle.accounts.health.handler(() => accounts.map(boxHealthOf)),
      figures: handle.accounts.figures.handler(() => figuresOf(accounts)),
      changePassword: handle.accounts.changePassword.handler(({ input }) => {
        if (input.password === 'sbagliata') throw new ORPCError('APP_ERROR', { status: 422, data: { code: 'imap.auth', values: {} } });
        accounts = accounts.map((each) =>
          each.id === input.account ? { ...each, health: { ...each.health, state: 'ok', error: null } } : each,
        );
        bus.emit({ kind: 'accounts' });
        return null;
      }),
      care: handle.accounts.care.handler(() => null),
      dismissNotice: handle.accounts.dismissNotice.handler(() => null),
      providers: handle.accounts.providers.handler(() =>
        ['Due', 'Uno'].map((name) => ({
          name: `Gestore ${name}`,
          imap: { host: `imaps.pec.gestore-${name.toLowerCase()}.example`, port: 993, security: 'tls' as const },
          smtp: { host: `smtps.pec.gestore-${name.toLowerCase()}.example`, port: 465, security: 'tls' as const },
        })),
      ),
      preset: handle.accounts.preset.handler(({ input }) =>
        input.address.endsWith('sconosciuto.example')
          ? null
          : { provider: 'Gestore Uno', imap: 'imaps.pec.gestore-uno.example', smtp: 'smtps.pec.gestore-uno.example', notes: [] },
      ),
      remove: handle.accounts.remove.handler(({ input }) => {
        accounts = accounts.filter((each) => each.id !== input.account);
        bus.emit({ kind: 'accounts' });
        return null;
      }),
    },
    evidence: {
      plan: handle.evidence.plan.handler(() => evidence.plan()),
      start: handle.evidence.start.handler(() => evidence.start()),
      job: handle.evidence.job.handler(() => evidence.job()),
      cancel: handle.evidence.cancel.handler(() => (evidence.cancel(), null)),
      reveal: handle.evidence.reveal.handler(() => true),
    },
    audit: {
      status: handle.audit.status.handler(() => evidence.status()),
      page: handle.audit.page.handler(({ input }) => evidence.page(input.before, input.take, input.group)),
      verify: handle.audit.verify.handler(() => ({ entries: 31_022, findings: [] })),
      confirm: handle.audit.confirm.handler(() => (evidence.confirm(), evidence.status())),
      export: handle.audit.export.handler(() => ({ path: '/home/anna/.local/share/plico/exports/registro-1', entries: 31_022 })),
      chooseAnchor: handle.audit.chooseAnchor.handler(({ input }) => {
        evidence.choose({ ...input, afterExport: input.afterExport === true });
        return evidence.status();
      }),
      chooseStamp: handle.audit.chooseStamp.handler(({ input }) => (evidence.chooseStamp(input.plan), evidence.status())),
      stamp: handle.audit.stamp.handler(({ input }) => (evidence.stamp(input.url), evidence.status())),
      logOpened: handle.audit.logOpened.handler(() => evidence.status()),
      anchorNow: handle.audit.anchorNow.handler(() => ({ state: 'queued' as const, why: null })),
    },
    retention: {
      state: handle.retention.state.handler(() => retention.state()),
      hold: handle.retention.hold.handler(({ input: { account, choice, reason } }) => {
        retention.hold({ account, whole: choice === null, reason });
        return retention.state();
      }),
      release: handle.retention.release.handler(({ input }) => {
        retention.release(input.hold, input.reason);
        return retention.state();
      }),
      setPolicy: handle.retention.setPolicy.handler(({ input }) => {
        retention.policy(input);
        return retention.state();
      }),
      removePolicy: handle.retention.removePolicy.handler(({ input }) => {
        retention.removePolicy(input.policy);
        return retention.state();
      }),
      plan: handle.retention.plan.handler(() => retention.plan()),
      ask: handle.retention.ask.handler(({ input }) => retention.ask(input.reason, input.messages)),
      confirm: handle.retention.confirm.handler(({ input }) => retention.end(input.erasure, 'done')),
      cancel: handle.retention.cancel.handler(({ input }) => {
        retention.end(input.erasure, 'cancelled');
        return retention.state();
      }),
    },
    archiveCheck: {
      state: handle.archiveCheck.state.handler(() => evidence.check()),
      start: handle.archiveCheck.start.handler(() => (evidence.startCheck(), null)),
      stop: handle.archiveCheck.stop.handler(() => (evidence.stopCheck(), null)),
    },
    list: {
      frame: handle.list.frame.handler(({ input }) => source.frame(input.view)),
      slice: handle.list.slice.handler(({ input }) =>
        source
          .slice(input.view, input.firstKey, input.skip, input.take)
          .map((row) => ({ ...row, handling: handled.get(row.id) ?? row.handling })),
      ),
      placeOf: handle.list.placeOf.handler(({ input }) => {
        const index = source.placeOf(input.view, input.key);
        return index === null ? null : { index };
      }),
      all: handle.list.all.handler(({ input }) => ({ count: source.frame(input.view).count, seen: SEEN_ALL })),
      counts: handle.list.counts.handler(({ input }) => source.counts(input.account)),
    },
    messages: {
      open: handle.messages.open.handler(({ input }) => {
        const message = mailbox.messages.get(input.hash) ?? options.messageOf?.(input.hash) ?? missing();
        return { ...message, handling: handled.get(input.hash) ?? message.handling };
      }),
      markRead: handle.messages.markRead.handler(({ input }) => {
        calls.push(`markRead ${input.read}`);
        return null;
      }),
      printed: handle.messages.printed.handler(() => null),
      fetchPictures: handle.messages.fetchPictures.handler(({ input }) => picturesOf(mailbox.messages.get(input.hash)?.html ?? '')),
      invoice: handle.messages.invoice.handler(({ input }) =>
        readInvoice(Buffer.from(invoiceText()), input.name.endsWith('.p7m') ? 'rotta.p7m' : 'f.xml'),
      ),
    },
    handling: {
      change: handle.handling.change.handler(({ input: { account, subject, change } }) => {
        const states = { take: 'inCharge', handle: 'handled', release: 'unhandled', reopen: 'unhandled', undo: 'unhandled' } as const;
        const state = states[change.kind];
        const next = { state, by: state === 'unhandled' ? null : 'Anna', since: state === 'unhandled' ? null : asInstant(NOW) };
        handled.set(subject, next);
        bus.emit({ kind: 'messages', account, hashes: [asBlobHash(subject)], dispatches: [], many: false });
        return { event: '0'.repeat(32), handling: next };
      }),
    },
    ...batchFake(
      handle,
      source,
      (row, state) => {
        handled.set(row.id, { state, by: state === 'unhandled' ? null : 'Anna', since: state === 'unhandled' ? null : asInstant(NOW) });
        bus.emit({ kind: 'messages', account: row.account, hashes: [], dispatches: [], many: true });
      },
      options.batchStays === true,
    ),
    search: {
      snippets: handle.search.snippets.handler(({ input }) => snippetsOf(source, input.view, input.keys)),
      suggest: handle.search.suggest.handler(({ input }) =>
        suggest(input.text, input.caret, {
          language: input.language,
          boxes: accounts,
          people: (start) => ['protocollo@pec.comune.example', 'piena@pec.fornitore.example'].filter((each) => each.startsWith(start)),
        }),
      ),
      byFile: handle.search.byFile.handler(() => []),
      status: handle.search.status.handler(() => ({ done: 0, waiting: 0 })),
    },
    ...bulkFake(handle),
    ...composeFake(handle, (kind) => bus.emit({ kind }), options.outbox),
    ...trustFake(handle, options.trust ?? trustOfThree, () => bus.emit({ kind: 'trust' })),
    demo: {
      state: handle.demo.state.handler(() => demo),
      open: handle.demo.open.handler(() => {
        demo = { state: 'preparing', step: 'sending', done: 14, total: 47 };
        return null;
      }),
      leave: handle.demo.leave.handler(() => null),
      remove: handle.demo.remove.handler(() => {
        demo = { state: 'closed', kept: false };
        return null;
      }),
    },
    archive: {
      open: handle.archive.open.handler(({ input }) => {
        if (input.files.some(({ name }) => name.endsWith('.zip'))) accounts = threeBoxes.slice(0, 1);
        bus.emit({ kind: 'accounts' });
        return { job: (input.files[0]?.name.endsWith('.zip') === true ? '1' : '0').repeat(16) };
      }),
      opened: handle.archive.opened.handler(({ input }) => {
        const stored = input.job.startsWith('1') ? 47 : 0;
        return { state: 'done', stored, known: 0, unreadable: 0, refused: 0 };
      }),
    },
    dispatches: { open: handle.dispatches.open.handler(({ input }) => mailbox.dispatches.get(input.id) ?? missing()) },
    radar: {
      list: handle.radar.list.handler(({ input }) =>
        radarOf(source === options.source ? [] : [...mailbox.dispatches.values()], input.account),
      ),
    },
    verification: {
      report: handle.verification.report.handler(({ input }) => mailbox.reports.get(input.hash) ?? missing()),
      attachment: handle.verification.attachment.handler(() => attachmentVerdicts),
    },
    sync: { now: handle.sync.now.handler(() => null) },
    settings: {
      get: handle.settings.get.handler(() => settings),
      set: handle.settings.set.handler(({ input }) => (settings = { ...settings, ...withoutAbsent(input) })),
    },
    events: handle.events.handler(({ signal }) => bus.subscribe(signal)),
  });

  const rpc = new RPCHandler(router);
  const folder = options.rendererFolder ?? path.resolve(import.meta.dirname, '../../../dist/renderer');
  const server = createServer((request, response) => answer(request, response, folder, portOf()));
  const sockets = new WebSocketServer({ server, path: '/rpc' });
  sockets.on('connection', (socket) => void rpc.upgrade(socket));
  const portOf = (): number => {
    const address = server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf()}/`,
    calls,
    setAccounts(next) {
      accounts = next;
      bus.emit({ kind: 'accounts' });
    },
    setSettings(next) {
      settings = { ...settings, ...next };
      bus.emit({ kind: 'settings' });
    },
    reset() {
      handled.clear();
      settings = { ...defaultSettings, ...options.settings };
    },
    emit: bus.emit,
    drop() {
      for (const client of sockets.clients) client.terminate();
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function radarOf(dispatches: readonly DispatchView[], account: string | null): Radar {
  const mine = dispatches.filter((dispatch) => account === null || dispatch.account === account);
  const entries = mine.flatMap((dispatch) =>
    dispatch.problems.map((problem) => ({
      ...problem,
      key: mailbox.rows.find((row) => row.id === dispatch.id)?.key ?? '',
      account: dispatch.account,
      dispatch: dispatch.id,
      subject: dispatch.subject,
      date: dispatch.date,
      from: dispatch.from,
      msgid: dispatch.msgid,
      identificativi: dispatch.identificativi,
      to: dispatch.state.recipients.map(({ address }) => address),
      acceptedAt: acceptanceTime(dispatch.state),
    })),
  );
  return { entries: entries.sort(byUrgency), more: false, recent: { sent: 14, complete: 14 } };
}

function withoutAbsent(change: object): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function answer(request: IncomingMessage, response: ServerResponse, folder: string, port: number): void {
  const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
  const policy = pagePolicy([`ws://127.0.0.1:${port}`]);
  if (/\/picture\/\d+$/.test(url.pathname)) {
    response.writeHead(200, { ...ANSWER_HEADERS, 'content-security-policy': BYTES_POLICY, 'content-type': 'image/png' });
    response.end(bandPicture());
    return;
  }
  if (url.pathname.startsWith('/bytes/')) {
    response.writeHead(200, {
      ...ANSWER_HEADERS,
      'content-security-policy': BYTES_POLICY,
      'content-type': 'message/rfc822',
      'content-disposition': 'attachment; filename="originale.eml"',
    });
    response.end('Received: from gestore.example\r\nFrom: studio@pec.rossi-legale.example\r\nSubject: prova\r\n\r\nTesto.\r\n');
    return;
  }
  if (url.pathname === uploadPath && request.method === 'POST') {
    void takeUpload(request, response);
    return;
  }
  const file = path.join(folder, url.pathname === '/' ? 'index.html' : path.normalize(url.pathname));
  const type = PAGE_TYPES[path.extname(file)];
  if (type === undefined || !file.startsWith(folder) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { ...ANSWER_HEADERS, 'content-security-policy': policy, 'content-type': type });
  createReadStream(file).pipe(response);
}

async function takeUpload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const file = createHash('sha256').update(bytes).digest('hex');
  const sizeBytes = bytes.length;
  uploaded.set(file, { sizeBytes, head: bytes.subarray(0, 16) });
  response.writeHead(200, { ...ANSWER_HEADERS, 'content-type': 'application/json' });
  response.end(JSON.stringify({ file, sizeBytes }));
}

function createBus(): { emit(body: EventBody): void; subscribe(signal: AbortSignal | undefined): AsyncGenerator<CoreEvent> } {
  let sequence = 0;
  const listeners = new Set<(event: CoreEvent) => void>();
  return {
    emit(body) {
      sequence += 1;
      const event: CoreEvent = { ...body, sequence };
      for (const listener of listeners) listener(event);
    },
    async *subscribe(signal) {
      const queue: CoreEvent[] = [{ kind: 'hello', version: 'fake', sequence }];
      let wake: (() => void) | null = null;
      const listener = (event: CoreEvent): void => {
        queue.push(event);
        wake?.();
      };
      listeners.add(listener);
      signal?.addEventListener('abort', () => wake?.());
      try {
        while (signal?.aborted !== true) {
          const next = queue.shift();
          if (next !== undefined) yield next;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        listeners.delete(listener);
      }
    },
  };
}

if (import.meta.main) {
  const host = await startFakeHost();
  process.stdout.write(`${host.url}\n`);
}
