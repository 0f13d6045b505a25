import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Whether an address is on the public Internet. Mapped IPv4 addresses are treated as IPv4; `::/96`, which some
 * systems still route to the embedded IPv4 address (RFC 4291, 2.5.5.1), is never public.
 */
export function isPublic(address: string): boolean {
  // In the form of URLs, which is purely hexadecimal: the library takes `::127.0.0.1` for the mapped
  // `::ffff:127.0.0.1`.
  const inUrl = `http://[${address}]`;
  const plain = isIP(address) === 6 && URL.canParse(inUrl) ? new URL(inUrl).hostname.slice(1, -1) : address;
  if (!ipaddr.isValid(plain)) return false;
  const parsed = ipaddr.process(plain);
  const compatible = parsed instanceof ipaddr.IPv6 && parsed.parts.slice(0, 6).every((part) => part === 0);
  return !compatible && parsed.range() === 'unicast';
}

/** All addresses of a host name, or of an address itself (brackets allowed). Empty if there are none. */
export async function addressesOf(hostname: string): Promise<string[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

/** A checked address to connect to, or the reason why there is none. */
export type Reachable =
  | { readonly address: string; readonly failure: null }
  | { readonly address: null; readonly failure: 'unresolved' | 'private_address' };

/**
 * Resolves a host (brackets allowed) to an address if all of its addresses are public, or if `allowPrivate` is set.
 * Connect to exactly that address (`pinnedTo`): another lookup may give a different one.
 */
export async function reachable(hostname: string, allowPrivate: boolean): Promise<Reachable> {
  const addresses = await addressesOf(hostname);
  const [address] = addresses;
  if (address === undefined) return { address: null, failure: 'unresolved' };
  if (!allowPrivate && !addresses.every(isPublic)) return { address: null, failure: 'private_address' };
  return { address, failure: null };
}

/** A host lookup that always returns this address. */
export function pinnedTo(address: string): LookupFunction {
  const family = isIP(address) === 6 ? 6 : 4;
  return (_host, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

/** Whether a host name or address (brackets allowed) refers to this machine only. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(name) !== 0) return ipaddr.process(name).range() === 'loopback';
  return name === 'localhost' || name.endsWith('.localhost');
}
