// Names and addresses from vCards 2.1 to 4.0 (RFC 6350 §3.2 and §6). Nothing else of a card is read.
// Linear in the length, total: what is no address is counted by who asks.

export type CardEntry = { readonly name: string; readonly address: string };

const MOST_LINES = 500_000;

export function isVcard(text: string): boolean {
  return /^\ufeff?\s{0,100}BEGIN:VCARD/i.test(text);
}

/** One entry for each address of each card. */
export function readVcards(text: string): readonly CardEntry[] {
  const entries: CardEntry[] = [];
  let names = { formatted: '', structured: '', organisation: '' };
  let addresses: string[] = [];
  for (const line of unfolded(text)) {
    const { property, parameters, value } = propertyOf(line);
    const read = (): string => unescaped(decodedValue(value, parameters));
    if (property === 'BEGIN') {
      names = { formatted: '', structured: '', organisation: '' };
      addresses = [];
    } else if (property === 'FN') names = { ...names, formatted: read() };
    else if (property === 'N') names = { ...names, structured: structuredName(decodedValue(value, parameters)) };
    else if (property === 'ORG') names = { ...names, organisation: read().replaceAll(';', ' ').trim() };
    else if (property === 'EMAIL')
      addresses.push(
        read()
          .replace(/^mailto:/i, '')
          .trim(),
      );
    else if (property === 'END') {
      const name = [names.formatted, names.structured, names.organisation].find((each) => each.trim() !== '') ?? '';
      entries.push(...addresses.filter((address) => address !== '').map((address) => ({ name: name.trim().slice(0, 200), address })));
      addresses = [];
    }
  }
  return entries;
}

/** A line that begins with a blank goes on the one before; so does what follows a quoted-printable "=". */
function unfolded(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/, MOST_LINES)) {
    const last = lines.at(-1);
    if (last !== undefined && (line.startsWith(' ') || line.startsWith('\t'))) lines[lines.length - 1] = last + line.slice(1);
    else if (last?.endsWith('=') === true && /;\s?ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE/i.test(last))
      lines[lines.length - 1] = last.slice(0, -1) + line;
    else lines.push(line);
  }
  return lines;
}

function propertyOf(line: string): { readonly property: string; readonly parameters: string; readonly value: string } {
  const colon = line.indexOf(':');
  if (colon < 0) return { property: '', parameters: '', value: '' };
  const [name = '', ...parameters] = line.slice(0, colon).split(';');
  // "item1.EMAIL": a group before the name.
  const property = name
    .slice(name.lastIndexOf('.') + 1)
    .trim()
    .toUpperCase();
  return { property, parameters: parameters.join(';').toUpperCase(), value: line.slice(colon + 1) };
}

function decodedValue(value: string, parameters: string): string {
  if (!parameters.includes('QUOTED-PRINTABLE')) return value;
  const bytes = value.replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const charset = /CHARSET=([A-Z0-9_-]{1,40})/.exec(parameters)?.[1]?.toLowerCase() ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes;
  }
}

function structuredName(value: string): string {
  const [family = '', given = ''] = value.split(';').map((part) => unescaped(part).trim());
  return [given, family].filter((part) => part !== '').join(' ');
}

function unescaped(value: string): string {
  return value.replaceAll(/\\([,;:\\nN])/g, (_, sign: string) => (/n/i.test(sign) ? ' ' : sign));
}
