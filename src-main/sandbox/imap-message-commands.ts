// Commands about messages: FETCH, STORE with UNCHANGEDSINCE (RFC 7162 §3.1.3), SEARCH, APPEND with
// APPENDUID, COPY and MOVE with COPYUID (RFC 4315, RFC 6851), EXPUNGE.
import { fetch } from './imap-fetch.ts';
import { search } from './imap-search.ts';
import { condstore, flagsLine, no, ok, selectedFolder, storeOf } from './imap-state.ts';
import type { Answer, Handler, ImapState } from './imap-state.ts';
import { ImapSyntaxError, atomsOf, listOf, membersOfSet, setOf, textOf } from './imap-syntax.ts';
import type { ImapCommand, ImapValue } from './imap-syntax.ts';

export const messageCommands: Readonly<Record<string, Handler>> = {
  FETCH: (state, command) => fetch(state, command, false),
  'UID FETCH': (state, command) => fetch(state, command, true),
  STORE: (state, command) => store(state, command, false),
  'UID STORE': (state, command) => store(state, command, true),
  SEARCH: (state, command) => searchFolder(state, command, false),
  'UID SEARCH': (state, command) => searchFolder(state, command, true),
  COPY: (state, command) => copy(state, command, false, false),
  'UID COPY': (state, command) => copy(state, command, true, false),
  MOVE: (state, command) => copy(state, command, false, true),
  'UID MOVE': (state, command) => copy(state, command, true, true),
  EXPUNGE: (state) => expunge(state, null),
  'UID EXPUNGE': (state, command) => expunge(state, textOf(command.values[0])),
  APPEND: append,
  async CHECK() {
    return ok('checked');
  },
};

function targetUids(state: ImapState, set: string, byUid: boolean): readonly number[] {
  const known = state.selected?.known ?? [];
  if (byUid)
    return membersOfSet(
      set,
      known.map((entry) => entry.uid),
    );
  return membersOfSet(
    set,
    known.map((_entry, index) => index + 1),
  ).map((sequence) => known[sequence - 1]?.uid ?? 0);
}

async function store(state: ImapState, command: ImapCommand, byUid: boolean): Promise<Answer> {
  const folder = selectedFolder(state);
  const { selected } = state;
  if (folder === null || selected === null) return no('no mailbox selected');
  if (selected.readOnly) return no('[READ-ONLY] opened read-only');
  const values = [...command.values];
  const set = textOf(values.shift());
  const modifiers = values[0]?.kind === 'list' ? atomsOf(values.shift()) : [];
  const match = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(textOf(values.shift()));
  if (match === null) throw new ImapSyntaxError('FLAGS expected');
  const flags = values[0]?.kind === 'list' ? atomsOf(values[0]) : values.map((value) => textOf(value));
  const unchangedSince = modifiers[0]?.toUpperCase() === 'UNCHANGEDSINCE' ? Number(modifiers[1]) : null;
  if (unchangedSince !== null) state.enabled.add('CONDSTORE');
  const present = new Map(folder.messages.map((message) => [message.uid, message]));
  const targets = targetUids(state, set, byUid).filter((uid) => present.has(uid));
  const modified = unchangedSince === null ? [] : targets.filter((uid) => (present.get(uid)?.modseq ?? 0) > unchangedSince);
  const refused = new Set(modified);
  const allowed = targets.filter((uid) => !refused.has(uid));
  const changed = new Set(allowed);
  storeOf(state).setFlags(folder.path, allowed, (before) => changedFlags(before, match[1] ?? '', flags));
  const after = new Map((selectedFolder(state)?.messages ?? []).map((message) => [message.uid, message]));
  let out = '';
  selected.known.forEach((known, index) => {
    const message = changed.has(known.uid) ? after.get(known.uid) : undefined;
    if (message === undefined) return;
    known.modseq = message.modseq;
    if (match[2] === undefined) out += flagsLine(state, index + 1, message);
    else if (condstore(state)) out += `* ${index + 1} FETCH (UID ${message.uid} MODSEQ (${message.modseq}))\r\n`;
  });
  if (out !== '') await state.output.send(out);
  if (modified.length === 0) return ok('stored');
  const named = byUid ? modified : modified.map((uid) => selected.known.findIndex((known) => known.uid === uid) + 1);
  return ok(`[MODIFIED ${setOf(named)}] others stored`);
}

function changedFlags(before: ReadonlySet<string>, sign: string, flags: readonly string[]): ReadonlySet<string> {
  if (sign === '+') return new Set([...before, ...flags]);
  if (sign === '-') return new Set([...before].filter((flag) => !flags.some((other) => other.toLowerCase() === flag.toLowerCase())));
  return new Set(flags);
}

async function searchFolder(state: ImapState, command: ImapCommand, byUid: boolean): Promise<Answer> {
  const folder = selectedFolder(state);
  const { selected } = state;
  if (folder === null || selected === null) return no('no mailbox selected');
  const present = new Map(folder.messages.map((message) => [message.uid, message]));
  const candidates = selected.known.flatMap((known, index) => {
    const message = present.get(known.uid);
    return message === undefined ? [] : [{ sequence: index + 1, message }];
  });
  const found = search(command.values, candidates);
  const withModseq = command.values.some((value) => value.kind === 'atom' && value.text.toUpperCase() === 'MODSEQ') && found.length > 0;
  const highest = withModseq ? ` (MODSEQ ${Math.max(...found.map((candidate) => candidate.message.modseq))})` : '';
  await state.output.send(
    `* SEARCH${found.map((candidate) => ` ${byUid ? candidate.message.uid : candidate.sequence}`).join('')}${highest}\r\n`,
  );
  return ok('searched');
}

async function copy(state: ImapState, command: ImapCommand, byUid: boolean, move: boolean): Promise<Answer> {
  const folder = selectedFolder(state);
  if (folder === null) return no('no mailbox selected');
  if (move && state.selected?.readOnly === true) return no('[READ-ONLY] opened read-only');
  const target = storeOf(state).folder(textOf(command.values[1]));
  if (target === null) return no('[TRYCREATE] no such mailbox');
  const targets = targetUids(state, textOf(command.values[0]), byUid);
  const present = new Map(folder.messages.map((message) => [message.uid, message]));
  const pairs = targets.flatMap((uid) => {
    const message = present.get(uid);
    return message === undefined
      ? []
      : [[uid, storeOf(state).append(target.path, message.bytes, [...message.flags], message.internalDate)] as const];
  });
  if (pairs.length === 0) return ok('nothing to do');
  const code = `[COPYUID ${target.uidValidity} ${setOf(pairs.map(([from]) => from))} ${setOf(pairs.map(([, to]) => to))}]`;
  if (!move) return ok(`${code} copied`);
  await state.output.send(`* OK ${code} moved\r\n`);
  storeOf(state).expunge(
    folder.path,
    pairs.map(([from]) => from),
  );
  return ok('moved');
}

async function expunge(state: ImapState, set: string | null): Promise<Answer> {
  const folder = selectedFolder(state);
  if (folder === null) return no('no mailbox selected');
  if (state.selected?.readOnly === true) return no('[READ-ONLY] opened read-only');
  const deleted = folder.messages.filter((message) => message.flags.has('\\Deleted')).map((message) => message.uid);
  storeOf(state).expunge(folder.path, set === null ? deleted : membersOfSet(set, deleted));
  return ok('expunged');
}

async function append(state: ImapState, command: ImapCommand): Promise<Answer> {
  const values = [...command.values];
  const mail = storeOf(state);
  const folder = mail.folder(textOf(values.shift()));
  if (folder === null) return no('[TRYCREATE] no such mailbox');
  const flags = values[0]?.kind === 'list' ? listOf(values.shift()).map((value) => textOf(value)) : [];
  const content = values.pop();
  if (content?.kind !== 'string') throw new ImapSyntaxError('message expected');
  if (mail.usedBytes() + content.bytes.length > mail.quotaBytes) return no('[OVERQUOTA] mailbox is full');
  const uid = mail.append(folder.path, content.bytes, flags, dateOf(values[0]));
  return ok(`[APPENDUID ${folder.uidValidity} ${uid}] appended`);
}

function dateOf(value: ImapValue | undefined): number {
  const at =
    value === undefined
      ? Number.NaN
      : Date.parse(
          textOf(value)
            .trim()
            .replace(/^(\d{1,2})-(\w{3})-(\d{4})/, '$1 $2 $3'),
        );
  return Number.isNaN(at) ? Date.now() : at;
}
