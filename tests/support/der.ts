// DER written out in tests: just enough to make certificates, lists and CMS structures, right and wrong.

export type Der = Buffer;

export function tlv(tag: number, ...content: readonly Uint8Array[]): Der {
  const body = Buffer.concat(content);
  const { length } = body;
  const size =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : length < 0x10000
          ? [0x82, length >> 8, length & 0xff]
          : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

/** Indefinite length, as Bouncy Castle writes the outer levels of a CMS. */
export function indefinite(tag: number, ...content: readonly Uint8Array[]): Der {
  return Buffer.concat([Buffer.from([tag, 0x80]), ...content, Buffer.from([0, 0])]);
}

export const sequence = (...content: readonly Uint8Array[]): Der => tlv(0x30, ...content);
export const set = (...content: readonly Uint8Array[]): Der => tlv(0x31, ...content);
/** SET OF in the order DER wants. */
export const setOf = (...content: readonly Uint8Array[]): Der => tlv(0x31, ...content.toSorted(Buffer.compare));
export const explicit = (number: number, ...content: readonly Uint8Array[]): Der => tlv(0xa0 | number, ...content);
export const implicit = (number: number, content: Uint8Array): Der => tlv(0x80 | number, content);
export const octetString = (content: Uint8Array): Der => tlv(0x04, content);
export const bitString = (content: Uint8Array, unused = 0): Der => tlv(0x03, Buffer.from([unused]), content);
export const utf8 = (text: string): Der => tlv(0x0c, Buffer.from(text, 'utf8'));
export const printable = (text: string): Der => tlv(0x13, Buffer.from(text, 'latin1'));
export const nothing = (): Der => tlv(0x05);
export const boolean = (value: boolean): Der => tlv(0x01, Buffer.from([value ? 0xff : 0]));
export const enumerated = (value: number): Der => tlv(0x0a, Buffer.from([value]));

export function integer(value: number | string): Der {
  const hex = typeof value === 'string' ? value : value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return tlv(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function oid(text: string): Der {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return tlv(0x06, Buffer.from(octets));
}

/** UTCTime before 2050, GeneralizedTime after (RFC 5280 §4.1.2.5). */
export function time(at: number): Der {
  const text = new Date(at).toISOString().replace(/[-:T]|\.\d{3}/g, '');
  return at < Date.UTC(2050, 0) ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text));
}

export function generalizedTime(at: number): Der {
  return tlv(0x18, Buffer.from(new Date(at).toISOString().replace(/[-:T]|\.\d{3}/g, '')));
}
