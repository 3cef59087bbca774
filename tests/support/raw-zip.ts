// ZIP archives with anything wrong in them that a stranger could think of.
import { crc32, deflateRawSync } from 'node:zlib';

export type RawEntry = {
  /** As bytes: in no declared encoding. */
  readonly name: string | Buffer;
  readonly content: string | Uint8Array;
  readonly deflated?: boolean;
  /** Unix mode: 0o120777 is a link. */
  readonly mode?: number;
  readonly encrypted?: boolean;
};

export function rawZip(entries: readonly RawEntry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const declared = typeof entry.name === 'string' ? 0x0800 : 0;
    const name = Buffer.from(entry.name);
    const plain = Buffer.from(entry.content);
    const packed = entry.deflated === true ? deflateRawSync(plain) : plain;
    // The header of the traditional encryption is 12 bytes (APPNOTE.TXT §6.1.3).
    const body = entry.encrypted === true ? Buffer.concat([Buffer.alloc(12), packed]) : packed;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(declared | (entry.encrypted === true ? 1 : 0), 2);
    fields.writeUInt16LE(entry.deflated === true ? 8 : 0, 4);
    fields.writeUInt16LE(0x21, 8);
    fields.writeUInt32LE(crc32(plain), 10);
    fields.writeUInt32LE(body.length, 14);
    fields.writeUInt32LE(plain.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const header = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, body]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((entry.mode ?? 0o100644) * 0x10000, 6);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), fields, tail, name]));
    local.push(header);
    offset += header.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}
