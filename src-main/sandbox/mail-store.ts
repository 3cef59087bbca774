// The mailbox of one account as its IMAP server sees it: folders, messages in UID order, a
// mod-sequence per change and a list of what vanished, so that CONDSTORE and QRESYNC (RFC 7162) are
// answered from facts. Bytes stay in memory; a journal, when there is one, makes them survive.
export type StoredMessage = {
  readonly uid: number;
  readonly bytes: Buffer;
  readonly flags: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  readonly modseq: number;
};

export type Folder = {
  readonly path: string;
  /** '\\Sent', … (RFC 6154); null for INBOX and others. */
  readonly specialUse: string | null;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModseq: number;
  readonly subscribed: boolean;
  /** Ascending UIDs. */
  readonly messages: readonly StoredMessage[];
  readonly vanished: readonly { readonly uid: number; readonly modseq: number }[];
};

export type StoreChange =
  | { readonly kind: 'folder'; readonly path: string; readonly specialUse: string | null; readonly uidValidity: number }
  | { readonly kind: 'folderGone'; readonly path: string }
  | { readonly kind: 'renamed'; readonly from: string; readonly to: string }
  | { readonly kind: 'subscribed'; readonly path: string; readonly on: boolean }
  | {
      readonly kind: 'added';
      readonly path: string;
      readonly uid: number;
      readonly flags: readonly string[];
      readonly internalDate: number;
      readonly bytes: Buffer;
    }
  | { readonly kind: 'flags'; readonly path: string; readonly uids: readonly number[]; readonly flags: readonly (readonly string[])[] }
  | { readonly kind: 'expunged'; readonly path: string; readonly uids: readonly number[] }
  /** All messages get new UIDs: what a restored or migrated server does. */
  | { readonly kind: 'renumbered'; readonly path: string; readonly uidValidity: number };

export type MailStore = {
  folder(path: string): Folder | null;
  folders(): readonly Folder[];
  usedBytes(): number;
  readonly quotaBytes: number;
  createFolder(path: string, specialUse?: string | null): Folder;
  deleteFolder(path: string): void;
  renameFolder(from: string, to: string): void;
  subscribe(path: string, on: boolean): void;
  /** Adds a message and gives its UID. */
  append(path: string, bytes: Uint8Array, flags: readonly string[], internalDate: number): number;
  setFlags(path: string, uids: readonly number[], change: (flags: ReadonlySet<string>) => ReadonlySet<string>): void;
  expunge(path: string, uids: readonly number[]): void;
  resetUidValidity(path: string, uidValidity?: number): void;
  onChange(listener: (change: StoreChange) => void): () => void;
  /** Applies a change of an earlier run: no journal entry, no listener. */
  replay(change: StoreChange): void;
};

type Mutable = { -readonly [Key in keyof Folder]: Folder[Key] } & {
  messages: StoredMessage[];
  vanished: { uid: number; modseq: number }[];
};

export function createMailStore(options: { quotaBytes: number; newUidValidity: () => number }): MailStore {
  const folders = new Map<string, Mutable>();
  const listeners = new Set<(change: StoreChange) => void>();
  const need = (path: string): Mutable => {
    const folder = folders.get(folderKey(path));
    if (folder === undefined) throw new Error('no such folder');
    return folder;
  };
  const commit = (change: StoreChange): void => {
    applyChange(folders, change);
    for (const listener of listeners) listener(change);
  };
  return {
    quotaBytes: options.quotaBytes,
    folder: (path) => folders.get(folderKey(path)) ?? null,
    folders: () => [...folders.values()],
    usedBytes: () =>
      [...folders.values()].reduce((sum, folder) => sum + folder.messages.reduce((inner, message) => inner + message.bytes.length, 0), 0),
    createFolder(path, specialUse = null) {
      commit({ kind: 'folder', path, specialUse, uidValidity: options.newUidValidity() });
      return need(path);
    },
    deleteFolder: (path) => commit({ kind: 'folderGone', path: need(path).path }),
    renameFolder: (from, to) => commit({ kind: 'renamed', from: need(from).path, to }),
    subscribe: (path, on) => commit({ kind: 'subscribed', path: need(path).path, on }),
    append(path, bytes, flags, internalDate) {
      const folder = need(path);
      const uid = folder.uidNext;
      commit({ kind: 'added', path: folder.path, uid, flags, internalDate, bytes: Buffer.from(bytes) });
      return uid;
    },
    setFlags(path, uids, change) {
      const folder = need(path);
      const wanted = new Set(uids);
      const changed = folder.messages
        .filter((message) => wanted.has(message.uid))
        .map((message) => ({ uid: message.uid, before: message.flags, after: change(message.flags) }))
        .filter((row) => !sameFlags(row.before, row.after));
      if (changed.length > 0)
        commit({ kind: 'flags', path: folder.path, uids: changed.map((row) => row.uid), flags: changed.map((row) => [...row.after]) });
    },
    expunge(path, uids) {
      const folder = need(path);
      const wanted = new Set(uids);
      const present = folder.messages.filter((message) => wanted.has(message.uid)).map((message) => message.uid);
      if (present.length > 0) commit({ kind: 'expunged', path: folder.path, uids: present });
    },
    resetUidValidity: (path, uidValidity) =>
      commit({ kind: 'renumbered', path: need(path).path, uidValidity: uidValidity ?? options.newUidValidity() }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    replay: (change) => applyChange(folders, change),
  };
}

/** INBOX is the one name without case (RFC 3501 §5.1). */
export function folderKey(path: string): string {
  return path.toUpperCase() === 'INBOX' ? 'INBOX' : path;
}

function sameFlags(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((flag) => right.has(flag));
}

function applyChange(folders: Map<string, Mutable>, change: StoreChange): void {
  if (change.kind === 'folder') {
    folders.set(folderKey(change.path), {
      path: folderKey(change.path),
      specialUse: change.specialUse,
      uidValidity: change.uidValidity,
      uidNext: 1,
      highestModseq: 1,
      subscribed: true,
      messages: [],
      vanished: [],
    });
    return;
  }
  if (change.kind === 'renamed') {
    renameFolders(folders, change.from, change.to);
    return;
  }
  const folder = folders.get(folderKey(change.path));
  if (folder === undefined) return;
  switch (change.kind) {
    case 'folderGone':
      folders.delete(folderKey(change.path));
      return;
    case 'subscribed':
      folder.subscribed = change.on;
      return;
    case 'added':
      folder.highestModseq += 1;
      folder.messages.push({
        uid: change.uid,
        bytes: change.bytes,
        flags: new Set(change.flags),
        internalDate: change.internalDate,
        modseq: folder.highestModseq,
      });
      folder.uidNext = change.uid + 1;
      return;
    case 'flags':
      applyFlags(folder, new Map(change.uids.map((uid, index) => [uid, change.flags[index] ?? []])));
      return;
    case 'expunged':
      applyExpunge(folder, new Set(change.uids));
      return;
    case 'renumbered':
      folder.uidValidity = change.uidValidity;
      folder.messages = folder.messages.map((message, index) => ({ ...message, uid: index + 1, modseq: 2 }));
      folder.vanished = [];
      folder.uidNext = folder.messages.length + 1;
      folder.highestModseq = 2;
  }
}

/** The folder and those below it (RFC 3501 §6.3.5). */
function renameFolders(folders: Map<string, Mutable>, from: string, to: string): void {
  const moving = [...folders.values()].filter((folder) => folder.path === from || folder.path.startsWith(`${from}/`));
  for (const folder of moving) folders.delete(folder.path);
  for (const folder of moving) {
    folder.path = to + folder.path.slice(from.length);
    folders.set(folder.path, folder);
  }
}

function applyFlags(folder: Mutable, flagsOf: ReadonlyMap<number, readonly string[]>): void {
  folder.highestModseq += 1;
  folder.messages = folder.messages.map((message) => {
    const flags = flagsOf.get(message.uid);
    return flags === undefined ? message : { ...message, flags: new Set(flags), modseq: folder.highestModseq };
  });
}

function applyExpunge(folder: Mutable, gone: ReadonlySet<number>): void {
  folder.highestModseq += 1;
  folder.messages = folder.messages.filter((message) => !gone.has(message.uid));
  folder.vanished.push(...[...gone].map((uid) => ({ uid, modseq: folder.highestModseq })));
}
