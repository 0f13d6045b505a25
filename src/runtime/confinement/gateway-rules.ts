import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { addressesOf } from '../addresses.ts';

/** Which hosts may be fetched from; if the operator lists none, every public host. */
export interface Registries {
  /** `host` or `host:port`, possibly on this machine; null: every public host. */
  readonly listed: readonly string[] | null;
  /** Hosts named in toolchain settings: an operator's mirror may have a private address. */
  readonly configured: readonly string[];
}

export type Verdict =
  | { readonly allowed: true; readonly addresses: readonly string[] }
  | { readonly allowed: false; readonly why: string };

/** Ranges of this machine, its network, or a cloud's metadata service. */
const INNER = new Set([
  ...['loopback', 'unspecified', 'linkLocal', 'private', 'uniqueLocal', 'carrierGradeNat', 'broadcast'],
  ...['multicast', '6to4', 'teredo', 'rfc6145', 'rfc6052', 'amt', 'benchmarking', 'discard'],
]);
const OF_THIS_MACHINE = new Set(['loopback', 'unspecified', 'linkLocal', 'broadcast', 'multicast']);
const PORTS = new Set([80, 443]);

/**
 * Whether confined code may connect to a host, and to which addresses. Unless a host is listed by name, addresses of
 * this machine and of private networks are refused, whatever the name resolves to.
 */
export async function judge(
  host: string,
  port: number,
  { listed, configured }: Registries,
): Promise<Verdict> {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  const names = (list: readonly string[]) => list.includes(name) || list.includes(`${name}:${port}`);
  if (listed !== null) {
    if (!names(listed)) return { allowed: false, why: 'it is not listed in KILN_REGISTRIES' };
    return { allowed: true, addresses: await addressesOf(name) };
  }
  const trusted = names(configured);
  if (!trusted && !PORTS.has(port))
    return { allowed: false, why: `port ${port} is not a port of a registry` };
  const addresses = await addressesOf(name);
  const refused = trusted ? OF_THIS_MACHINE : INNER;
  const inner = addresses.find((address) => refused.has(rangeOf(address)) || isOwn(address));
  if (inner !== undefined) return { allowed: false, why: `its address ${inner} is not public` };
  return { allowed: true, addresses };
}

function rangeOf(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).range() : 'unspecified';
}

function isOwn(address: string): boolean {
  if (!ipaddr.isValid(address)) return true;
  const wanted = ipaddr.process(address).toNormalizedString();
  return Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .some((each) => ipaddr.process(each.address.replace(/%.*$/, '')).toNormalizedString() === wanted);
}

/** The hosts of package sources in toolchain settings: from any URL in them. */
export function configuredRegistries(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env)
    .filter(([name]) => !/_proxy$/i.test(name))
    .flatMap(([, value]) => value.match(/https?:\/\/[^\s,|]+/g) ?? [])
    .flatMap((url) => (URL.canParse(url) ? [new URL(url)] : []))
    .map(({ hostname, port, protocol }) => `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`);
}
