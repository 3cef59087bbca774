// What a link really is, before anybody follows it: full target, host in ASCII, and whether the text
// pretends to be another address (THREATS HTML-05). Pure.

export type LinkTarget =
  | {
      readonly kind: 'web' | 'mail';
      readonly href: string;
      /** Percent-escapes decoded for reading; what cannot be decoded stays. */
      readonly readable: string;
      /** ASCII host of a web address, the address of a mail link. */
      readonly host: string;
      readonly warnings: readonly LinkWarning[];
    }
  | { readonly kind: 'refused'; readonly href: string };

export type LinkWarning = 'mismatch' | 'plainHttp' | 'punycode' | 'credentials';

const LONGEST = 8_192;

export function linkTarget(href: string, shown: string): LinkTarget {
  const trimmed = [...href]
    .filter((character) => character > '\u001F' && character !== '\u007F')
    .join('')
    .trim();
  if (trimmed.length > LONGEST || /^[\\/]{2}/.test(trimmed)) return { kind: 'refused', href };
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return { kind: 'refused', href };
  }
  if (url.protocol === 'mailto:')
    return { kind: 'mail', href: url.href, readable: readable(url.href), host: readable(url.pathname), warnings: [] };
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') return { kind: 'refused', href };
  const warnings: LinkWarning[] = [];
  const claimed = hostInText(shown);
  if (claimed !== null && !sameSite(claimed, url.hostname)) warnings.push('mismatch');
  if (url.username !== '' || url.password !== '') warnings.push('credentials');
  if (url.hostname.split('.').some((label) => label.startsWith('xn--'))) warnings.push('punycode');
  if (url.protocol === 'http:') warnings.push('plainHttp');
  return { kind: 'web', href: url.href, readable: readable(url.href), host: url.hostname, warnings };
}

/** The host a text shows, when it looks like an address; null when it is just words. */
function hostInText(text: string): string | null {
  const compact = text.normalize('NFKC').replace(/[\s\u200B-\u200F\u2060\uFEFF\u00AD]/g, '');
  const match = /^(?:(?:https?:)?\/\/)?(?:[^/@\s]*@)?((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,})(?:[:/?#]|$)/u.exec(compact);
  if (match?.[1] === undefined) return null;
  try {
    return new URL(`http://${match[1]}`).hostname;
  } catch {
    return match[1];
  }
}

function sameSite(left: string, right: string): boolean {
  const bare = (host: string): string => host.replace(/^www\./, '');
  return bare(left) === bare(right);
}

function readable(href: string): string {
  try {
    return decodeURI(href);
  } catch {
    return href;
  }
}
