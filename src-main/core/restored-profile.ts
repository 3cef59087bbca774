// What a backup may not bring along: whoever made it could have written anything into it, and some of what a
// profile remembers decides whom to trust and where to send or write (THREATS IMP-05). That is left out of the
// restored profile and named, so that the user can choose it again; servers stay, and are named when no
// provider we know has them.
import { presetForAccount } from '#main/accounts/presets';
import { appendAudit, frontierOf } from '#main/audit/append';
import { rootOf } from '#main/audit/merkle';
import { accounts } from '#main/store/account';
import { lastAuditEntry } from '#main/store/audit-entry';
import type { Store } from '#main/store/database';
import { removeSetting, setting } from '#main/store/setting';
import type { Instant, MailAddress } from '#shared/model/ids';

/** Named by the service that writes it. */
const CHOICES = [
  ['trust.added', 'authorities'],
  ['audit.anchor', 'anchor'],
  ['audit.stampPlan', 'stamps'],
  ['backup.plan', 'backups'],
] as const;
/** What goes with them: states of work that belong to the machine the backup came from, with its paths. */
const TRACES = [
  'trust.judgedWith',
  'audit.stampState',
  'audit.timestamp',
  'backup.state',
  'backup.last',
  'backup.made',
  'evidence.unfinished',
];

export type LeftOut = (typeof CHOICES)[number][1];
export type UnknownServer = { readonly address: MailAddress; readonly host: string };
export type Disarmed = { readonly leftOut: readonly LeftOut[]; readonly unknownServers: readonly UnknownServer[] };

export function disarm(store: Store, clock: { now(): Instant }): Disarmed {
  return store.write(
    (tx) => {
      const leftOut = CHOICES.filter(([name]) => isChosen(setting(tx, name))).map(([, what]) => what);
      for (const name of [...CHOICES.map(([key]) => key), ...TRACES]) removeSetting(tx, name);
      const unknownServers = accounts(tx).flatMap(({ address, settings }) => {
        const hosts = [settings.imap?.host, settings.smtp?.host].filter((host) => host !== undefined);
        return [...new Set(hosts)].filter((host) => !isOfProvider(address, host)).map((host) => ({ address, host }));
      });
      const last = lastAuditEntry(tx);
      if (last !== null) {
        const root = rootOf(frontierOf(tx)).toString('hex');
        appendAudit(tx, clock.now(), { event: 'backup.restored', size: last.seq + 1, root });
      }
      return { leftOut, unknownServers };
    },
    { durable: true },
  );
}

function isChosen(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function isOfProvider(address: MailAddress, host: string): boolean {
  const preset = presetForAccount(address, host);
  return preset?.imap?.host === host || preset?.smtp?.host === host;
}
