// Certificates and revocation lists out of files: PEM with any number of blocks and text around them,
// or one DER structure. Nothing is parsed here; who judges with it reads it.

/** DER of every certificate; empty when the file holds none. */
export function certificatesIn(bytes: Uint8Array): Uint8Array[] {
  return blocksIn(bytes, /^(?:X509 |TRUSTED )?CERTIFICATE$/);
}

/** DER of every revocation list. */
export function listsIn(bytes: Uint8Array): Uint8Array[] {
  return blocksIn(bytes, /^X509 CRL$/);
}

function blocksIn(bytes: Uint8Array, label: RegExp): Uint8Array[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (!text.includes('-----BEGIN ')) return bytes[0] === 0x30 ? [Uint8Array.from(bytes)] : [];
  const found: Uint8Array[] = [];
  for (const [, name, body] of text.matchAll(/-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g)) {
    if (name !== undefined && body !== undefined && label.test(name)) found.push(Uint8Array.from(Buffer.from(body, 'base64')));
  }
  return found;
}
