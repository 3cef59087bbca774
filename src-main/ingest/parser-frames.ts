// Messages to and from a parsing process as frames: lengths, the message by structured clone, and behind
// it its byte arrays as they are. A mail of 2 MB so crosses without being copied into a clone, and is
// read straight into the place where it is parsed.
import v8 from 'node:v8';

/** Lengths of what follows: the clone (4 bytes), all byte arrays together (6 bytes); big-endian. */
const PRELUDE = 10;
/** More than any message and what it is compared with; a sender that states more is not ours any more. */
const MOST_BYTES = 2 * 1024 * 1024 * 1024;

class FrameWriter extends v8.Serializer {
  readonly arrays: Uint8Array[] = [];

  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  override _writeHostObject(view: object): void {
    if (!(view instanceof Uint8Array)) throw new TypeError('only Uint8Array goes over');
    this.writeUint32(view.byteLength);
    this.arrays.push(view);
  }
}

class FrameReading extends v8.Deserializer {
  readonly #arrays: Buffer;
  #at = 0;

  constructor(clone: Buffer, arrays: Buffer) {
    super(clone);
    this.#arrays = arrays;
  }

  override _readHostObject(): Uint8Array {
    const end = this.#at + this.readUint32();
    if (end > this.#arrays.length) throw new RangeError('bytes missing');
    const view = this.#arrays.subarray(this.#at, end);
    this.#at = end;
    return view;
  }
}

/** The frame of a message in pieces to be written one after the other; byte arrays are not copied. */
export function frameOf(message: unknown): readonly Uint8Array[] {
  const writer = new FrameWriter();
  writer.writeHeader();
  writer.writeValue(message);
  const clone = writer.releaseBuffer();
  const prelude = Buffer.alloc(PRELUDE);
  prelude.writeUInt32BE(clone.length, 0);
  prelude.writeUIntBE(
    writer.arrays.reduce((sum, { byteLength }) => sum + byteLength, 0),
    4,
    6,
  );
  return [prelude, clone, ...writer.arrays];
}

export type FrameReader = {
  /** Where the next bytes are to be written; never empty. */
  room(): Uint8Array;
  /** The first `count` bytes of `room()` have come. Throws when they cannot be of a frame of ours. */
  came(count: number): void;
};

export type Memory = {
  /** At least `size` bytes of any content. */
  take(size: number): Buffer;
  give(buffer: Buffer): void;
};

const FRESH: Memory = { take: (size) => Buffer.allocUnsafeSlow(size), give: () => undefined };

/**
 * Puts frames together. Byte arrays of a message lie in the frame's own memory: `done` gives that back
 * to `memory`, and must not be called while anything still reads them.
 */
export function createFrameReader(onMessage: (message: unknown, done: () => void) => void, memory: Memory = FRESH): FrameReader {
  const prelude = Buffer.alloc(PRELUDE);
  let body: Buffer | null = null;
  let size = PRELUDE;
  let filled = 0;

  function openBody(): void {
    size = prelude.readUInt32BE(0) + prelude.readUIntBE(4, 6);
    if (size > MOST_BYTES || prelude.readUInt32BE(0) === 0) throw new RangeError('not a frame');
    body = memory.take(size);
    filled = 0;
  }

  function closeBody(whole: Buffer): void {
    body = null;
    size = PRELUDE;
    filled = 0;
    const cloneLength = prelude.readUInt32BE(0);
    const reading = new FrameReading(whole.subarray(0, cloneLength), whole.subarray(cloneLength, cloneLength + prelude.readUIntBE(4, 6)));
    reading.readHeader();
    onMessage(reading.readValue(), () => memory.give(whole));
  }

  return {
    room: () => (body ?? prelude).subarray(filled, size),
    came(count) {
      filled += count;
      if (filled < size) return;
      if (body === null) openBody();
      else closeBody(body);
    },
  };
}

/** Takes all of `bytes` in, for a source that brings memory of its own. */
export function feedFrames(reader: FrameReader, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const room = reader.room();
    const count = Math.min(room.length, bytes.length - at);
    room.set(bytes.subarray(at, at + count));
    reader.came(count);
    at += count;
  }
}

const KEPT = 4;
const LARGEST_KEPT = 8 * 1024 * 1024;

/** Memory used again and again: the system need not fetch and clear fresh pages for each batch of mail. */
export function keptMemory(): Memory {
  const free: Buffer[] = [];
  return {
    take(size) {
      const at = free.findIndex((buffer) => buffer.length >= size);
      const [found] = at < 0 ? [] : free.splice(at, 1);
      if (found !== undefined) return found;
      // Rounded up, so that the next batch, of about this size, finds room in it.
      return Buffer.allocUnsafeSlow(size > LARGEST_KEPT ? size : Math.min(LARGEST_KEPT, Math.ceil((size * 1.25) / 65_536) * 65_536));
    },
    give(buffer) {
      if (buffer.length <= LARGEST_KEPT && free.length < KEPT) free.push(buffer);
    },
  };
}
