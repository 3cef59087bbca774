// Tries an account step by step and names the first thing that is wrong, for people who have to mend
// it: server, TLS, login, folders; then the same for sending. Later steps say they were not tried.
import type { Credentials, Endpoint, ImapConnector, ImapSession, RemoteFolder } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import type { AppErrorCode } from '#shared/model/app-error';

export type TestStepId =
  | 'imap.connect'
  | 'imap.tls'
  | 'imap.login'
  | 'imap.folders'
  | 'imap.quota'
  | 'smtp.connect'
  | 'smtp.tls'
  | 'smtp.login';

export type TestStep = {
  readonly id: TestStepId;
  readonly state: 'passed' | 'failed' | 'notTried' | 'notOffered';
  readonly error: { readonly code: AppErrorCode; readonly values: Readonly<Record<string, string | number>> } | null;
};

/** What this login may do: what is missing is greyed on screen, with this as the reason. */
export type Abilities = {
  readonly sentFolder: string | null;
  readonly archiveFolder: string | null;
  readonly quota: boolean;
  readonly push: boolean;
  readonly deleteSafely: boolean;
  readonly send: boolean;
};

export type ConnectionTest = { readonly steps: readonly TestStep[]; readonly abilities: Abilities | null };

export type TestServices = {
  readonly imap: ImapConnector;
  /** Connects and logs in over SMTP, sends nothing. */
  readonly smtpLogin: (endpoint: Endpoint, credentials: Credentials) => Promise<void>;
};

/** Never rejects with an AppError: what went wrong is in the steps. */
export async function testConnection(
  services: TestServices,
  imap: Endpoint,
  smtp: Endpoint | null,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<ConnectionTest> {
  const steps: TestStep[] = [];
  const abilities = await testImap(services, imap, credentials, steps, signal);
  const canSend = smtp === null ? false : await testSmtp(services, smtp, credentials, steps);
  return { steps, abilities: abilities === null ? null : { ...abilities, send: canSend } };
}

async function testImap(
  services: TestServices,
  endpoint: Endpoint,
  credentials: Credentials,
  steps: TestStep[],
  signal: AbortSignal | undefined,
): Promise<Omit<Abilities, 'send'> | null> {
  let session: ImapSession;
  try {
    session = await services.imap.connect(endpoint, credentials, signal);
  } catch (error) {
    steps.push(...failedConnect('imap', asAppError(error)), notTried('imap.folders'), notTried('imap.quota'));
    return null;
  }
  steps.push(passed('imap.connect'), passed('imap.tls'), passed('imap.login'));
  try {
    const folders = await session.listFolders();
    steps.push(passed('imap.folders'));
    const quota = await session.quota('INBOX');
    steps.push(quota === null ? { id: 'imap.quota', state: 'notOffered', error: null } : passed('imap.quota'));
    return abilitiesOf(session, folders, quota !== null);
  } catch (error) {
    const tried = steps.some(({ id }) => id === 'imap.folders');
    steps.push(tried ? failed('imap.quota', asAppError(error)) : failed('imap.folders', asAppError(error)));
    if (!tried) steps.push(notTried('imap.quota'));
    return null;
  } finally {
    await session.close();
  }
}

async function testSmtp(services: TestServices, endpoint: Endpoint, credentials: Credentials, steps: TestStep[]): Promise<boolean> {
  try {
    await services.smtpLogin(endpoint, credentials);
  } catch (error) {
    steps.push(...failedConnect('smtp', asAppError(error)));
    return false;
  }
  steps.push(passed('smtp.connect'), passed('smtp.tls'), passed('smtp.login'));
  return true;
}

function abilitiesOf(session: ImapSession, folders: readonly RemoteFolder[], quota: boolean): Omit<Abilities, 'send'> {
  const pathOf = (use: RemoteFolder['specialUse']): string | null => folders.find(({ specialUse }) => specialUse === use)?.path ?? null;
  return {
    sentFolder: pathOf('sent'),
    archiveFolder: pathOf('archive'),
    quota,
    push: session.capabilities.has('IDLE'),
    deleteSafely: session.capabilities.has('UIDPLUS'),
  };
}

/** Which of the three steps the error belongs to: those before it passed, those after were not tried. */
function failedConnect(protocol: 'imap' | 'smtp', error: AppError): readonly TestStep[] {
  const ids = [`${protocol}.connect`, `${protocol}.tls`, `${protocol}.login`] as const;
  const at = error.code.startsWith('net.') ? 0 : error.code.startsWith('tls.') ? 1 : 2;
  return ids.map((id, index) => (index < at ? passed(id) : index === at ? failed(id, error) : notTried(id)));
}

function passed(id: TestStepId): TestStep {
  return { id, state: 'passed', error: null };
}
function notTried(id: TestStepId): TestStep {
  return { id, state: 'notTried', error: null };
}
function failed(id: TestStepId, error: AppError): TestStep {
  return { id, state: 'failed', error: { code: error.code, values: error.values } };
}
function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}
