// A failure of the outside world: one class, a stable code, a hint when to try again. Adapters make
// it; only a retry loop and the contract boundary catch it. Words for each code live in src-shared/text.
export type AppErrorCode =
  | 'imap.auth'
  | 'imap.passwordExpired'
  | 'imap.appPasswordNeeded'
  | 'imap.disabled'
  | 'imap.refused'
  | 'imap.protocol'
  | 'imap.limit'
  | 'imap.folderMissing'
  | 'imap.closed'
  | 'smtp.auth'
  | 'smtp.protocol'
  | 'smtp.refused'
  | 'net.connect'
  | 'net.timeout'
  | 'net.dns'
  | 'net.closed'
  | 'tls.required'
  | 'tls.certificate'
  | 'tls.wrongHost'
  | 'tls.expired'
  | 'tls.intercepted'
  | 'tls.notTls'
  | 'tls.protocol'
  | 'storage.full'
  | 'storage.readOnly'
  | 'storage.locked'
  | 'storage.newerSchema'
  | 'storage.damaged'
  | 'storage.key'
  | 'storage.io'
  | 'audit.rollback'
  | 'audit.otherLog'
  | 'audit.keyLost'
  | 'host.portInUse'
  | 'host.missing'
  | 'demo.foreignFolder'
  | 'profile.inUse'
  | 'account.sending'
  | 'input.file'
  | 'input.invalid'
  | 'parser.timeout'
  | 'parser.memory'
  | 'secret.unavailable'
  | 'secret.wrong'
  | 'notFound'
  | 'aborted'
  | 'internal';

export type Retry = 'never' | 'now' | 'later' | 'afterUser';

export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly retry: Retry;
  /** Typed values for the wording: host, port, what the server said (shortened, plain text). */
  readonly values: Readonly<Record<string, string | number>>;
  constructor(code: AppErrorCode, options: { retry?: Retry; values?: Readonly<Record<string, string | number>>; cause?: unknown } = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retry = options.retry ?? 'never';
    this.values = options.values ?? {};
  }
}
