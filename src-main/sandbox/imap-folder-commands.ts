// Commands about folders: LIST with its extensions (RFC 5258, RFC 5819, RFC 6154), STATUS, SELECT with
// CONDSTORE and QRESYNC (RFC 7162 §3.2.5), create, delete, rename, subscribe.
import { condstore, flagsLine, no, ok, selectedFolder, storeOf } from './imap-state.ts';
import type { Answer, Handler, ImapState } from './imap-state.ts';
import { ImapSyntaxError, atomsOf, listOf, membersOfSet, quoted, setOf, textOf } from './imap-syntax.ts';
import type { ImapCommand, ImapValue } from './imap-syntax.ts';
import type { Folder } from './mail-store.ts';
import { folderKey } from './mail-store.ts';

const SYSTEM_FLAGS = String.raw`\Answered \Flagged \Deleted \Seen \Draft`;

export const folderCommands: Readonly<Record<string, Handler>> = {
  LIST: list,
  async LSUB(state, command) {
    const matches = patternOf(textOf(command.values[0]) + textOf(command.values[1]));
    const folders = storeOf(state)
      .folders()
      .filter((folder) => folder.subscribed && matches(folder.path));
    await state.output.send(folders.map((folder) => `* LSUB () "/" ${quoted(folder.path)}\r\n`).join(''));
    return ok('listed');
  },
  async STATUS(state, command) {
    const folder = storeOf(state).folder(textOf(command.values[0]));
    if (folder === null) return no('[NONEXISTENT] no such mailbox');
    await state.output.send(statusLine(folder, atomsOf(command.values[1])));
    return ok('status given');
  },
  SELECT: (state, command) => select(state, command, false),
  EXAMINE: (state, command) => select(state, command, true),
  async CLOSE(state) {
    const folder = selectedFolder(state);
    if (folder !== null && state.selected?.readOnly === false) {
      storeOf(state).expunge(
        folder.path,
        folder.messages.filter((message) => message.flags.has('\\Deleted')).map((message) => message.uid),
      );
    }
    state.selected = null;
    return ok('closed');
  },
  async UNSELECT(state) {
    state.selected = null;
    return ok('unselected');
  },
  async CREATE(state, command) {
    const path = textOf(command.values[0]).replace(/\/$/, '');
    if (path === '' || storeOf(state).folder(path) !== null) return no('[ALREADYEXISTS] there is such a mailbox');
    storeOf(state).createFolder(path);
    return ok('created');
  },
  async DELETE(state, command) {
    const path = textOf(command.values[0]);
    if (folderKey(path) === 'INBOX' || storeOf(state).folder(path) === null) return no('[NONEXISTENT] cannot be deleted');
    storeOf(state).deleteFolder(path);
    return ok('deleted');
  },
  async RENAME(state, command) {
    const [from, to] = [textOf(command.values[0]), textOf(command.values[1])];
    if (folderKey(from) === 'INBOX' || storeOf(state).folder(from) === null || storeOf(state).folder(to) !== null)
      return no('[CANNOT] cannot be renamed');
    storeOf(state).renameFolder(from, to);
    return ok('renamed');
  },
  SUBSCRIBE: (state, command) => subscribe(state, command, true),
  UNSUBSCRIBE: (state, command) => subscribe(state, command, false),
};

async function subscribe(state: ImapState, command: ImapCommand, on: boolean): Promise<Answer> {
  const path = textOf(command.values[0]);
  if (storeOf(state).folder(path) === null) return no('[NONEXISTENT] no such mailbox');
  storeOf(state).subscribe(path, on);
  return ok('noted');
}

async function list(state: ImapState, command: ImapCommand): Promise<Answer> {
  const values = [...command.values];
  const selection = values[0]?.kind === 'list' ? atomsOf(values.shift()).map((name) => name.toUpperCase()) : [];
  const reference = textOf(values[0]);
  const patterns = values[1]?.kind === 'list' ? atomsOf(values[1]) : [textOf(values[1])];
  const returned = values[2] !== undefined && textOf(values[2]).toUpperCase() === 'RETURN' ? listOf(values[3]) : [];
  if (patterns.length === 1 && patterns[0] === '') {
    await state.output.send('* LIST (\\Noselect) "/" ""\r\n');
    return ok('listed');
  }
  const matchers = patterns.map((pattern) => patternOf(reference + pattern));
  const all = storeOf(state).folders();
  const folders = all.filter(
    (folder) =>
      matchers.some((matches) => matches(folder.path)) &&
      (!selection.includes('SPECIAL-USE') || folder.specialUse !== null) &&
      (!selection.includes('SUBSCRIBED') || folder.subscribed),
  );
  const statusItems = statusItemsOf(returned);
  let out = '';
  for (const folder of folders) {
    const children = all.some((other) => other.path.startsWith(`${folder.path}/`));
    const attributes = [
      children ? '\\HasChildren' : '\\HasNoChildren',
      ...(folder.specialUse === null ? [] : [folder.specialUse]),
      ...(folder.subscribed && (returned.length > 0 || selection.includes('SUBSCRIBED')) ? ['\\Subscribed'] : []),
    ];
    out += `* LIST (${attributes.join(' ')}) "/" ${quoted(folder.path)}\r\n`;
    if (statusItems !== null) out += statusLine(folder, statusItems);
  }
  await state.output.send(out);
  return ok('listed');
}

function statusItemsOf(returned: readonly ImapValue[]): readonly string[] | null {
  const index = returned.findIndex((value) => value.kind === 'atom' && value.text.toUpperCase() === 'STATUS');
  return index === -1 ? null : atomsOf(returned[index + 1]);
}

function patternOf(pattern: string): (path: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\?]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '.*')
    .replaceAll('%', '[^/]*');
  const expression = new RegExp(`^${source}$`);
  return (path) => expression.test(path) || (path === 'INBOX' && pattern.toUpperCase() === 'INBOX');
}

function statusLine(folder: Folder, items: readonly string[]): string {
  const values = items.map((item) => {
    const name = item.toUpperCase();
    switch (name) {
      case 'MESSAGES':
        return `${name} ${folder.messages.length}`;
      case 'RECENT':
        return `${name} 0`;
      case 'UIDNEXT':
        return `${name} ${folder.uidNext}`;
      case 'UIDVALIDITY':
        return `${name} ${folder.uidValidity}`;
      case 'UNSEEN':
        return `${name} ${folder.messages.filter((message) => !message.flags.has('\\Seen')).length}`;
      case 'HIGHESTMODSEQ':
        return `${name} ${folder.highestModseq}`;
      case 'SIZE':
        return `${name} ${folder.messages.reduce((sum, message) => sum + message.bytes.length, 0)}`;
      default:
        throw new ImapSyntaxError(`unknown status item ${name.slice(0, 20)}`);
    }
  });
  return `* STATUS ${quoted(folder.path)} (${values.join(' ')})\r\n`;
}

async function select(state: ImapState, command: ImapCommand, readOnly: boolean): Promise<Answer> {
  state.selected = null;
  const folder = storeOf(state).folder(textOf(command.values[0]));
  if (folder === null) return no('[NONEXISTENT] no such mailbox');
  const parameters = command.values[1] === undefined ? [] : listOf(command.values[1]);
  if (parameters.some((value) => value.kind === 'atom' && value.text.toUpperCase() === 'CONDSTORE')) state.enabled.add('CONDSTORE');
  state.selected = {
    path: folder.path,
    readOnly,
    uidValidity: folder.uidValidity,
    known: folder.messages.map((message) => ({ uid: message.uid, modseq: message.modseq })),
  };
  state.dirty = false;
  const keywords = [...new Set(folder.messages.flatMap((message) => [...message.flags]))].filter((flag) => !flag.startsWith('\\'));
  const unseen = folder.messages.findIndex((message) => !message.flags.has('\\Seen'));
  await state.output.send(
    [
      `* FLAGS (${[SYSTEM_FLAGS, ...keywords].join(' ')})`,
      `* OK [PERMANENTFLAGS (${readOnly ? '' : [SYSTEM_FLAGS, ...keywords, '\\*'].join(' ')})] flags that stay`,
      `* ${folder.messages.length} EXISTS`,
      '* 0 RECENT',
      ...(unseen === -1 ? [] : [`* OK [UNSEEN ${unseen + 1}] first unseen`]),
      `* OK [UIDVALIDITY ${folder.uidValidity}] UIDs valid`,
      `* OK [UIDNEXT ${folder.uidNext}] predicted next UID`,
      `* OK [HIGHESTMODSEQ ${folder.highestModseq}] highest`,
      '',
    ].join('\r\n'),
  );
  const resync = parameters.findIndex((value) => value.kind === 'atom' && value.text.toUpperCase() === 'QRESYNC');
  if (resync !== -1) await resynchronise(state, folder, listOf(parameters[resync + 1]));
  return ok(`[READ-${readOnly ? 'ONLY' : 'WRITE'}] selected`);
}

/** What changed since the client's state; nothing when its UIDVALIDITY is not ours (RFC 7162 §3.2.5.1). */
async function resynchronise(state: ImapState, folder: Folder, parameters: readonly ImapValue[]): Promise<void> {
  if (!condstore(state) || Number(textOf(parameters[0])) !== folder.uidValidity) return;
  const since = Number(textOf(parameters[1]));
  const gone = folder.vanished.filter((entry) => entry.modseq > since).map((entry) => entry.uid);
  const ofInterest =
    parameters[2]?.kind === 'atom'
      ? membersOfSet(
          parameters[2].text,
          gone.toSorted((left, right) => left - right),
        )
      : gone;
  if (ofInterest.length > 0) await state.output.send(`* VANISHED (EARLIER) ${setOf(ofInterest)}\r\n`);
  let out = '';
  folder.messages.forEach((message, index) => {
    if (message.modseq > since) out += flagsLine(state, index + 1, message);
  });
  if (out !== '') await state.output.send(out);
}
