// GeneralName (RFC 5280 §4.2.1.6) and whether one lies inside a name constraint (§4.2.1.10).
import { asBuffer, Asn1Error, children, contentOf, contextTag, encodingOf, latin1, onlyChild } from './asn1.ts';
import type { Element } from './asn1.ts';
import { readName, withinSubtree } from './name.ts';
import type { DistinguishedName } from './name.ts';

export type GeneralName =
  | { readonly kind: 'email'; readonly value: string }
  | { readonly kind: 'dns'; readonly value: string }
  | { readonly kind: 'uri'; readonly value: string }
  | { readonly kind: 'directory'; readonly value: DistinguishedName }
  | { readonly kind: 'ip'; readonly value: Uint8Array }
  /** A form that is not processed; `value` is its encoding in hexadecimal. */
  | { readonly kind: 'other'; readonly tag: number; readonly value: string };

/** The first `limit` members of a sequence of GeneralName. */
export function readGeneralNames(sequence: Element, limit: number = Number.POSITIVE_INFINITY): GeneralName[] {
  return children(sequence).slice(0, limit).map(readGeneralName);
}

export function readGeneralName(element: Element): GeneralName {
  switch (element.tag) {
    case contextTag(1, false):
      return { kind: 'email', value: latin1(contentOf(element)) };
    case contextTag(2, false):
      return { kind: 'dns', value: latin1(contentOf(element)) };
    case contextTag(4, true):
      return { kind: 'directory', value: readName(onlyChild(element)) };
    case contextTag(6, false):
      return { kind: 'uri', value: latin1(contentOf(element)) };
    case contextTag(7, false):
      return { kind: 'ip', value: contentOf(element) };
    default:
      if ((element.tag & 0xc0) !== 0x80) throw new Asn1Error('asn1.unexpected');
      return { kind: 'other', tag: element.tag, value: asBuffer(encodingOf(element)).toString('hex') };
  }
}

export function sameGeneralName(left: GeneralName, right: GeneralName): boolean {
  if (left.kind !== right.kind) return false;
  if (left.kind === 'directory' && right.kind === 'directory') return left.value.key === right.value.key;
  if (left.kind === 'ip' && right.kind === 'ip') return asBuffer(left.value).equals(right.value);
  return left.value === right.value;
}

/** Whether two names are of the same form, so that a constraint on one speaks of the other. */
export function sameForm(left: GeneralName, right: GeneralName): boolean {
  return left.kind === right.kind && (left.kind !== 'other' || right.kind !== 'other' || left.tag === right.tag);
}

/**
 * RFC 5280 §4.2.1.10: whether `name` lies in the subtree `base` of the same form. `null` where the
 * form or the value cannot be judged: the caller must refuse.
 */
export function within(name: GeneralName, base: GeneralName): boolean | null {
  if (name.kind === 'directory' && base.kind === 'directory') return withinSubtree(name.value, base.value);
  if (name.kind === 'email' && base.kind === 'email') return emailWithin(name.value, base.value);
  if (name.kind === 'dns' && base.kind === 'dns') return hostWithin(name.value.toLowerCase(), base.value.toLowerCase());
  if (name.kind === 'uri' && base.kind === 'uri') return uriWithin(name.value, base.value.toLowerCase());
  if (name.kind === 'ip' && base.kind === 'ip') return addressWithin(name.value, base.value);
  return null;
}

// "a@host" is one mailbox, "host" all mailboxes of exactly that host, ".host" all below it.
function emailWithin(address: string, base: string): boolean | null {
  const at = address.lastIndexOf('@');
  if (at <= 0 || address.includes('\u0000')) return null;
  const host = address.slice(at + 1).toLowerCase();
  const rule = base.toLowerCase();
  if (rule === '') return true;
  const ruleAt = rule.lastIndexOf('@');
  if (ruleAt > 0) return host === rule.slice(ruleAt + 1) && address.slice(0, at) === base.slice(0, ruleAt);
  return rule.startsWith('.') ? host.endsWith(rule) : host === rule;
}

// Labels may be added on the left; an empty rule covers every host. A leading dot is read as in the wild.
function hostWithin(host: string, rule: string): boolean {
  if (rule === '') return true;
  if (rule.startsWith('.')) return host.endsWith(rule);
  return host === rule || host.endsWith(`.${rule}`);
}

function uriWithin(uri: string, rule: string): boolean | null {
  const host = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:@[\]]+)(?::\d*)?(?:[/?#]|$)/.exec(uri)?.[1]?.toLowerCase();
  if (host === undefined || /^[\d.]+$/.test(host)) return null;
  return rule.startsWith('.') ? host.endsWith(rule) : host === rule;
}

function addressWithin(address: Uint8Array, rule: Uint8Array): boolean | null {
  if (rule.length !== 8 && rule.length !== 32) return null;
  const size = rule.length / 2;
  if (address.length !== size) return false;
  return address.every((octet, index) => (octet & (rule[size + index] ?? 0)) === ((rule[index] ?? 0) & (rule[size + index] ?? 0)));
}
