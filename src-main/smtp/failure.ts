// What nodemailer reports, as AppError: named like the failures of IMAP, and never with the password.
import type { Endpoint } from '#main/ports';
import { connectionFailure, errorCode } from '#main/tls/connection-failure';
import { serverText, withoutSecrets } from '#main/tls/server-text';
import { AppError } from '#shared/model/app-error';
import type { AppErrorCode, Retry } from '#shared/model/app-error';

/** Total: any thrown value becomes one AppError. */
export function smtpFailure(thrown: unknown, endpoint: Endpoint, secrets: readonly string[]): AppError {
  if (thrown instanceof AppError) return thrown;
  const says = withoutSecrets(serverText(field(thrown, 'response')), secrets);
  const make = (code: AppErrorCode, retry: Retry, fault?: string): AppError =>
    new AppError(code, {
      retry,
      values: {
        host: endpoint.host,
        port: endpoint.port,
        ...(fault === undefined ? {} : { fault }),
        ...(says === '' ? {} : { serverSays: says }),
      },
    });
  const code = errorCode(thrown);
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2') {
    // 454 and other 4yz: the server cannot check now (RFC 4954 §4.7.2).
    const temporary = (replyCode(thrown) ?? 500) < 500;
    return make('smtp.auth', temporary ? 'later' : 'afterUser');
  }
  // Larger than the SIZE the server announced (RFC 1870 §6.1): nothing was sent.
  if (code === 'EMESSAGE' && thrown instanceof Error && thrown.message.startsWith('Message size'))
    return make('smtp.refused', 'afterUser', 'tooLarge');
  // Node's code names the fault of TLS, DNS or TCP; nodemailer's only the step.
  const network = connectionFailure(originalOf(thrown), endpoint) ?? connectionFailure(thrown, endpoint);
  if (code === 'ETLS') return network ?? make('tls.required', 'afterUser');
  if (replyCode(thrown) !== null) return make('smtp.refused', 'later');
  if (code === 'EDNS') return network ?? make('net.dns', 'later');
  if (code === 'ETIMEDOUT') return make('net.timeout', 'later');
  if (code === 'EPROTOCOL') return make('smtp.protocol', 'later');
  return network ?? make(code === 'ECONNECTION' || code === 'ESOCKET' ? 'net.closed' : 'smtp.protocol', 'later');
}

/** The reply code of a refusal, from an error or from the reply itself; null when the server did not answer. */
export function replyCode(from: unknown): number | null {
  if (typeof from === 'string') return /^[2-5]\d\d/.test(from) ? Number(from.slice(0, 3)) : null;
  const code = field(from, 'responseCode');
  return typeof code === 'number' && code >= 200 && code < 600 ? code : null;
}

/** nodemailer keeps the code of Node under `originalCode` when it sets its own. */
function originalOf(thrown: unknown): unknown {
  return Object.assign(new Error(thrown instanceof Error ? thrown.message : ''), { code: field(thrown, 'originalCode') });
}
function field(thrown: unknown, name: string): unknown {
  return typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;
}
