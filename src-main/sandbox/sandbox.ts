// Two small PEC providers on loopback, with real IMAP and SMTP over TLS: for the demo, for tests, and
// for other people's software. Starts them, keeps their mailboxes in a folder if asked, and stops them
// without leaving a timer, a socket or a port.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptSubmission, followTransmission, LARGEST_TOTAL_BYTES } from './access-point.ts';
import { createSandboxClock } from './clock.ts';
import type { SandboxClock } from './clock.ts';
import { startImapServer } from './imap-server.ts';
import type { ImapServer } from './imap-server.ts';
import { receiveOutside } from './incoming-point.ts';
import type { OutsideMessage, OutsideOutcome } from './incoming-point.ts';
import { layoutWith } from './layout.ts';
import type { ExtraBox, MailboxPlan, ProviderPlan } from './layout.ts';
import { keepJournal } from './mail-journal.ts';
import { createMailStore } from './mail-store.ts';
import type { MailStore } from './mail-store.ts';
import type { PecMailbox } from './mailbox.ts';
import type { OutsideMail, PecNetwork, Provider } from './network.ts';
import { loadPki } from './pki.ts';
import type { SandboxPki } from './pki.ts';
import { createIssuer } from './provider-profile.ts';
import { startSubmissionServer } from './smtp-server.ts';
import type { SubmissionServer } from './smtp-server.ts';
import { addressKey } from './submitted.ts';
import { createTransit } from './transit.ts';
import { createTroublemaker } from './troublemaker.ts';
import type { Troublemaker } from './troublemaker.ts';

export type SandboxEndpoint = { readonly host: string; readonly port: number };

export type SandboxAccount = {
  readonly address: string;
  readonly login: string;
  readonly password: string;
  /** Domain of its provider: the key into `providers` and `servers`. */
  readonly provider: string;
  readonly displayName: string;
  /** False: the client appends its own copy to the Sent folder. */
  readonly savesSentCopy: boolean;
};

export type Sandbox = {
  readonly providers: readonly {
    readonly name: string;
    readonly domain: string;
    readonly imap: SandboxEndpoint;
    readonly smtp: SandboxEndpoint;
  }[];
  /** Mailboxes for people. */
  readonly accounts: readonly SandboxAccount[];
  /** Mailboxes with a behaviour, and those between providers: for tests. */
  readonly otherAccounts: readonly SandboxAccount[];
  /** Root of the servers' TLS certificates. */
  readonly tlsRootPem: string;
  /** What a verifier pins: the issuing CA of provider gateways. */
  readonly pecAnchorsPem: readonly string[];
  /** The public-root look-alike above it. */
  readonly pecRootPem: string;
  /** DER revocation lists of the issuing CA. */
  readonly crls: readonly Uint8Array[];
  readonly pki: SandboxPki;
  /** True when the mailboxes were made by this start. */
  readonly fresh: boolean;
  readonly clock: SandboxClock;
  /** Fault hooks, by provider domain. */
  readonly servers: ReadonlyMap<string, { readonly imap: ImapServer; readonly smtp: SubmissionServer }>;
  /** Mailboxes by address, for tests that fill, empty or rearrange them behind the client's back. */
  readonly stores: ReadonlyMap<string, MailStore>;
  /** Mail from outside the certified system, at the time of the clock. */
  deliverOrdinary(message: OutsideMessage): OutsideOutcome;
  readonly troublemaker: Troublemaker;
  /** Mail that left for ordinary addresses. */
  outside(): readonly OutsideMail[];
  /** Which steps of a scenario were done, also by an earlier run that was cut short. */
  readonly steps: StepRecord;
  /** Everything due up to now has happened; the clock is live from here on. */
  settle(): Promise<void>;
  stop(): Promise<void>;
};

export type StepRecord = {
  done(id: string): boolean;
  /** The clock's time when it was marked; null: not done. */
  doneAt(id: string): number | null;
  mark(id: string): void;
};

export type SandboxOptions = {
  /** Where PKI and mailboxes are kept; null: in memory. */
  readonly folder: string | null;
  readonly now: () => number;
  /** By provider domain; default: those of the last start when free, else any. A taken port that was asked for rejects. */
  readonly ports?: Readonly<Record<string, { readonly imap: number; readonly smtp: number }>>;
  /** Certificates made before, so that many sandboxes can share them; default: those of the folder, else new ones. */
  readonly pki?: SandboxPki;
  /** Mailboxes for people beside the usual ones; among `accounts`, each with the quota it was given. */
  readonly boxes?: readonly ExtraBox[];
  /** Hears of connections that ended by a defect of the sandbox. */
  readonly log?: (event: string, error: unknown) => void;
};

const LARGEST_SUBMISSION_BYTES = 60 * 1024 * 1024;

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const layout = layoutWith(options.boxes ?? []);
  const pki =
    options.pki ??
    (await loadPki(
      options.folder,
      layout.map((plan) => plan.profile),
      options.now(),
    ));
  const clock = createSandboxClock(options.now);
  const opened = layout.map((plan) => openProvider(plan, pki, options));
  const network: PecNetwork = {
    clock,
    providers: opened.map((entry) => entry.provider),
    transit: createTransit(options.folder),
    outside: [],
  };
  for (const provider of network.providers) resumeTransmissions(network, provider);
  const servers = await startServers(network, pki, options);
  const find = (role: (plan: MailboxPlan) => boolean): readonly SandboxAccount[] =>
    layout.flatMap((plan) =>
      plan.mailboxes.filter(role).map((mailbox) => ({
        address: mailbox.address,
        login: mailbox.login,
        password: mailbox.password,
        provider: plan.profile.domain,
        displayName: mailbox.displayName,
        savesSentCopy: mailbox.savesSentCopy,
      })),
    );
  return {
    providers: layout.map(({ profile }) => {
      const server = servers.get(profile.domain);
      if (server === undefined) throw new Error('a provider without servers');
      return { name: profile.name, domain: profile.domain, imap: endpoint(server.imap), smtp: endpoint(server.smtp) };
    }),
    accounts: find((mailbox) => mailbox.role === 'user'),
    otherAccounts: find((mailbox) => mailbox.role !== 'user'),
    tlsRootPem: pki.tlsRoot.certificate,
    pecAnchorsPem: [pki.issuing.certificate],
    pecRootPem: pki.root.certificate,
    crls: [Buffer.from(pki.crl, 'base64')],
    pki,
    fresh: !opened.some((entry) => entry.known),
    clock,
    servers,
    stores: new Map(
      opened.flatMap(({ provider }) => [...provider.mailboxes.values()].map((mailbox) => [mailbox.address, mailbox.store] as const)),
    ),
    deliverOrdinary: (message) => receiveOutside(network, message, clock.now()),
    troublemaker: createTroublemaker(network, pki, options.folder),
    outside: () => network.outside,
    steps: stepRecord(options.folder, clock),
    async settle() {
      clock.settle();
    },
    async stop() {
      clock.stop();
      await Promise.all([...servers.values()].flatMap((server) => [server.imap.stop(), server.smtp.stop()]));
    },
  };
}

function endpoint(server: SandboxEndpoint): SandboxEndpoint {
  return { host: server.host, port: server.port };
}

function openProvider(plan: ProviderPlan, pki: SandboxPki, options: SandboxOptions): { provider: Provider; known: boolean } {
  const signer = pki.gateways[plan.profile.domain];
  if (signer === undefined) throw new Error('a provider without a certificate');
  const mailboxes = new Map<string, PecMailbox>();
  let known = false;
  for (const mailbox of plan.mailboxes) {
    const store = createMailStore({ quotaBytes: mailbox.quotaBytes, newUidValidity: uidValiditySource(options.now) });
    if (options.folder !== null && keepJournal(store, join(options.folder, 'mailboxes', mailbox.address))) known = true;
    for (const [path, specialUse] of [['INBOX', null] as const, ...plan.folders])
      if (store.folder(path) === null) store.createFolder(path, specialUse);
    mailboxes.set(addressKey(mailbox.address), {
      ...mailbox,
      role: mailbox.role === 'service' ? 'service' : 'user',
      sentFolder: plan.folders.find(([, specialUse]) => specialUse === '\\Sent')?.[0] ?? 'Sent',
      store,
    });
  }
  return {
    provider: { issuer: createIssuer(plan.profile, signer, [pki.issuing.certificate]), mailboxes, transmissions: new Map() },
    known,
  };
}

/** What was on its way at the end of an earlier run goes on. */
function resumeTransmissions(network: PecNetwork, provider: Provider): void {
  for (const transmission of network.transit.load(provider.issuer.profile.domain)) {
    provider.transmissions.set(transmission.data.identificativo, transmission);
    followTransmission(network, provider, transmission);
  }
}

/** Grows with time and never repeats within a run (RFC 3501 §2.3.1.1). */
function uidValiditySource(now: () => number): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(now() / 1000));
    return last;
  };
}

async function startServers(
  network: PecNetwork,
  pki: SandboxPki,
  options: SandboxOptions,
): Promise<Map<string, { imap: ImapServer; smtp: SubmissionServer }>> {
  const kept = keptPorts(options.folder);
  const servers = new Map<string, { imap: ImapServer; smtp: SubmissionServer }>();
  for (const provider of network.providers) {
    const { domain } = provider.issuer.profile;
    const findMailbox = (login: string): PecMailbox | null =>
      [...provider.mailboxes.values()].find((mailbox) => mailbox.login === login || mailbox.address === addressKey(login)) ?? null;
    const asked = options.ports?.[domain];
    const imap = await onPort(asked?.imap ?? null, kept[domain]?.imap ?? 0, (port) =>
      startImapServer({
        name: `imap.${domain}`,
        tls: pki.tlsServer,
        port,
        findAccount: findMailbox,
        ...(options.log === undefined ? {} : { onDefect: (error) => options.log?.('sandbox.imap', error) }),
      }),
    );
    const smtp = await onPort(asked?.smtp ?? null, kept[domain]?.smtp ?? 0, (port) =>
      startSubmissionServer({
        name: `smtps.${domain}`,
        tls: pki.tlsServer,
        port,
        findMailbox,
        largestBytes: Math.min(LARGEST_SUBMISSION_BYTES, LARGEST_TOTAL_BYTES),
        onMessage: (message) => acceptSubmission(network, provider, message),
      }),
    );
    servers.set(domain, { imap, smtp });
  }
  if (options.folder !== null) {
    const ports = Object.fromEntries([...servers].map(([domain, server]) => [domain, { imap: server.imap.port, smtp: server.smtp.port }]));
    writeFileSync(join(options.folder, 'ports.json'), JSON.stringify(ports));
  }
  return servers;
}

/** A port asked for must be had; the one of last time is only nice to have. */
async function onPort<Server>(asked: number | null, last: number, start: (port: number) => Promise<Server>): Promise<Server> {
  if (asked !== null) return start(asked);
  if (last === 0) return start(0);
  return start(last).catch(() => start(0));
}

function keptPorts(folder: string | null): Readonly<Record<string, { imap?: number; smtp?: number }>> {
  const path = folder === null ? null : join(folder, 'ports.json');
  return path === null || !existsSync(path) ? {} : asPorts(JSON.parse(readFileSync(path, 'utf8')));
}

function asPorts(value: unknown): Readonly<Record<string, { imap?: number; smtp?: number }>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, { imap?: number; smtp?: number }>) : {};
}

function stepRecord(folder: string | null, clock: SandboxClock): StepRecord {
  const path = folder === null ? null : join(folder, 'steps.txt');
  const lines = path !== null && existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  const done = new Map(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
  return {
    done: (id) => done.has(id),
    doneAt: (id) => done.get(id) ?? null,
    mark(id) {
      done.set(id, clock.now());
      if (path !== null) appendFileSync(path, `${id} ${clock.now()}\n`);
    },
  };
}
