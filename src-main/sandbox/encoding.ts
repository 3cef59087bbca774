// Transfer encodings for what the sandbox writes (RFC 2045 §6.7, RFC 2047 §4).

/** Quoted-printable of CRLF text, in the given charset, lines up to 76. */
export function quotedPrintable(text: string, charset: 'latin1' | 'utf8'): string {
  return text
    .split('\r\n')
    .map((line) => encodedLine(charset === 'latin1' ? latin1Text(line) : Buffer.from(line, 'utf8').toString('latin1')))
    .join('\r\n');
}

function encodedLine(line: string): string {
  const tokens = [...line].map((char, index) => {
    const code = char.charCodeAt(0);
    const plain = (code >= 33 && code <= 126 && char !== '=') || ((char === ' ' || char === '\t') && index < line.length - 1);
    return plain ? char : `=${code.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  let out = '';
  let length = 0;
  tokens.forEach((token, index) => {
    if (length + token.length > (index === tokens.length - 1 ? 76 : 75)) {
      out += '=\r\n';
      length = 0;
    }
    out += token;
    length += token.length;
  });
  return out;
}

/** What ISO-8859-1 cannot say is written as a provider would: a plain look-alike or "?". */
function latin1Text(text: string): string {
  return text
    .replaceAll(/[\u2010-\u2015]/g, '-')
    .replaceAll(/[\u2018\u2019]/g, "'")
    .replaceAll(/[\u201c\u201d]/g, '"')
    .replaceAll('\u20ac', 'EUR')
    .replaceAll(/[^\u0000-\u00ff]/gu, '?');
}

/** A header text as encoded words of UTF-8 when it is not plain ASCII. */
export function headerText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('=?')) return text;
  const words: string[] = [];
  let word = '';
  for (const char of text) {
    if (Buffer.byteLength(word + char, 'utf8') > 42) {
      words.push(word);
      word = '';
    }
    word += char;
  }
  words.push(word);
  return words.map((part) => `=?UTF-8?B?${Buffer.from(part, 'utf8').toString('base64')}?=`).join('\r\n ');
}
