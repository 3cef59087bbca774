// Everything imapflow can throw or answer, as AppError. The password never gets into one: the text of
// the server is cleaned of it, and imapflow's own errors (which carry the sent command) are dropped.
import { AuthenticationFailure } from 'imapflow';
import type { Endpoint } from '#main/ports';
import { connectionFailure, errorCode } from '#main/tls/connection-failure';
import { serverText, withoutSecrets } from '#main/tls/server-text';
import { AppError } from '#shared/model/app-error';
import type { AppErrorCode, Retry } from '#shared/model/app-error';
import { loginRefusal } from './login-refusal.ts';

export type FailureContext = { readonly endpoint: Endpoint; readonly command: string; readonly secrets: readonly string[] };

const LIMITS = /^(LineTooLarge|LiteralTooLarge|ResponseTooLarge|TooManyTokens|TooManyResponses|MAX_IMAP_NESTING_REACHED)$/;
const CLOSED = /^(NoConnection|EConnectionClosed|StateLogout|ClosedAfterConnect(Text|TLS)|ECONNRESET|EPIPE|ECONNABORTED)$/;
const PROTOCOL =
  /^(UnexpectedTag|MissingTag|InvalidResponse|ResponseProcessingFailed|COMPRESS_TRAILING_DATA|ParserError.*|NoMailboxSelected)$/;
const BAD_INPUT = /^(Invalid(String|Token|Text)Value|InvalidSequenceSet|InvalidSearchQuery|InvalidMessageContent)$/;

/** Total: any thrown value becomes one AppError. */
export function imapFailure(thrown: unknown, context: FailureContext): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return new AppError('aborted');
  const { endpoint, command } = context;
  const code = errorCode(thrown);
  const says = said(thrown, context.secrets);
  const make = (appCode: AppErrorCode, retry: Retry): AppError =>
    new AppError(appCode, {
      retry,
      values: { host: endpoint.host, port: endpoint.port, command, ...(says === '' ? {} : { serverSays: says }) },
    });

  // imapflow's own words: LOGINDISABLED (RFC 9051 §6.2.3), or no way to log in that both know.
  if (thrown instanceof Error && /^(Login is disabled|(Unsupported|No matching) authentication m)/.test(thrown.message))
    return make('imap.disabled', 'afterUser');
  if (isLoginRefusal(thrown)) {
    const refusal = loginRefusal(text(thrown, 'serverResponseCode'), says);
    return make(refusal.code, refusal.retry);
  }
  if (code === 'STARTTLS_INJECTION') return make('tls.required', 'afterUser');
  if (LIMITS.test(code)) return make('imap.limit', 'later');
  if (field(thrown, 'mailboxMissing') === true || text(thrown, 'serverResponseCode') === 'NONEXISTENT')
    return make('imap.folderMissing', 'later');
  const status = text(thrown, 'responseStatus');
  if (status === 'NO') return make('imap.refused', 'later');
  if (status === 'BAD' || PROTOCOL.test(code) || BAD_INPUT.test(code)) return make('imap.protocol', 'later');
  const network = connectionFailure(thrown, endpoint);
  if (network !== null && !CLOSED.test(code)) return network;
  // _failSTARTTLS of imapflow: not offered, refused, or PREAUTH before TLS (RFC 9051 §6.2.1).
  if (field(thrown, 'tlsFailed') === true) return make('tls.required', 'afterUser');
  if (CLOSED.test(code)) return make(command === 'CONNECT' ? 'net.closed' : 'imap.closed', 'later');
  return make('imap.protocol', 'later');
}

/** imapflow resolves to false or undefined when the server answered NO: that is a failure too. */
export function refused(context: FailureContext): AppError {
  return new AppError('imap.refused', {
    retry: 'later',
    values: { host: context.endpoint.host, port: context.endpoint.port, command: context.command },
  });
}

function isLoginRefusal(thrown: unknown): boolean {
  if (thrown instanceof AuthenticationFailure) return true;
  return field(thrown, 'authenticationFailed') === true;
}

function said(thrown: unknown, secrets: readonly string[]): string {
  for (const name of ['responseText', 'response', 'reason']) {
    const value = serverText(field(thrown, name));
    if (value !== '') return withoutSecrets(value, secrets);
  }
  return '';
}

function field(thrown: unknown, name: string): unknown {
  return typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;
}
function text(thrown: unknown, name: string): string {
  const value = field(thrown, name);
  return typeof value === 'string' ? value : '';
}
