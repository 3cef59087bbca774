// The bytes of a signed file as CMS wants them. A .p7m is often kept as base64, with or without PEM lines.

/** DER as it is; anything else is taken for base64. Whether it is CMS, the reader of CMS says. */
export function binaryOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x30) return bytes;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/-----[^\n]{0,80}-----/g, '');
  return Buffer.from(text, 'base64');
}
