// FETCH (RFC 3501 §6.4.5, RFC 7162 §3.1.4): flags, UID, date, size, mod-sequence, and bytes exactly as
// stored: the whole message, its header, named fields, its text, or a part, also in ranges.
import { condstore, flagList, no, ok, selectedFolder, storeOf } from './imap-state.ts';
import type { Answer, ImapState } from './imap-state.ts';
import { ImapSyntaxError, atomsOf, listOf, membersOfSet, setOf, textOf } from './imap-syntax.ts';
import type { ImapCommand, ImapValue } from './imap-syntax.ts';
import { bodyStructure, envelope, sectionOf } from './imap-structure.ts';
import type { StoredMessage } from './mail-store.ts';

const MACROS: Readonly<Record<string, readonly string[]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export async function fetch(state: ImapState, command: ImapCommand, byUid: boolean): Promise<Answer> {
  const folder = selectedFolder(state);
  const { selected } = state;
  if (folder === null || selected === null) return no('no mailbox selected');
  const items = itemsOf(command.values[1]);
  const wanted = byUid && !items.some((item) => item.toUpperCase() === 'UID') ? ['UID', ...items] : items;
  const modifiers = command.values[2] === undefined ? [] : listOf(command.values[2]).map((value) => textOf(value));
  const changedSince = modifierValue(modifiers, 'CHANGEDSINCE');
  if (changedSince !== null) state.enabled.add('CONDSTORE');
  const set = textOf(command.values[0]);
  const uids = byUid
    ? membersOfSet(
        set,
        selected.known.map((known) => known.uid),
      )
    : membersOfSet(
        set,
        selected.known.map((_known, index) => index + 1),
      ).map((sequence) => selected.known[sequence - 1]?.uid ?? 0);
  const targets = new Set(uids);
  if (changedSince !== null && modifiers.some((modifier) => modifier.toUpperCase() === 'VANISHED')) {
    const gone = folder.vanished
      .filter((entry) => entry.modseq > changedSince)
      .map((entry) => entry.uid)
      .toSorted((left, right) => left - right);
    const named = membersOfSet(set.replaceAll('*', String(folder.uidNext)), gone);
    if (named.length > 0) await state.output.send(`* VANISHED (EARLIER) ${setOf(named)}\r\n`);
  }
  const present = new Map(folder.messages.map((message) => [message.uid, message]));
  for (const [index, known] of [...selected.known].entries()) {
    const message = targets.has(known.uid) ? present.get(known.uid) : undefined;
    if (message === undefined || state.output.closed()) continue;
    if (changedSince !== null && message.modseq <= changedSince) continue;
    await sendMessage(
      state,
      index + 1,
      message,
      changedSince !== null && !wanted.some((item) => item.toUpperCase() === 'MODSEQ') ? [...wanted, 'MODSEQ'] : wanted,
    );
  }
  return ok('fetched');
}

function itemsOf(value: ImapValue | undefined): readonly string[] {
  if (value?.kind === 'list') return atomsOf(value);
  const single = textOf(value);
  return MACROS[single.toUpperCase()] ?? [single];
}

function modifierValue(modifiers: readonly string[], name: string): number | null {
  const index = modifiers.findIndex((modifier) => modifier.toUpperCase() === name);
  return index === -1 ? null : Number(modifiers[index + 1]);
}

async function sendMessage(state: ImapState, sequence: number, message: StoredMessage, items: readonly string[]): Promise<void> {
  let current = message;
  if (
    items.some((item) => /^(BODY\[|RFC822$|RFC822\.TEXT$)/i.test(item)) &&
    state.selected?.readOnly === false &&
    !message.flags.has('\\Seen')
  ) {
    storeOf(state).setFlags(state.selected.path, [message.uid], (flags) => new Set([...flags, '\\Seen']));
    current =
      storeOf(state)
        .folder(state.selected.path)
        ?.messages.find((other) => other.uid === message.uid) ?? message;
  }
  // Flags told here need not be told again before the tagged answer.
  const known = state.selected?.known[sequence - 1];
  if (known !== undefined && items.some((item) => item.toUpperCase() === 'FLAGS')) known.modseq = current.modseq;
  const chunks: Buffer[] = [Buffer.from(`* ${sequence} FETCH (`)];
  items.forEach((item, index) => {
    if (index > 0) chunks.push(Buffer.from(' '));
    chunks.push(...itemBytes(state, current, item));
  });
  chunks.push(Buffer.from(')\r\n'));
  await state.output.send(Buffer.concat(chunks));
}

function itemBytes(state: ImapState, message: StoredMessage, item: string): readonly Buffer[] {
  const name = item.toUpperCase();
  const text = (value: string): readonly Buffer[] => [Buffer.from(value, 'latin1')];
  switch (name) {
    case 'FLAGS':
      return text(`FLAGS ${flagList(message)}`);
    case 'UID':
      return text(`UID ${message.uid}`);
    case 'INTERNALDATE':
      return text(`INTERNALDATE "${internalDate(message.internalDate)}"`);
    case 'RFC822.SIZE':
      return text(`RFC822.SIZE ${message.bytes.length}`);
    case 'MODSEQ':
      if (!condstore(state)) state.enabled.add('CONDSTORE');
      return text(`MODSEQ (${message.modseq})`);
    case 'ENVELOPE':
      return text(`ENVELOPE ${envelope(message.bytes)}`);
    case 'BODYSTRUCTURE':
    case 'BODY':
      return text(`${name} ${bodyStructure(message.bytes)}`);
    case 'RFC822':
    case 'RFC822.HEADER':
    case 'RFC822.TEXT':
      return literal(name, sectionOf(message.bytes, name.slice(7)));
    default:
      return section(message, item);
  }
}

function section(message: StoredMessage, item: string): readonly Buffer[] {
  const match = /^BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$/i.exec(item);
  if (match === null) throw new ImapSyntaxError(`unknown fetch item ${item.slice(0, 40)}`);
  const [, inside = '', start, length] = match;
  const bytes = sectionOf(message.bytes, inside);
  const label = `BODY[${inside}]`;
  if (start === undefined) return literal(label, bytes);
  return literal(`${label}<${start}>`, bytes?.subarray(Number(start), Number(start) + Number(length)) ?? null);
}

function literal(label: string, bytes: Buffer | null): readonly Buffer[] {
  return bytes === null ? [Buffer.from(`${label} NIL`)] : [Buffer.from(`${label} {${bytes.length}}\r\n`), bytes];
}

/** "20-Nov-2026 08:30:04 +0000" */
function internalDate(at: number): string {
  const date = new Date(at);
  return `${String(date.getUTCDate()).padStart(2, ' ')}-${MONTHS[date.getUTCMonth()] ?? 'Jan'}-${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000`;
}
