// Whether bytes are one of the four pictures a screen draws, by their own first bytes and never by what a
// server or a header says of them; and how large the picture unfolds, so that a small file cannot fill the
// memory of the screen. PNG (RFC 2083 §4.1.1), GIF89a §18, JPEG (ITU-T T.81 §B.2.2), WebP (RFC 9649 §2).
export type RasterPicture = {
  readonly type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  /** In pixels. */
  readonly width: number;
  readonly height: number;
};

/** 64 million pixels are 256 MB when drawn: the photographs of today's telephones fit. */
const MOST_PIXELS = 64_000_000;
const LONGEST_SIDE = 16_384;
/** Of a JPEG before its frame header: comments, profiles, a preview picture. */
const MOST_SEGMENTS = 2_000;

/** Null for anything else, SVG included, and for a picture too large to be drawn. */
export function rasterPicture(bytes: Uint8Array): RasterPicture | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = png(view) ?? gif(view) ?? webp(view) ?? jpeg(view);
  if (found === null || found.width < 1 || found.height < 1) return null;
  return Math.max(found.width, found.height) <= LONGEST_SIDE && found.width * found.height <= MOST_PIXELS ? found : null;
}

function png(view: Buffer): RasterPicture | null {
  if (view.length < 33 || view.toString('latin1', 0, 8) !== '\u0089PNG\r\n\u001a\n' || view.toString('latin1', 12, 16) !== 'IHDR')
    return null;
  return { type: 'image/png', width: view.readUInt32BE(16), height: view.readUInt32BE(20) };
}

function gif(view: Buffer): RasterPicture | null {
  if (view.length < 13 || !['GIF87a', 'GIF89a'].includes(view.toString('latin1', 0, 6))) return null;
  return { type: 'image/gif', width: view.readUInt16LE(6), height: view.readUInt16LE(8) };
}

function webp(view: Buffer): RasterPicture | null {
  if (view.length < 30 || view.toString('latin1', 0, 4) !== 'RIFF' || view.toString('latin1', 8, 12) !== 'WEBP') return null;
  const type = 'image/webp';
  switch (view.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { type, width: view.readUInt16LE(26) & 0x3fff, height: view.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = view.readUInt32LE(21);
      return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { type, width: view.readUIntLE(24, 3) + 1, height: view.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
}

function jpeg(view: Buffer): RasterPicture | null {
  if (view.length < 4 || view[0] !== 0xff || view[1] !== 0xd8 || view[2] !== 0xff) return null;
  let at = 2;
  for (let segment = 0; segment < MOST_SEGMENTS; segment += 1) {
    while (view[at] === 0xff && view[at + 1] === 0xff) at += 1;
    if (at + 9 > view.length || view[at] !== 0xff) return null;
    const marker = view[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { type: 'image/jpeg', width: view.readUInt16BE(at + 7), height: view.readUInt16BE(at + 5) };
    const length = view.readUInt16BE(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}
