// Why a connection could not be made, by name: DNS, TCP, then TLS one fault at a time (NET-05), so
// that a person reads "the certificate has expired" and not "connection failed".
import type { Endpoint } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import type { AppErrorCode, Retry } from '#shared/model/app-error';

type Row = readonly [pattern: RegExp, code: AppErrorCode, retry: Retry, fault: string];

// Node's own codes (node:errors, node:tls) and OpenSSL's, as Node 24 reports them.
const FAULTS: readonly Row[] = [
  [/^(ENOTFOUND|EAI_NONAME|ENODATA)$/, 'net.dns', 'afterUser', 'unknownHost'],
  [/^EAI_AGAIN$/, 'net.dns', 'later', 'dnsUnavailable'],
  [/^ECONNREFUSED$/, 'net.connect', 'later', 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/, 'net.connect', 'later', 'unreachable'],
  [/^(ETIMEDOUT|CONNECT_TIMEOUT|GREETING_TIMEOUT|UPGRADE_TIMEOUT|ETIMEOUT)$/, 'net.timeout', 'later', 'timeout'],
  [/^CERT_HAS_EXPIRED$/, 'tls.expired', 'afterUser', 'expired'],
  [/^CERT_NOT_YET_VALID$/, 'tls.expired', 'afterUser', 'notYetValid'],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'tls.wrongHost', 'afterUser', 'wrongHost'],
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, 'tls.certificate', 'afterUser', 'selfSigned'],
  // A root that the system does not know: an interception proxy, or a private authority.
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED)$/,
    'tls.intercepted',
    'afterUser',
    'unknownRoot',
  ],
  [
    /^(CA_MD_TOO_WEAK|EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|ERR_SSL_EE_KEY_TOO_SMALL|ERR_SSL_CA_MD_TOO_WEAK|ERR_SSL_DH_KEY_TOO_SMALL|ERR_SSL_BAD_ECC_CERT)$/,
    'tls.certificate',
    'afterUser',
    'weak',
  ],
  [/^CERT_/, 'tls.certificate', 'afterUser', 'invalid'],
  [/^INVALID_(CA|PURPOSE)|^PATH_LENGTH_EXCEEDED$/, 'tls.certificate', 'afterUser', 'invalid'],
  [
    /^ERR_SSL_(WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|UNEXPECTED_MESSAGE|RECORD_LAYER_FAILURE)$/,
    'tls.notTls',
    'afterUser',
    'notTls',
  ],
  [
    /^ERR_SSL_(UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION|SSLV3_ALERT_HANDSHAKE_FAILURE|VERSION_TOO_LOW|NO_SHARED_CIPHER|NO_PROTOCOLS_AVAILABLE)$/,
    'tls.protocol',
    'afterUser',
    'protocolVersion',
  ],
  [/^ERR_SSL_|^EPROTO$/, 'tls.protocol', 'afterUser', 'handshake'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|EConnectionClosed|NoConnection|ECONNECTION|ESOCKET|EDISCONNECT)$/, 'net.closed', 'later', 'closed'],
];

// OpenSSL 3 puts the reason into the text when Node has no code of its own for it.
const REASONS: readonly Row[] = [
  [/wrong version number|http request|packet length too long/i, 'tls.notTls', 'afterUser', 'notTls'],
  [
    /unsupported protocol|protocol version|no shared cipher|handshake failure|version too low/i,
    'tls.protocol',
    'afterUser',
    'protocolVersion',
  ],
  [/(key|md|algorithm) too (small|weak)/i, 'tls.certificate', 'afterUser', 'weak'],
];

/** The failure by name; null where the error is not about the connection. */
export function connectionFailure(error: unknown, endpoint: Endpoint): AppError | null {
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : '';
  const row = REASONS.find(([pattern]) => pattern.test(message)) ?? FAULTS.find(([pattern]) => pattern.test(code));
  if (row === undefined) return null;
  const [, appCode, retry, fault] = row;
  return new AppError(appCode, { retry, values: { host: endpoint.host, port: endpoint.port, fault } });
}

/** `error.code` as text, looking through one level of cause; '' when there is none. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? errorCode(error.cause) : '';
}
