// Writes an Outlook .msg (MS-OXMSG) into a compound file of version 3 (MS-CFB), from the text of the
// specifications and as small as they allow: up to 109 sectors of allocation table, siblings as a list.
type Node = { readonly name: string; readonly data?: Buffer; readonly children?: readonly Node[] };

export type MsgAttachment =
  | { readonly name: string; readonly content: Buffer; readonly type?: string }
  /** A message that Outlook took apart, as an object of its own. */
  | { readonly name: string; readonly object: readonly MsgAttachment[] };

const SECTOR = 512;
const SMALL = 64;
const END = 0xffff_fffe;
const FREE = 0xffff_ffff;
const FAT = 0xffff_fffd;

/** Message class, subject and transport headers, and the attachments in their order. */
export function buildMsg(subject: string, attachments: readonly MsgAttachment[], header?: string): Buffer {
  return compoundFile({ name: 'Root Entry', children: messageNodes(subject, attachments, 32, header) });
}

/**
 * As Outlook keeps a clear-signed message (MS-OXOSMIME 2.1.3.1): the header as a text, the entity without it but for
 * its Content-Type.
 */
export function buildSignedMsg(message: Buffer, cutBytes = 0): Buffer {
  const text = message.toString('latin1');
  const end = text.indexOf('\r\n\r\n') + 2;
  const type = /^Content-Type:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n/im.exec(text.slice(0, end))?.[0] ?? '';
  const entity = Buffer.from(`${type}${text.slice(end)}`, 'latin1');
  return buildMsg(
    'x',
    [{ name: 'smime.p7m', content: entity.subarray(0, entity.length - cutBytes), type: 'multipart/signed' }],
    text.slice(0, end),
  );
}

function messageNodes(subject: string, attachments: readonly MsgAttachment[], headBytes: number, header?: string): Node[] {
  return [
    { name: '__properties_version1.0', data: Buffer.alloc(headBytes) },
    text('001A', header === undefined ? 'IPM.Note' : 'IPM.Note.SMIME.MultipartSigned'),
    text('0037', subject),
    text('007D', header ?? `Subject: ${subject}\r\nX-Ricevuta: avvenuta-consegna\r\n`),
    ...attachments.map((attachment, index) => ({
      name: `__attach_version1.0_#${index.toString(16).toUpperCase().padStart(8, '0')}`,
      children: attachmentNodes(attachment),
    })),
  ];
}

function attachmentNodes(attachment: MsgAttachment): Node[] {
  const content =
    'content' in attachment
      ? { name: '__substg1.0_37010102', data: attachment.content }
      : { name: '__substg1.0_3701000D', children: messageNodes(attachment.name, attachment.object, 24) };
  return [
    { name: '__properties_version1.0', data: Buffer.alloc(8) },
    content,
    ...('type' in attachment && attachment.type !== undefined ? [text('370E', attachment.type)] : []),
    text('3707', attachment.name),
    text('3001', attachment.name),
  ];
}

function text(tag: string, value: string): Node {
  return { name: `__substg1.0_${tag}001F`, data: Buffer.from(value, 'utf16le') };
}

function compoundFile(root: Node): Buffer {
  const flat: Node[] = [root];
  const children = new Map<Node, number[]>();
  for (const node of flat) {
    const indices = (node.children ?? []).map((child) => flat.push(child) - 1);
    children.set(node, indices);
  }
  const sectors: Buffer[] = [];
  const table: number[] = [];
  const store = (data: Buffer): number => {
    if (data.length === 0) return END;
    const first = sectors.length;
    const count = Math.ceil(data.length / SECTOR);
    const padded = Buffer.concat([data], count * SECTOR);
    for (let index = 0; index < count; index += 1) {
      sectors.push(padded.subarray(index * SECTOR, (index + 1) * SECTOR));
      table.push(index === count - 1 ? END : first + index + 1);
    }
    return first;
  };
  const small: Buffer[] = [];
  const smallTable: number[] = [];
  const storeSmall = (data: Buffer): number => {
    const first = smallTable.length;
    const count = Math.ceil(data.length / SMALL);
    small.push(Buffer.concat([data], count * SMALL));
    for (let index = 0; index < count; index += 1) smallTable.push(index === count - 1 ? END : first + index + 1);
    return count === 0 ? END : first;
  };
  const starts = flat.map(({ data }) => (data === undefined ? 0 : data.length < 4096 ? storeSmall(data) : store(data)));
  const smallStream = Buffer.concat(small);
  starts[0] = store(smallStream);

  const directory = Buffer.alloc(Math.ceil(flat.length / 4) * SECTOR);
  const right = new Map([...children.values()].flatMap((list) => list.map((child, at) => [child, list[at + 1] ?? FREE] as const)));
  flat.forEach((node, index) => {
    const at = index * 128;
    const name = Buffer.from(`${node.name}\0`, 'utf16le');
    name.copy(directory, at);
    directory.writeUInt16LE(name.length, at + 64);
    directory.writeUInt8(index === 0 ? 5 : node.data === undefined ? 1 : 2, at + 66);
    directory.writeUInt8(1, at + 67);
    directory.writeUInt32LE(FREE, at + 68);
    directory.writeUInt32LE(right.get(index) ?? FREE, at + 72);
    directory.writeUInt32LE(children.get(node)?.[0] ?? FREE, at + 76);
    directory.writeUInt32LE(starts[index] ?? END, at + 116);
    directory.writeUInt32LE(index === 0 ? smallStream.length : (node.data?.length ?? 0), at + 120);
  });
  const directoryStart = store(directory);
  const smallTableStart = store(words(smallTable));
  const tableSectors = Math.ceil((sectors.length + 1) / 127);
  const tableStart = sectors.length;
  for (let index = 0; index < tableSectors; index += 1) table.push(FAT);

  const header = Buffer.alloc(SECTOR);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(tableSectors, 44);
  header.writeUInt32LE(directoryStart, 48);
  header.writeUInt32LE(4096, 56);
  header.writeUInt32LE(smallTableStart, 60);
  header.writeUInt32LE(Math.ceil(smallTable.length / 128), 64);
  header.writeUInt32LE(END, 68);
  for (let index = 0; index < 109; index += 1) header.writeUInt32LE(index < tableSectors ? tableStart + index : FREE, 76 + index * 4);
  return Buffer.concat([header, ...sectors, words(table)]);
}

/** Little-endian, filled up to whole sectors with free entries. */
function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(values.length / 128) * SECTOR, 0xff);
  values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
  return bytes;
}
