// Addresses we send to: one mailbox of RFC 5321 §4.1.2 without the forms PEC does not use. Strict, because
// what passes here goes into a header and into an SMTP command (THREATS SND-01, SND-02). Nothing is
// repaired: an entry that is odd is refused with the reason, for the screen to say.
import type { MailAddress } from './ids.ts';

// Quoted local parts, routes, address literals and UTF-8 are left out. Nothing in it can end a command
// or start another recipient.
const ADDRESS =
  /^(?=.{3,254}$)(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$/;

// Controls, line separators, bidi controls, zero-width characters (as mime/addresses.ts).
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

export type AddressFault =
  | 'empty'
  | 'control'
  | 'several'
  | 'group'
  | 'comment'
  | 'route'
  | 'quotedLocalPart'
  | 'addressLiteral'
  | 'nonAscii'
  | 'tooLong'
  | 'noDomain'
  | 'invalid';

export type Mailbox = { readonly name: string; readonly address: MailAddress };

export type ReadRecipient =
  | { readonly state: 'valid'; readonly mailbox: Mailbox }
  | { readonly state: 'invalid'; readonly fault: AddressFault };

export function isSendableAddress(address: string): boolean {
  return ADDRESS.test(address);
}

/** "a@b.it", "Name <a@b.it>" or "\"Name\" <a@b.it>": one recipient as a person writes it. */
export function readRecipient(entry: string): ReadRecipient {
  const text = entry.trim();
  if (text === '') return invalid('empty');
  if (text.length > 998) return invalid('tooLong');
  if (HIDDEN.test(text)) return invalid('control');
  const named = /^(?:"((?:[^"\\]|\\.){0,400})"|([^"<>(),;:@\\]{0,400}?))\s*<([^<>]*)>$/.exec(text);
  if (named === null) return text.includes('<') || text.includes('>') ? invalid(faultOfList(text)) : readAddress(text, '');
  const [, quoted, plain, spec] = named;
  return readAddress((spec ?? '').trim(), (quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1')).trim());
}

function readAddress(spec: string, name: string): ReadRecipient {
  if (!ADDRESS.test(spec)) return invalid(faultOf(spec));
  const at = spec.lastIndexOf('@');
  return { state: 'valid', mailbox: { name, address: `${spec.slice(0, at)}@${spec.slice(at + 1).toLowerCase()}` } };
}

function faultOf(spec: string): AddressFault {
  if (spec === '') return 'empty';
  if (spec.startsWith('"')) return 'quotedLocalPart';
  if (spec.includes('(') || spec.includes(')')) return 'comment';
  if (spec.startsWith('@')) return 'route';
  if (/@\[/.test(spec)) return 'addressLiteral';
  if (/[:;]/.test(spec)) return 'group';
  if (/[,\s]/.test(spec) && spec.indexOf('@') !== spec.lastIndexOf('@')) return 'several';
  if (/[^\u0020-\u007e]/.test(spec)) return 'nonAscii';
  if (spec.length > 254 || spec.indexOf('@') > 64) return 'tooLong';
  return /^[^@]+(@[^@.]*)?$/.test(spec) ? 'noDomain' : 'invalid';
}

function faultOfList(text: string): AddressFault {
  if ((text.match(/[<@]/g) ?? []).length > 2) return 'several';
  if (text.includes('(')) return 'comment';
  return /[:;]/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')) ? 'group' : 'invalid';
}

function invalid(fault: AddressFault): ReadRecipient {
  return { state: 'invalid', fault };
}

/** A pasted or typed list, cut at commas, semicolons and line ends outside quotes and brackets. */
export function splitRecipients(text: string): readonly string[] {
  const entries: string[] = [];
  let entry = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted && character === '\\') {
      entry += text.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (character === '"') quoted = !quoted;
    if (!quoted && (character === ',' || character === ';' || character === '\n' || character === '\r')) {
      entries.push(entry.trim());
      entry = '';
    } else entry += character;
  }
  return [...entries, entry.trim()].filter((one) => one !== '');
}
