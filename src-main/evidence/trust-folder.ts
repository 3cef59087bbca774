// The trust material a bundle leans on, as files an expert can use: pinned issuing CAs that were
// relied on, other CA certificates, revocation lists, and where each came from (EVIDENCE §5).
import { createHash } from 'node:crypto';
import { canonicalJson } from '#main/audit/canonical-json';
import type { TrustMaterial } from '#main/ports';
import { readCertificate, type Certificate } from '#main/verification/certificate';
import { instantToText, type Instant } from '#shared/model/ids';
import type { VerificationReport } from '#shared/model/verification-report';
import type { BagFolder } from './bag-folder.ts';
import { byBytes } from './bag-path.ts';

/** Where a certificate or list came from and when; null when nothing is known of it. */
export type Provenance = (sha256: string) => { readonly source: string; readonly at: Instant | null } | null;

type Used = { readonly der: Uint8Array; readonly subject: string | null; readonly messages: Set<number> };

export type TrustLedger = {
  /** Notes what the report of message `n` (null: of an anchor of the log) leans on. False when a certificate it names is not at hand any more. */
  note(n: number | null, report: VerificationReport, embedded: readonly Uint8Array[]): boolean;
  write(bag: BagFolder, provenance: Provenance): TrustPaths;
};

export type TrustPaths = { readonly anchors: boolean; readonly chain: boolean; readonly lists: ReadonlyMap<string, string> };

export function createTrustLedger(material: TrustMaterial): TrustLedger {
  const pinned = material.anchors.flatMap(readable);
  const others = [...material.pool, ...material.roots].flatMap(readable);
  const lists = new Map(material.crls.map((der) => [sha256(der), der]));
  const responses = new Map(material.ocspResponses.map((der) => [sha256(der), der]));
  const anchors = new Map<string, Used>();
  const chain = new Map<string, Used>();
  const crls = new Map<string, Used>();
  const ocsp = new Map<string, Used>();

  function noteCertificates(
    n: number | null,
    path: VerificationReport['facts']['signers'][number]['path'],
    embedded: readonly Certificate[],
  ): boolean {
    const [, ...authorities] = path;
    let complete = true;
    for (const [index, { fingerprint, subject }] of authorities.entries()) {
      const last = index === authorities.length - 1;
      const exact = pinned.find((certificate) => certificate.fingerprint === fingerprint);
      // A later edition of a pinned CA is the same authority with the same key: every edition will do.
      const same = exact === undefined && last ? pinned.filter((certificate) => certificate.facts.subject === subject) : [];
      const anchor = exact === undefined ? same : [exact];
      for (const certificate of anchor) use(anchors, certificate.fingerprint, certificate.der, certificate.facts.subject, n);
      if (anchor.length > 0) continue;
      const found = [...others, ...embedded].find((certificate) => certificate.fingerprint === fingerprint);
      if (found === undefined) complete = false;
      else use(chain, fingerprint, found.der, subject, n);
    }
    return complete;
  }

  return {
    note(n, report, embedded) {
      const carried = embedded.flatMap(readable);
      let complete = true;
      for (const { chain: state, path, revocation } of report.facts.signers) {
        if (state === 'trusted' && !noteCertificates(n, path, carried)) complete = false;
        const list = revocation.source === null ? undefined : lists.get(revocation.source);
        const response = revocation.source === null ? undefined : responses.get(revocation.source);
        if (revocation.source !== null && list !== undefined) use(crls, revocation.source, list, null, n);
        if (revocation.source !== null && response !== undefined) use(ocsp, revocation.source, response, null, n);
      }
      return complete;
    },
    write(bag, provenance) {
      const paths = new Map<string, string>();
      if (anchors.size > 0) bag.add('data/trust/anchors.pem', pemFile(anchors));
      if (chain.size > 0) bag.add('data/trust/chain.pem', pemFile(chain));
      for (const [hash, { der }] of ordered(crls)) {
        const path = `data/trust/crls/${hash.slice(0, 16)}.pem`;
        bag.add(path, pem('X509 CRL', der));
        paths.set(hash, path);
      }
      for (const [hash, { der }] of ordered(ocsp)) bag.add(`data/trust/ocsp/${hash.slice(0, 16)}.der`, der);
      writeList(bag, provenance);
      return { anchors: anchors.size > 0, chain: chain.size > 0, lists: paths };
    },
  };

  function writeList(bag: BagFolder, provenance: Provenance): void {
    const rows = (
      [
        ['anchor', anchors],
        ['chain', chain],
        ['crl', crls],
        ['ocsp', ocsp],
      ] as const
    ).flatMap(([role, used]) =>
      ordered(used).map(([hash, { subject, messages }]) => {
        const known = provenance(hash);
        return {
          role,
          sha256: hash,
          subject,
          source: known?.source ?? null,
          fetched: known === null || known.at === null ? null : instantToText(known.at),
          messages: [...messages].toSorted((left, right) => left - right),
        };
      }),
    );
    bag.add('data/trust/trust.json', `${canonicalJson({ setDate: material.setDate, used: rows })}\n`);
  }
}

function use(into: Map<string, Used>, hash: string, der: Uint8Array, subject: string | null, n: number | null): void {
  const used = into.get(hash) ?? { der, subject, messages: new Set() };
  if (n !== null) used.messages.add(n);
  into.set(hash, used);
}

function ordered(used: ReadonlyMap<string, Used>): readonly (readonly [string, Used])[] {
  return [...used].toSorted(([left], [right]) => byBytes(left, right));
}

function pemFile(used: ReadonlyMap<string, Used>): string {
  return ordered(used)
    .map(([, { der, subject }]) => `# ${subject?.replace(/[^\x20-\x7e]/g, '?') ?? ''}\n${pem('CERTIFICATE', der)}`)
    .join('');
}

/** RFC 7468 §2: lines of 64 characters. */
export function pem(label: string, der: Uint8Array): string {
  const body = Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})(?=.)/g, '$1\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

function sha256(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

function readable(der: Uint8Array): readonly Certificate[] {
  try {
    return [readCertificate(der)];
  } catch {
    return [];
  }
}
