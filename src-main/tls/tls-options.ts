// TLS as every adapter uses it: 1.2 at least, chain and name checked, no way to switch that off
// (THREATS §3 rule 7). An extra root exists only for literal loopback addresses, so that a demo or a
// test server can be reached without weakening anything else (DECISIONS §Sandbox and TLS).
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import type { ConnectionOptions, PeerCertificate } from 'node:tls';
import type { Endpoint, ServerCertificate } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { asInstant } from '#shared/model/ids';

/** True for 127.0.0.0/8 and ::1 written as addresses; a name such as "localhost" may point anywhere. */
export function isLoopbackLiteral(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return isIP(host) === 6 && /^(?:0{0,4}:){2,7}0{0,3}1$/.test(host);
}

/**
 * Options for `tls.connect`, imapflow and nodemailer alike. `onCertificate` gets the certificate of
 * a server whose chain and name were accepted.
 * Throws AppError 'input.invalid' for an extra root on a host that is not a literal loopback address.
 */
export function tlsOptions(endpoint: Endpoint, onCertificate: (certificate: ServerCertificate) => void): ConnectionOptions {
  if (endpoint.extraRoot !== undefined && !isLoopbackLiteral(endpoint.host)) {
    throw new AppError('input.invalid', { values: { field: 'extraRoot', host: endpoint.host } });
  }
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(endpoint.extraRoot === undefined ? {} : { ca: [endpoint.extraRoot] }),
    // SNI must be a name, never an address (RFC 6066 §3).
    ...(isIP(endpoint.host) === 0 ? { servername: endpoint.host } : {}),
    checkServerIdentity: (host, certificate) => {
      // nodemailer and imapflow hand over no name when the host is an address; it is still what must match.
      const fault = checkServerIdentity(isIP(endpoint.host) === 0 ? host : endpoint.host, certificate);
      if (fault === undefined) onCertificate(describeCertificate(certificate));
      return fault;
    },
  };
}

function describeCertificate(certificate: PeerCertificate): ServerCertificate {
  return {
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    issuer: distinguishedName(certificate.issuer),
    validUntil: asInstant(Date.parse(certificate.valid_to)),
  };
}

function distinguishedName(name: PeerCertificate['issuer']): string {
  return Object.entries(name)
    .map(([type, value]) => `${type}=${Array.isArray(value) ? value.join('+') : String(value)}`)
    .join(', ');
}
