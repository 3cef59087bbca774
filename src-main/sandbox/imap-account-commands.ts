// Commands that need no folder: capabilities, login, ID, ENABLE, NAMESPACE, quota.
import { timingSafeEqual, createHash } from 'node:crypto';
import { no, ok, storeOf } from './imap-state.ts';
import type { Handler, ImapAccount, ImapState } from './imap-state.ts';
import { ImapSyntaxError, quoted, textOf } from './imap-syntax.ts';

const BEFORE_LOGIN = ['IMAP4rev1', 'LITERAL+', 'SASL-IR', 'AUTH=PLAIN', 'ID', 'ENABLE'];
const AFTER_LOGIN = [
  'IMAP4rev1',
  'LITERAL+',
  'ID',
  'ENABLE',
  'IDLE',
  'NAMESPACE',
  'UIDPLUS',
  'MOVE',
  'UNSELECT',
  'CHILDREN',
  'SPECIAL-USE',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'STATUS=SIZE',
  'CONDSTORE',
  'QRESYNC',
  'QUOTA',
];

export function capabilities(state: ImapState): readonly string[] {
  return state.capabilityNames ?? (state.account === null ? BEFORE_LOGIN : AFTER_LOGIN);
}

function samePassword(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'latin1').digest();
  return timingSafeEqual(digest(left), digest(right));
}

function logIn(state: ImapState, login: string, password: string): ImapAccount | null {
  const account = state.findAccount(login);
  if (account === null || !samePassword(account.password, password)) return null;
  state.account = account;
  return account;
}

async function capability(state: ImapState): Promise<ReturnType<typeof ok>> {
  await state.output.send(`* CAPABILITY ${capabilities(state).join(' ')}\r\n`);
  return ok('capabilities listed');
}

export const accountCommands: Readonly<Record<string, Handler>> = {
  CAPABILITY: (state) => capability(state),
  async NOOP() {
    return ok('nothing done');
  },
  async ID(state) {
    await state.output.send(`* ID ("name" ${quoted(state.serverName)} "vendor" "sandbox")\r\n`);
    return ok('that is me');
  },
  async LOGIN(state, command) {
    if (state.account !== null) return { status: 'BAD', text: 'already logged in' };
    const account = logIn(state, textOf(command.values[0]), textOf(command.values[1]));
    return account === null
      ? no('[AUTHENTICATIONFAILED] wrong user or password')
      : ok(`[CAPABILITY ${capabilities(state).join(' ')}] logged in`);
  },
  async AUTHENTICATE(state, command) {
    if (textOf(command.values[0]).toUpperCase() !== 'PLAIN') return no('[CANNOT] only PLAIN');
    const [, login = '', password = ''] = Buffer.from(textOf(command.values[1]), 'base64').toString('utf8').split('\0');
    return logIn(state, login, password) === null
      ? no('[AUTHENTICATIONFAILED] wrong user or password')
      : ok(`[CAPABILITY ${capabilities(state).join(' ')}] logged in`);
  },
  async ENABLE(state, command) {
    const enabled = command.values
      .map((value) => textOf(value).toUpperCase())
      .filter((name) => (name === 'CONDSTORE' || name === 'QRESYNC') && capabilities(state).includes(name));
    for (const name of enabled) state.enabled.add(name);
    await state.output.send(`* ENABLED${enabled.map((name) => ` ${name}`).join('')}\r\n`);
    return ok('enabled');
  },
  async NAMESPACE(state) {
    await state.output.send('* NAMESPACE (("" "/")) NIL NIL\r\n');
    return ok('namespaces listed');
  },
  async GETQUOTAROOT(state, command) {
    const path = textOf(command.values[0]);
    if (storeOf(state).folder(path) === null) return no('[NONEXISTENT] no such mailbox');
    await state.output.send(`* QUOTAROOT ${quoted(path)} ""\r\n${quotaLine(state)}`);
    return ok('quota given');
  },
  async GETQUOTA(state, command) {
    if (textOf(command.values[0]) !== '') throw new ImapSyntaxError('no such quota root');
    await state.output.send(quotaLine(state));
    return ok('quota given');
  },
};

/** In units of 1024 octets (RFC 9208 §5.1). */
function quotaLine(state: ImapState): string {
  const store = storeOf(state);
  return `* QUOTA "" (STORAGE ${Math.ceil(store.usedBytes() / 1024)} ${Math.floor(store.quotaBytes / 1024)})\r\n`;
}
