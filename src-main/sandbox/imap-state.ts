// What one IMAP connection knows: who logged in, what is selected, and which messages the client has
// been told of, so that sequence numbers mean the same on both sides (RFC 3501 §7.4.1).
import { setOf } from './imap-syntax.ts';
import type { ImapCommand } from './imap-syntax.ts';
import type { ImapOutput } from './imap-output.ts';
import type { Folder, MailStore, StoredMessage } from './mail-store.ts';

export type ImapAccount = { readonly address: string; readonly login: string; readonly password: string; readonly store: MailStore };

/** One message as the client knows it; its place in the list is its sequence number less one. */
export type Known = { readonly uid: number; modseq: number };

export type Selected = { readonly path: string; readonly readOnly: boolean; readonly uidValidity: number; known: Known[] };

export type ImapState = {
  readonly output: ImapOutput;
  readonly findAccount: (login: string) => ImapAccount | null;
  readonly serverName: string;
  /** Null: the server's own list. */
  capabilityNames: readonly string[] | null;
  account: ImapAccount | null;
  selected: Selected | null;
  readonly enabled: Set<string>;
  dirty: boolean;
  ended: boolean;
};

export type Answer = { readonly status: 'OK' | 'NO' | 'BAD'; readonly text: string };
export type Handler = (state: ImapState, command: ImapCommand) => Promise<Answer>;

export const ok = (text: string): Answer => ({ status: 'OK', text });
export const no = (text: string): Answer => ({ status: 'NO', text });

export function storeOf(state: ImapState): MailStore {
  if (state.account === null) throw new Error('not logged in');
  return state.account.store;
}

/** The selected folder as it is now, or null when it was deleted or renumbered meanwhile. */
export function selectedFolder(state: ImapState): Folder | null {
  if (state.account === null || state.selected === null) return null;
  const folder = state.account.store.folder(state.selected.path);
  return folder !== null && folder.uidValidity === state.selected.uidValidity ? folder : null;
}

export function condstore(state: ImapState): boolean {
  return state.enabled.has('CONDSTORE') || state.enabled.has('QRESYNC');
}

export function flagList(message: Pick<StoredMessage, 'flags'>): string {
  return `(${[...message.flags].join(' ')})`;
}

export function flagsLine(state: ImapState, sequence: number, message: StoredMessage): string {
  return `* ${sequence} FETCH (UID ${message.uid} FLAGS ${flagList(message)}${condstore(state) ? ` MODSEQ (${message.modseq})` : ''})\r\n`;
}

/**
 * Tells the client what changed since it was last told: what vanished (only where the protocol
 * allows it, RFC 3501 §7.4.1), what is new, which flags differ.
 */
export async function tellChanges(state: ImapState, expungeAllowed: boolean): Promise<void> {
  const { selected } = state;
  if (selected === null || !state.dirty) return;
  const folder = selectedFolder(state);
  if (folder === null) {
    await state.output.send('* BYE selected mailbox is gone\r\n');
    state.ended = true;
    return;
  }
  const byUid = new Map(folder.messages.map((message) => [message.uid, message]));
  let out = '';
  if (expungeAllowed) out += vanishedLines(state, selected, byUid);
  const largest = selected.known.at(-1)?.uid ?? 0;
  const fresh = folder.messages.filter((message) => message.uid > largest);
  if (fresh.length > 0) {
    selected.known.push(...fresh.map((message) => ({ uid: message.uid, modseq: message.modseq })));
    out += `* ${selected.known.length} EXISTS\r\n`;
  }
  selected.known.forEach((known, index) => {
    const message = byUid.get(known.uid);
    if (message === undefined || message.modseq <= known.modseq) return;
    known.modseq = message.modseq;
    out += flagsLine(state, index + 1, message);
  });
  state.dirty = !expungeAllowed;
  if (out !== '') await state.output.send(out);
}

function vanishedLines(state: ImapState, selected: Selected, byUid: ReadonlyMap<number, StoredMessage>): string {
  const gone = selected.known.filter((known) => !byUid.has(known.uid));
  if (gone.length === 0) return '';
  if (state.enabled.has('QRESYNC')) {
    selected.known = selected.known.filter((known) => byUid.has(known.uid));
    return `* VANISHED ${setOf(gone.map((known) => known.uid))}\r\n`;
  }
  let out = '';
  for (let index = selected.known.length - 1; index >= 0; index -= 1) {
    const known = selected.known[index];
    if (known === undefined || byUid.has(known.uid)) continue;
    selected.known.splice(index, 1);
    out += `* ${index + 1} EXPUNGE\r\n`;
  }
  return out;
}
