// Outlook `.msg` files (MS-OXMSG). What Outlook stores is not the message that travelled: header and body are
// taken apart into properties. Only what lies in there as a file with its own bytes is mail as it came: an
// attached `.eml`. Nothing is rebuilt. Runs where it can be killed (DECISIONS §Parsing in jail).

export type MsgRequest = { readonly bytes: Uint8Array };

/** 'rebuilt': read, but no message in its own bytes is inside. */
export type MsgReading =
  | { readonly state: 'read'; readonly messages: readonly { readonly name: string; readonly bytes: Uint8Array }[] }
  | { readonly state: 'refused'; readonly reason: 'unreadable' | 'rebuilt' };

const MOST_ATTACHMENTS = 1_000;

/** First bytes of a compound file, as MS-CFB has them. */
export const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** Total for what ends by itself: loops and hunger of damaged tables end with the process. */
export async function readMsg({ bytes }: MsgRequest): Promise<MsgReading> {
  if (!COMPOUND_FILE.equals(bytes.subarray(0, COMPOUND_FILE.length))) return { state: 'refused', reason: 'unreadable' };
  // Fetched when needed: it would cost every parsing process its start.
  const { default: library } = await import('@kenjiuno/msgreader');
  // CommonJS: Node hands out the whole of its exports here, a bundler the class itself.
  const MsgReader = 'default' in library ? library.default : library;
  try {
    const reader = new MsgReader(new Uint8Array(bytes).buffer);
    const { attachments = [], error } = reader.getFileData();
    if (error !== undefined || attachments.length > MOST_ATTACHMENTS) return { state: 'refused', reason: 'unreadable' };
    const messages = attachments.flatMap((attachment) => {
      const name = attachment.fileName ?? attachment.name ?? attachment.fileNameShort ?? '';
      if (attachment.innerMsgContent === true || attachment.dataId === undefined || !/\.eml$/i.test(name)) return [];
      return [{ name, bytes: reader.getAttachment(attachment).content }];
    });
    // Where a chain of sectors ends too early the reader goes on with the first bytes of the file.
    if (messages.some((message) => Buffer.from(message.bytes).includes(COMPOUND_FILE))) return { state: 'refused', reason: 'unreadable' };
    return messages.length === 0 ? { state: 'refused', reason: 'rebuilt' } : { state: 'read', messages };
  } catch {
    return { state: 'refused', reason: 'unreadable' };
  }
}
