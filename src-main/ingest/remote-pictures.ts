// Which pictures of a mail lie elsewhere, as its HTML names them: read here, in the parsing process, so that
// the core asks only for what stands in the archived bytes and never for what a screen tells it.
import { Parser } from 'htmlparser2';

/** Each address once, in order. */
export type RemotePictureList = {
  readonly seen: readonly string[];
  /** How many a person could not see if they were loaded: they only tell that a mail was opened. */
  readonly unseen: number;
};

/** THREATS HTML-02: bounded in number and length before anybody asks for anything. */
const MOST_PICTURES = 100;
const LONGEST_ADDRESS = 2_000;
/** A side this short shows nothing. */
const UNSEEN_PIXELS = 3;

const UNSEEN_STYLE =
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?(?:\s*[;!]|\s*$)|(?:^|[;\s])(?:width|height)\s*:\s*[0-3](?:\.\d+)?(?:px)?(?:\s*[;!]|\s*$)/i;

/** `htmls`: each part of its own, because an open quote of one must not swallow the next (THREATS HTML-09). */
export function remotePictures(htmls: readonly string[]): RemotePictureList {
  const seen = new Set<string>();
  const unseen = new Set<string>();
  for (const html of htmls) {
    const parser = new Parser(
      {
        onopentag(name, attributes) {
          const address = name === 'img' ? (attributes['src'] ?? '').trim() : '';
          if (address.length > LONGEST_ADDRESS || !/^https?:\/\//i.test(address)) return;
          (isUnseen(attributes) ? unseen : seen).add(address);
        },
      },
      { decodeEntities: true },
    );
    parser.write(html);
    parser.end();
  }
  return { seen: [...seen].slice(0, MOST_PICTURES), unseen: [...unseen].filter((address) => !seen.has(address)).length };
}

function isUnseen(attributes: Readonly<Record<string, string>>): boolean {
  const side = (name: 'width' | 'height'): boolean => {
    const text = attributes[name]?.trim() ?? '';
    return /^\d+(?:\.\d+)?(?:px)?$/i.test(text) && Number.parseFloat(text) <= UNSEEN_PIXELS;
  };
  return side('width') || side('height') || 'hidden' in attributes || UNSEEN_STYLE.test(attributes['style'] ?? '');
}
