// Files dropped from the desktop, those of a folder too, in its order. Names that begin with a dot are the system's.

export type Dropped = {
  /** Of the folder or the first file. */
  readonly name: string;
  readonly files: readonly File[];
};

/** Null: nothing was dropped that is a file. `most`: where a folder is given up. Rejects when it cannot be read. */
export function droppedFiles(transfer: DataTransfer, most: number): Promise<Dropped | null> {
  // Both are gone once the event is over.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const flat = [...transfer.files];
  if (!entries.some(({ isDirectory }) => isDirectory)) {
    const [first] = flat;
    return Promise.resolve(first === undefined ? null : { name: first.name, files: flat });
  }
  return (async () => {
    const files: File[] = [];
    for (const entry of entries) await collect(entry, files, most);
    return { name: entries.find(({ isDirectory }) => isDirectory)?.name ?? '', files };
  })();
}

export function holdsFolder(transfer: DataTransfer): boolean {
  return [...transfer.items].some((item) => item.webkitGetAsEntry()?.isDirectory === true);
}

async function collect(entry: FileSystemEntry, files: File[], most: number): Promise<void> {
  if (files.length > most || entry.name.startsWith('.')) return;
  if (isFile(entry)) {
    files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // Some hundred at a time, until there are none.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const each of some.toSorted((left, right) => left.name.localeCompare(right.name))) await collect(each, files, most);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
