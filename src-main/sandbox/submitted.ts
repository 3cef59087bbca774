// Just enough reading of a message for a provider's work: header fields as they stand, addresses,
// decoded subject, and the parts of a multipart by offsets. Deliberately not the client's parser:
// what the client reads must have been made by other code.
export type Field = {
  readonly name: string;
  /** Whole field, unfolded lines kept, no final line break. */ readonly raw: string;
  /** After the colon, as written, trimmed. */ readonly value: string;
};

export type Submitted = {
  readonly bytes: Buffer;
  readonly fields: readonly Field[];
  /** Offset of the first byte after the blank line. */
  readonly bodyStart: number;
};

/** Bare LF and CR become CRLF: what a provider signs and forwards has canonical line ends (RFC 8551 §3.1.1). */
export function withCrlf(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes).toString('latin1');
  return Buffer.from(/[^\r]\n|^\n|\r(?!\n)/.test(text) ? text.replaceAll(/\r\n|\r|\n/g, '\r\n') : text, 'latin1');
}

export function readSubmitted(bytes: Uint8Array): Submitted {
  const buffer = Buffer.from(bytes);
  const { fields, bodyStart } = readFields(buffer, 0, buffer.length);
  return { bytes: buffer, fields, bodyStart };
}

export function readFields(buffer: Buffer, start: number, end: number): { fields: readonly Field[]; bodyStart: number } {
  const text = buffer.toString('latin1', start, end);
  const blank = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n');
  const head = blank === -1 ? text : text.slice(0, blank);
  const bodyStart = blank === -1 ? end : start + blank + (text.startsWith('\r\n') ? 2 : 4);
  const fields: Field[] = [];
  for (const raw of head.split(/\r\n(?![ \t])/)) {
    const colon = raw.indexOf(':');
    if (colon > 0) fields.push({ name: raw.slice(0, colon).trim().toLowerCase(), raw, value: raw.slice(colon + 1).trim() });
  }
  return { fields, bodyStart };
}

export function fieldValues(message: Pick<Submitted, 'fields'>, name: string): readonly string[] {
  return message.fields.filter((field) => field.name === name).map((field) => field.value);
}

export function fieldValue(message: Pick<Submitted, 'fields'>, name: string): string | null {
  return fieldValues(message, name)[0] ?? null;
}

/** A header value on one line. */
export function unfold(value: string): string {
  return value.replaceAll(/\r\n[ \t]+/g, ' ');
}

/** addr-specs of an address list (RFC 5322 §3.4); quoted names and comments may hold commas. */
export function addressesOf(value: string): readonly string[] {
  // What is never closed goes to the end: one pass, however many openings there are.
  const bare = unfold(value)
    .replaceAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)(@?)/gs, (quoted, at: string) => (at === '@' ? quoted : ''))
    .replaceAll(/\((?:[^()\\]|\\.)*(?:\)|\\?$)/gs, '');
  return bare
    .split(/[,;]/)
    .map((entry) => (/<([^<>]*)>/.exec(entry)?.[1] ?? entry.replace(/^[^:]*:/, '')).trim())
    .filter((address) => address !== '');
}

export function isAddress(address: string): boolean {
  return /^[^\s@<>,;:"]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(address);
}

/** Lower case, for comparing: PEC mailboxes do not differ by case (PEC-REFERENCE §2.3). */
export function addressKey(address: string): string {
  return address.trim().toLowerCase();
}

export function domainOf(address: string): string {
  return addressKey(address).slice(address.lastIndexOf('@') + 1);
}

/** Text of an unstructured header with encoded words (RFC 2047 §6.2); 8-bit bytes read as UTF-8. */
export function decodedText(value: string): string {
  const text = Buffer.from(unfold(value), 'latin1').toString('utf8');
  return text
    .replaceAll(/(=\?[^?\s]+\?[bq]\?[^?]*\?=)\s+(?==\?[^?\s]+\?[bq]\?)/gi, '$1')
    .replaceAll(/=\?([^?*\s]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/gi, (_word, charset: string, encoding: string, content: string) => {
      const bytes =
        encoding.toLowerCase() === 'b'
          ? Buffer.from(content, 'base64')
          : Buffer.from(
              content
                .replaceAll('_', ' ')
                .replaceAll(/=([0-9a-f]{2})/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
              'latin1',
            );
      try {
        return new TextDecoder(charset).decode(bytes);
      } catch {
        return bytes.toString('latin1'); // a charset nobody knows: the provider shows what it can
      }
    });
}

/** One part of a message as it stands: offsets into the whole. */
export type Part = {
  readonly start: number;
  readonly end: number;
  readonly bodyStart: number;
  readonly contentType: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** `filename` or `name`, decoded. */
  readonly fileName: string | null;
  readonly encoding: string;
  readonly children: readonly Part[];
};

const DEEPEST = 20;

/** The tree of parts; message/rfc822 is a leaf, as a brief receipt wants it (PEC-REFERENCE §1.8). */
export function readParts(buffer: Buffer, start = 0, end = buffer.length, depth = 0): Part {
  const { fields, bodyStart } = readFields(buffer, start, end);
  const type = parameterised(fields.find((field) => field.name === 'content-type')?.value ?? 'text/plain');
  const disposition = parameterised(fields.find((field) => field.name === 'content-disposition')?.value ?? '');
  const boundary = type.value.startsWith('multipart/') ? type.parameters.get('boundary') : undefined;
  const name = disposition.parameters.get('filename') ?? type.parameters.get('name');
  return {
    start,
    end,
    bodyStart,
    contentType: type.value,
    parameters: type.parameters,
    fileName: name === undefined ? null : decodedText(name),
    encoding: (fields.find((field) => field.name === 'content-transfer-encoding')?.value ?? '7bit').toLowerCase(),
    children:
      boundary === undefined || depth >= DEEPEST
        ? []
        : childRanges(buffer, bodyStart, end, boundary).map(([from, to]) => readParts(buffer, from, to, depth + 1)),
  };
}

/** The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1). */
function childRanges(buffer: Buffer, start: number, end: number, boundary: string): readonly (readonly [number, number])[] {
  const delimiter = `--${boundary}`;
  const ranges: [number, number][] = [];
  let open: number | null = null;
  for (let at = start; at < end;) {
    const next = buffer.indexOf('\r\n', at);
    const lineEnd = next === -1 || next > end ? end : next;
    const line = buffer.toString('latin1', at, lineEnd).trimEnd();
    if (line === delimiter || line === `${delimiter}--`) {
      if (open !== null) ranges.push([open, Math.max(open, at - 2)]);
      open = line === delimiter ? Math.min(lineEnd + 2, end) : null;
      if (open === null) return ranges;
    }
    at = lineEnd + 2;
  }
  if (open !== null) ranges.push([open, end]);
  return ranges;
}

function parameterised(text: string): { value: string; parameters: ReadonlyMap<string, string> } {
  const flat = unfold(text);
  const parameters = new Map<string, string>();
  for (const [, name, quoted, token] of flat.matchAll(/;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g)) {
    if (name !== undefined) parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? token ?? '');
  }
  return { value: (flat.split(';')[0] ?? '').trim().toLowerCase(), parameters };
}
