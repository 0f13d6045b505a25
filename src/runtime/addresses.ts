import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Whether an address is on the public Internet. Mapped IPv4 addresses are looked at as IPv4; `::/96`, which some systems
 * still route to the IPv4 address in it (RFC 4291, 2.5.5.1), is never public.
 */
export function isPublic(address: string): boolean {
  // As a URL writes it, in numbers alone: the library takes `::127.0.0.1` for the mapped `::ffff:127.0.0.1`.
  const inUrl = `http://[${address}]`;
  const plain = isIP(address) === 6 && URL.canParse(inUrl) ? new URL(inUrl).hostname.slice(1, -1) : address;
  if (!ipaddr.isValid(plain)) return false;
  const parsed = ipaddr.process(plain);
  const compatible = parsed instanceof ipaddr.IPv6 && parsed.parts.slice(0, 6).every((part) => part === 0);
  return !compatible && parsed.range() === 'unicast';
}

/** Every address of a host name, or of an address itself (brackets allowed). Empty where there is none. */
export async function addressesOf(hostname: string): Promise<string[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

/** Where a host of others may be reached: an address that was checked, or why at none. */
export type Reachable =
  | { readonly address: string; readonly failure: null }
  | { readonly address: null; readonly failure: 'unresolved' | 'private_address' };

/**
 * An address of a host (brackets allowed), where all that it has are on the public Internet or `allowPrivate` says that they
 * need not be. Connect to that very address (`pinnedTo`): asked again, its name may lead elsewhere.
 */
export async function reachable(hostname: string, allowPrivate: boolean): Promise<Reachable> {
  const addresses = await addressesOf(hostname);
  const [address] = addresses;
  if (address === undefined) return { address: null, failure: 'unresolved' };
  if (!allowPrivate && !addresses.every(isPublic)) return { address: null, failure: 'private_address' };
  return { address, failure: null };
}

/** A look-up of host names that gives this address for each. */
export function pinnedTo(address: string): LookupFunction {
  const family = isIP(address) === 6 ? 6 : 4;
  return (_host, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

/** Whether a host name, or an address (brackets allowed), is one of this machine alone. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(name) !== 0) return ipaddr.process(name).range() === 'loopback';
  return name === 'localhost' || name.endsWith('.localhost');
}
