// One IMAP connection: greeting, commands in order, answers, faults, IDLE (RFC 2177).
import { setTimeout as wait } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { accountCommands, capabilities } from './imap-account-commands.ts';
import type { FaultAction, FaultTable } from './imap-faults.ts';
import { folderCommands } from './imap-folder-commands.ts';
import { messageCommands } from './imap-message-commands.ts';
import { createImapOutput } from './imap-output.ts';
import { createImapReader } from './imap-reader.ts';
import { tellChanges } from './imap-state.ts';
import type { Answer, Handler, ImapAccount, ImapState } from './imap-state.ts';
import { ImapSyntaxError, parseCommand } from './imap-syntax.ts';
import type { CommandPieces, ImapCommand } from './imap-syntax.ts';

export type SessionOptions = {
  readonly socket: Socket;
  readonly faults: FaultTable;
  readonly findAccount: (login: string) => ImapAccount | null;
  readonly serverName: string;
  readonly stopped: AbortSignal;
};

const HANDLERS: Readonly<Record<string, Handler>> = { ...accountCommands, ...folderCommands, ...messageCommands };
const WITHOUT_LOGIN = new Set(['CAPABILITY', 'NOOP', 'LOGOUT', 'ID', 'LOGIN', 'AUTHENTICATE']);
/** While these answer, sequence numbers must not move (RFC 3501 §7.4.1). */
const NUMBERS_STAY = new Set(['FETCH', 'STORE', 'SEARCH']);
const LARGEST_LITERAL = 100 * 1024 * 1024;

export async function runSession(options: SessionOptions): Promise<void> {
  const { socket, faults } = options;
  const output = createImapOutput(socket, options.stopped);
  const state: ImapState = {
    output,
    findAccount: options.findAccount,
    serverName: options.serverName,
    capabilityNames: null,
    account: null,
    selected: null,
    enabled: new Set(),
    dirty: false,
    ended: false,
  };
  const input = createLineInput(socket);
  for (const action of faults.take('CONNECT', null)) if ((await earlyFault(state, action, options.stopped)) !== null) return;
  await output.send(`* OK [CAPABILITY ${capabilities(state).join(' ')}] ${options.serverName} ready\r\n`);
  let forget: (() => void) | null = null;
  try {
    while (!state.ended && !output.closed()) {
      const pieces = await input.next(async () => output.send('+ go ahead\r\n'));
      if (pieces === null) break;
      if (pieces === 'tooLong') {
        await output.send('* BYE line too long\r\n');
        break;
      }
      await runCommand(state, pieces, input, options);
      if (state.account !== null && forget === null) {
        forget = state.account.store.onChange((change) => {
          if (!('path' in change) || change.path === state.selected?.path || change.kind === 'folderGone') state.dirty = true;
          input.wake();
        });
      }
    }
  } finally {
    forget?.();
    socket.end();
  }
}

async function runCommand(state: ImapState, pieces: CommandPieces, input: LineInput, options: SessionOptions): Promise<void> {
  let command: ImapCommand;
  try {
    command = parseCommand(pieces);
  } catch (error) {
    if (!(error instanceof ImapSyntaxError)) throw error;
    const tag = /^[A-Za-z0-9.]+/.exec(String(pieces[0]))?.[0] ?? '*';
    await state.output.send(`${tag} BAD ${error.message}\r\n`);
    return;
  }
  const actions = options.faults.take(command.name, state.account?.login ?? null);
  let answer: Answer | null = null;
  for (const action of actions) {
    const early = await earlyFault(state, action, options.stopped);
    if (early === 'stop') return;
    answer = early ?? answer;
    if (action.kind === 'resetUidValidity') resetFolder(state, command, action);
  }
  answer ??= await perform(state, command, input);
  if (state.ended || answer === null) return;
  if (actions.some((action) => action.kind === 'loseReply')) {
    state.output.reset();
    state.ended = true;
    return;
  }
  if (command.name !== 'LOGOUT') await tellChanges(state, !NUMBERS_STAY.has(command.name));
  await state.output.send(`${command.tag} ${answer.status} ${answer.text}\r\n`);
  if (command.name === 'LOGOUT') state.ended = true;
}

/** 'stop': nothing more is sent. An answer: given in place of the real one. Null: go on. */
async function earlyFault(state: ImapState, action: FaultAction, stopped: AbortSignal): Promise<'stop' | Answer | null> {
  switch (action.kind) {
    case 'no':
      return { status: 'NO', text: action.text };
    case 'bad':
      return { status: 'BAD', text: action.text };
    case 'bye':
      await state.output.send(`* BYE ${action.text}\r\n`);
      state.ended = true;
      return 'stop';
    case 'reset':
      state.output.reset();
      state.ended = true;
      return 'stop';
    case 'silence':
      return 'stop';
    case 'delay':
      // Rejected only when the server stops: the socket is gone then.
      await wait(action.ms, undefined, { signal: stopped }).catch(() => undefined);
      return null;
    case 'capabilities':
      state.capabilityNames = action.names;
      return null;
    case 'cutAfter':
    case 'stallAfter':
    case 'trickle':
    case 'rewrite':
      state.output.apply(action);
      return null;
    case 'loseReply':
    case 'resetUidValidity':
      return null; // when the command has been performed, before it is performed
  }
}

function resetFolder(state: ImapState, command: ImapCommand, action: Extract<FaultAction, { kind: 'resetUidValidity' }>): void {
  const named = command.values[0];
  const path = named?.kind === 'atom' ? named.text : named?.kind === 'string' ? named.bytes.toString('latin1') : '';
  const target = state.account?.store.folder(path)?.path ?? state.selected?.path ?? 'INBOX';
  state.account?.store.resetUidValidity(target, action.uidValidity);
}

async function perform(state: ImapState, command: ImapCommand, input: LineInput): Promise<Answer | null> {
  if (command.name === 'LOGOUT') {
    await state.output.send('* BYE logging out\r\n');
    return { status: 'OK', text: 'bye' };
  }
  if (state.account === null && !WITHOUT_LOGIN.has(command.name)) return { status: 'BAD', text: 'log in first' };
  if (command.name === 'IDLE') return idle(state, input);
  let complete = command;
  if (command.name === 'AUTHENTICATE' && command.values.length === 1) {
    await state.output.send('+ \r\n');
    const line = await input.next(async () => undefined);
    if (line === null || line === 'tooLong') return null;
    complete = { ...command, values: [...command.values, { kind: 'atom', text: String(line[0]) }] };
  }
  const handler = Object.hasOwn(HANDLERS, command.name) ? HANDLERS[command.name] : undefined;
  if (handler === undefined) return { status: 'BAD', text: 'unknown command' };
  try {
    return await handler(state, complete);
  } catch (error) {
    if (error instanceof ImapSyntaxError) return { status: 'BAD', text: error.message };
    throw error;
  }
}

async function idle(state: ImapState, input: LineInput): Promise<Answer | null> {
  await state.output.send('+ idling\r\n');
  for (;;) {
    await tellChanges(state, true);
    if (state.ended || state.output.closed()) return null;
    const line = await input.nextOrWake();
    if (line === null || line === 'tooLong') return null;
    if (line !== 'woken')
      return String(line[0]).toUpperCase() === 'DONE' ? { status: 'OK', text: 'idle over' } : { status: 'BAD', text: 'DONE expected' };
  }
}

export type LineInput = {
  /** The next command; `goOn` asks the client for a literal. Null: the client is gone. */
  next(goOn: () => Promise<void>): Promise<CommandPieces | 'tooLong' | null>;
  /** As `next`, or 'woken' when the mailbox changed first. */
  nextOrWake(): Promise<CommandPieces | 'tooLong' | 'woken' | null>;
  wake(): void;
};

function createLineInput(socket: Socket): LineInput {
  const reader = createImapReader(LARGEST_LITERAL);
  let ended = false;
  let woken = false;
  let resume: (() => void) | null = null;
  const stir = (): void => {
    resume?.();
    resume = null;
  };
  socket.on('data', (chunk: Buffer) => {
    reader.push(chunk);
    stir();
  });
  for (const event of ['end', 'close', 'error']) {
    socket.on(event, () => {
      ended = true;
      stir();
    });
  }
  const change = (): Promise<void> => new Promise((resolve) => (resume = resolve));

  async function read(goOn: () => Promise<void>, mayWake: boolean): Promise<CommandPieces | 'tooLong' | 'woken' | null> {
    for (;;) {
      const event = reader.next();
      if (event?.kind === 'command') return event.pieces;
      if (event?.kind === 'tooLong') return 'tooLong';
      if (event?.kind === 'continuationWanted') {
        await goOn();
        continue;
      }
      if (ended) return null;
      if (mayWake && woken) {
        woken = false;
        return 'woken';
      }
      await change();
    }
  }

  return {
    async next(goOn) {
      const result = await read(goOn, false);
      return result === 'woken' ? null : result;
    },
    nextOrWake: () => read(async () => undefined, true),
    wake() {
      woken = true;
      stir();
    },
  };
}
