// The trust data of this profile: the set that ships with the program, issuing CAs that a person or
// the demo's host added, and revocation lists. When the anchors change, everything is judged again;
// the old reports stay (ARCHITECTURE §5).
import { createHash } from 'node:crypto';
import { appendAudit } from '#main/audit/append';
import type { ExaminationQueue } from '#main/ingest/examination-queue';
import type { Clock, TrustMaterial, TrustSource } from '#main/ports';
import type { Store } from '#main/store/database';
import { judgeAgain, messagesFrom } from '#main/store/message';
import { saveSetting, setting } from '#main/store/setting';
import { saveTrustObject, trustObjects, type TrustObject } from '#main/store/trust-object';
import { withAdded } from '#main/trust/material';
import { certificatesIn } from '#main/trust/pem';
import { readCertificate, type Certificate } from '#main/verification/certificate';
import { listsInUse } from '#main/verification/lists-in-use';
import type { ShippedSource } from './trust-material.ts';
import { AppError } from '#shared/model/app-error';
import { asBlobHash, asInstant, type BlobHash, type Instant } from '#shared/model/ids';
import type { AuthorityCandidate, PinnedAuthority } from '#shared/model/trust';
import type { CertificateFacts } from '#shared/model/verification-report';

/** Source of what the host brought, such as the demo's authorities. */
const HOST = 'host';
const ADDED = 'trust.added';
const JUDGED_WITH = 'trust.judgedWith';
const SLICE = 500;

type StoredAnchor = { readonly der: string; readonly source: string; readonly addedAt: number };

export type AddedAnchor = { readonly certificate: CertificateFacts; readonly source: string; readonly addedAt: number };

export type TrustService = TrustSource & {
  added(): readonly AddedAnchor[];
  /** Every pinned issuing CA. */
  authorities(): readonly PinnedAuthority[];
  readonly setDate: string;
  /** Pins every certificate of a PEM or DER file. Rejects with input.file when it holds none. Says which were new. */
  add(file: Uint8Array, source: string): readonly AddedAnchor[];
  remove(fingerprint: string): boolean;
  /** Whence a certificate or list of the material came, by its SHA-256; null when it is not of the material. */
  provenance(sha256: string): { readonly source: string; readonly at: Instant | null } | null;
  /** Call once the queue exists: judges everything again if the anchors are not those of the last time. */
  settle(queue: ExaminationQueue): void;
  judgeEverythingAgain(queue: ExaminationQueue): void;
  /** Lists or responses were kept: judge with them from now on. */
  listsChanged(): void;
  /** The lists and responses that judgements use. */
  lists(): readonly TrustObject[];
  /** What a file holds, before anybody trusts it. */
  inspect(file: Uint8Array): readonly AuthorityCandidate[];
};

export function createTrustService(ports: {
  readonly store: Store;
  readonly clock: Clock;
  readonly base: TrustMaterial;
  /** Where the members of `base` were taken from. */
  readonly sources: readonly ShippedSource[];
  readonly hostLists: readonly Uint8Array[];
}): TrustService {
  const { store, clock, base } = ports;
  for (const der of ports.hostLists) keepList(der, HOST);
  let anchors = read();
  let lists: readonly TrustObject[] = [];
  let material = compose();

  function read(): readonly StoredAnchor[] {
    const found = store.read((tx) => setting(tx, ADDED));
    return Array.isArray(found) ? found.filter(isStoredAnchor) : [];
  }

  function compose(): TrustMaterial {
    lists = listsInUse(store.read((tx) => trustObjects(tx)));
    if (anchors.length === 0 && lists.length === 0) return base;
    return withAdded(base, {
      anchors: anchors.map(({ der }) => Buffer.from(der, 'base64')),
      crls: lists.filter(({ kind }) => kind === 'crl').map(({ body }) => body),
      ocspResponses: lists.filter(({ kind }) => kind === 'ocsp').map(({ body }) => body),
    });
  }

  function keepList(der: Uint8Array, source: string): void {
    const hash = asBlobHash(createHash('sha256').update(der).digest('hex'));
    store.write((tx) => saveTrustObject(tx, { hash, kind: 'crl', source, fetchedAt: clock.now(), body: der }));
  }

  function keep(next: readonly StoredAnchor[]): void {
    const names = (list: readonly StoredAnchor[]): readonly BlobHash[] => list.map((anchor) => describe(anchor).certificate.fingerprint);
    const [before, after] = [new Set(names(anchors)), new Set(names(next))];
    const added = [...after].filter((name) => !before.has(name));
    const removed = [...before].filter((name) => !after.has(name));
    store.write(
      (tx) => {
        saveSetting(tx, ADDED, next);
        appendAudit(tx, clock.now(), { event: 'trust.changed', added, removed });
      },
      { durable: true },
    );
    anchors = next;
    material = compose();
  }

  return {
    material: () => material,
    added: () => anchors.map(describe),
    authorities: () => [...base.anchors.flatMap((der) => readOrNone(der)).map(shipped), ...anchors.map(describe).map(pinned)],
    setDate: base.setDate,
    add(file, source) {
      const readable = certificatesIn(file).flatMap((der) => readOrNone(der));
      const found = readable.filter(({ basicConstraints }) => basicConstraints?.ca === true).map(({ der }) => der);
      // A provider's own certificate pinned as an authority would be no authority: nothing could be under it.
      if (found.length === 0)
        throw new AppError('input.file', {
          retry: 'afterUser',
          values: { file: source, reason: readable.length === 0 ? 'no certificate' : 'not an issuing authority' },
        });
      const known = new Set(anchors.map(({ der }) => der));
      const fresh = found.map((der) => Buffer.from(der).toString('base64')).filter((der) => !known.has(der));
      const added = fresh.map((der): StoredAnchor => ({ der, source, addedAt: clock.now() }));
      if (added.length > 0) keep([...anchors, ...added]);
      return added.map(describe);
    },
    remove(fingerprint) {
      const left = anchors.filter((anchor) => describe(anchor).certificate.fingerprint !== fingerprint.toLowerCase());
      if (left.length === anchors.length) return false;
      keep(left);
      return true;
    },
    provenance(sha256) {
      const anchor = anchors.map(describe).find(({ certificate }) => certificate.fingerprint === sha256);
      if (anchor !== undefined) return { source: anchor.source, at: asInstant(anchor.addedAt) };
      const list = store.read((tx) => trustObjects(tx)).find(({ hash }) => hash === sha256);
      if (list !== undefined) return { source: list.source, at: list.fetchedAt };
      return isOf(base, sha256) ? { source: `trust set of ${base.setDate}`, at: null } : null;
    },
    settle(queue) {
      const digest = digestOf(material.anchors);
      if (store.read((tx) => setting(tx, JUDGED_WITH)) === digest) return;
      judgeAll();
      store.write((tx) => saveSetting(tx, JUDGED_WITH, digest), { durable: true });
      queue.renew();
    },
    judgeEverythingAgain(queue) {
      judgeAll();
      queue.renew();
    },
    listsChanged() {
      material = compose();
    },
    lists: () => lists,
    inspect(file) {
      return certificatesIn(file)
        .flatMap((der) => readOrNone(der))
        .map(({ facts, basicConstraints }) => ({ certificate: facts, state: stateOf(facts.fingerprint, basicConstraints?.ca === true) }));
    },
  };

  function shipped({ facts }: Certificate): PinnedAuthority {
    const known = ports.sources.find(({ sha256 }) => sha256 === facts.fingerprint);
    const since = known === undefined ? Number.NaN : Date.parse(known.date);
    return {
      certificate: facts,
      origin: 'bundled',
      source: known?.source ?? '',
      since: Number.isNaN(since) ? null : asInstant(since),
    };
  }

  function stateOf(fingerprint: BlobHash, authority: boolean): AuthorityCandidate['state'] {
    if (material.anchors.some((der) => createHash('sha256').update(der).digest('hex') === fingerprint)) return 'pinned';
    return authority ? 'new' : 'notAuthority';
  }

  function judgeAll(): void {
    for (let after = 0; ;) {
      const page = store.read((tx) => messagesFrom(tx, after, SLICE));
      const last = page.at(-1);
      if (last === undefined) return;
      store.write((tx) => {
        for (const { account, hash } of page) judgeAgain(tx, account, hash);
      });
      after = last.number;
    }
  }
}

function isOf(material: TrustMaterial, sha256: string): boolean {
  return [...material.anchors, ...material.roots, ...material.pool, ...material.crls, ...material.ocspResponses].some(
    (der) => createHash('sha256').update(der).digest('hex') === sha256,
  );
}

function pinned({ certificate, source, addedAt }: AddedAnchor): PinnedAuthority {
  return { certificate, origin: source === HOST ? 'host' : 'added', source, since: asInstant(addedAt) };
}

function describe({ der, source, addedAt }: StoredAnchor): AddedAnchor {
  return { certificate: readCertificate(Buffer.from(der, 'base64')).facts, source, addedAt };
}

function readOrNone(der: Uint8Array): readonly Certificate[] {
  try {
    return [readCertificate(der)];
  } catch {
    return [];
  }
}

function digestOf(anchors: readonly Uint8Array[]): string {
  const digest = createHash('sha256');
  for (const der of anchors.map((anchor) => Buffer.from(anchor).toString('base64')).toSorted()) digest.update(`${der}\n`);
  return digest.digest('hex');
}

function isStoredAnchor(value: unknown): value is StoredAnchor {
  return (
    typeof value === 'object' &&
    value !== null &&
    'der' in value &&
    typeof value.der === 'string' &&
    'source' in value &&
    typeof value.source === 'string' &&
    'addedAt' in value &&
    typeof value.addedAt === 'number'
  );
}
