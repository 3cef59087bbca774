// Which addresses may be asked for something that a certificate or a message names: none of this machine and
// none of a private network, also when a name leads there (THREATS NET-09).
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Resolves names as usual and refuses what leads into this machine or a private network. `allowLoopback` is for tests. */
export function publicOnly({ allowLoopback }: { readonly allowLoopback: boolean }): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const allowed = error === null ? addresses.filter((found) => allowLoopback || isPublic(found.address)) : [];
      const [address] = allowed;
      if (address === undefined) callback(error ?? new Error('no public address'), '', 0);
      // All of them: a host with an address of each kind must be reached over the one that works here.
      else if (options.all === true) callback(null, allowed);
      else callback(null, address.address, address.family);
    });
  };
}

/** A host given as an address is never looked up, so no check of a lookup would see it. */
export function isLiteralAddress(url: URL): boolean {
  return isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0;
}

// IANA special-purpose registries (RFC 6890), and what carries an IPv4 address inside an IPv6 one.
const CLOSED_V4 = new BlockList();
const CLOSED_V6 = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  CLOSED_V4.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 32],
  ['100::', 64],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const)
  CLOSED_V6.addSubnet(net, prefix, 'ipv6');

/** False for every address of this machine, of a private network, or that hides one. */
export function isPublic(address: string): boolean {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1] ?? address;
  const version = isIP(mapped);
  if (version === 4) return !CLOSED_V4.check(mapped, 'ipv4');
  return version === 6 && !CLOSED_V6.check(mapped, 'ipv6');
}
