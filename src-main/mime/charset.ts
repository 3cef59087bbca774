// Bytes to text by charset label: TextDecoder for what the WHATWG encoding standard names, iconv-lite
// for the older code pages. UTF-7 and other charsets that hide ASCII are refused (THREATS MIME-09).
import iconv from 'iconv-lite';
import { bufferView, latin1Text } from './bytes.ts';

/** Labels that turn harmless bytes into markup, or mean "whatever": never decoded. */
const REFUSED = /^(utf-?7(-imap)?|unicode-1-1-utf-7|x-user-defined|replacement|hz-gb-2312|iso-2022-(cn|kr)(-ext)?|csiso2022kr)$/;
const OLD_CODE_PAGE =
  /^(cp|ibm|windows-?|win|iso-?8859-?|mac|x-mac-|koi8-|tis|viscii|armscii|georgian|rk1048|tcvn|pt154|utf-?32(le|be)?|us-ascii)[a-z0-9-]*$/;

export type DecodedText = {
  readonly text: string;
  /** False: the label is unknown or refused and the bytes are shown one by one. */
  readonly known: boolean;
  /** True: some bytes were not valid in that charset (shown as U+FFFD). */
  readonly damaged: boolean;
};

type Decoder = InstanceType<typeof TextDecoder>;
const decoders = new Map<string, Decoder | null>();

function textDecoder(label: string): Decoder | null {
  const ready = decoders.get(label);
  if (ready !== undefined) return ready;
  let decoder: Decoder | null = null;
  try {
    decoder = new TextDecoder(label);
  } catch {
    decoder = null; // not a WHATWG label
  }
  if (decoders.size < 200) decoders.set(label, decoder);
  return decoder;
}

/** Never throws. An absent label is read as UTF-8 if the bytes are, else as windows-1252. */
export function decodeCharset(bytes: Uint8Array, label: string | null): DecodedText {
  const name = (label ?? '').trim().toLowerCase();
  if (name === '' || name === 'us-ascii' || name === 'ascii' || name === 'unknown-8bit') return decodeUnlabelled(bytes);
  if (name.length <= 40 && !REFUSED.test(name)) {
    const decoder = textDecoder(name);
    if (decoder !== null && !REFUSED.test(decoder.encoding)) return finished(decoder.decode(bytes));
    if (OLD_CODE_PAGE.test(name) && iconv.encodingExists(name)) return finished(iconv.decode(bufferView(bytes), name));
  }
  return { text: latin1Text(bytes, 0, bytes.length), known: false, damaged: false };
}

function finished(text: string): DecodedText {
  return { text, known: true, damaged: text.includes('\ufffd') };
}

function decodeUnlabelled(bytes: Uint8Array): DecodedText {
  const utf8 = new TextDecoder('utf-8').decode(bytes);
  if (!utf8.includes('\ufffd')) return { text: utf8, known: true, damaged: false };
  return { text: new TextDecoder('windows-1252').decode(bytes), known: true, damaged: false };
}
