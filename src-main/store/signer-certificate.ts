// Certificates that providers signed with: which, from when to when, in how many messages.
import type { BlobHash } from '#shared/model/ids';
import type { SignerCertificate } from '#shared/model/trust';
import { booleanOf, hashOf, hashToBytes, instantOf, integerOf, sql, textOf, type Row } from './sql.ts';
import type { ReadTx, WriteTx } from './transactions.ts';

const columns = sql`fingerprint, provider, subject, issuer, serial, not_before, not_after, first_seen, last_seen, messages, noticed_at, replaces`;

export function saveSignerCertificate(tx: WriteTx, one: SignerCertificate): void {
  tx.run(sql`INSERT INTO signer_certificate (${columns}) VALUES (${hashToBytes(one.fingerprint)}, ${one.provider}, ${one.subject},
    ${one.issuer}, ${one.serial}, ${one.notBefore}, ${one.notAfter}, ${one.firstSeen}, ${one.lastSeen}, ${one.messages}, ${one.noticedAt},
    ${Number(one.replaces)}) ON CONFLICT (fingerprint) DO UPDATE SET first_seen = excluded.first_seen, last_seen = excluded.last_seen,
    messages = excluded.messages`);
}

export function signerCertificate(tx: ReadTx, fingerprint: BlobHash): SignerCertificate | null {
  return tx.get(sql`SELECT ${columns} FROM signer_certificate WHERE fingerprint = ${hashToBytes(fingerprint)}`, toSigner);
}

/** By provider, the last seen first. */
export function signerCertificates(tx: ReadTx): SignerCertificate[] {
  return tx.all(sql`SELECT ${columns} FROM signer_certificate ORDER BY provider, last_seen DESC, fingerprint`, toSigner);
}

export function hasSigners(tx: ReadTx, provider: string): boolean {
  return tx.get(sql`SELECT 1 AS found FROM signer_certificate WHERE provider = ${provider} LIMIT 1`, () => true) ?? false;
}

function toSigner(row: Row): SignerCertificate {
  return {
    fingerprint: hashOf(row, 'fingerprint'),
    provider: textOf(row, 'provider'),
    subject: textOf(row, 'subject'),
    issuer: textOf(row, 'issuer'),
    serial: textOf(row, 'serial'),
    notBefore: instantOf(row, 'not_before'),
    notAfter: instantOf(row, 'not_after'),
    firstSeen: instantOf(row, 'first_seen'),
    lastSeen: instantOf(row, 'last_seen'),
    messages: integerOf(row, 'messages'),
    noticedAt: instantOf(row, 'noticed_at'),
    replaces: booleanOf(row, 'replaces'),
  };
}
