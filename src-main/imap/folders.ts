// LIST with STATUS in one round trip where the server can (RFC 5819); imapflow asks STATUS folder by
// folder where it cannot. Names are labels from outside: bounded, never paths on this machine.
import type { ImapFlow, StatusObject } from 'imapflow';
import type { RemoteFolder, RemoteFolderStatus } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { specialUses } from './special-use.ts';

const MOST_FOLDERS = 10_000;
const LONGEST_NAME_BYTES = 1_000;

/** Folders in the server's order; one listed twice is taken once. A name with control characters is listed but not selectable. */
export async function readFolders(client: ImapFlow): Promise<readonly RemoteFolder[]> {
  const listed = await client.list({ statusQuery: { messages: true, uidNext: true, uidValidity: true, highestModseq: true } });
  if (listed.length > MOST_FOLDERS) throw new AppError('imap.limit', { values: { command: 'LIST', folders: listed.length } });
  const folders = new Map<string, RemoteFolder>();
  const uses = specialUses(
    listed.map((folder) => ({
      path: folder.path,
      delimiter: folder.delimiter,
      flags: new Set([
        ...folder.flags,
        ...(folder.specialUse === undefined || folder.specialUseSource === 'name' ? [] : [folder.specialUse]),
      ]),
    })),
  );
  for (const folder of listed) {
    const speakable = isModifiedUtf7(folder.pathAsListed) || client.enabled.has('UTF8=ACCEPT');
    // A badly encoded name decodes to that of another folder, and cannot be named to the server.
    const path = speakable ? folder.path : folder.pathAsListed;
    if (path === '' || folders.has(path)) continue;
    folders.set(path, {
      path,
      delimiter: folder.delimiter,
      specialUse: uses.get(path) ?? null,
      selectable: speakable && !hasFlag(folder.flags, '\\noselect') && !hasFlag(folder.flags, '\\nonexistent') && isUsableName(path),
      status: folderStatus(folder.status),
    });
  }
  return [...folders.values()];
}

/** RFC 3501 §5.1.3: printable ASCII, "&" only as "&-" or around base64. */
function isModifiedUtf7(name: string): boolean {
  return /^(?:[\x20-\x25\x27-\x7e]|&(?:-|[A-Za-z0-9+,]+-))*$/.test(name);
}

function isUsableName(path: string): boolean {
  return !/[\u0000-\u001f\u007f]/.test(path) && Buffer.byteLength(path) <= LONGEST_NAME_BYTES;
}

function hasFlag(flags: ReadonlySet<string>, wanted: string): boolean {
  return [...flags].some((flag) => flag.toLowerCase() === wanted);
}

/** Null when the server left out a value that decides whether the folder changed. */
export function folderStatus(status: StatusObject | false | undefined): RemoteFolderStatus | null {
  if (status === undefined || status === false) return null;
  const { uidValidity, uidNext, messages, highestModseq } = status;
  if (uidValidity === undefined || uidNext === undefined || messages === undefined) return null;
  return { uidValidity: Number(uidValidity), uidNext, messages, highestModseq: highestModseq === undefined ? null : String(highestModseq) };
}
