/** IP addresses as text: canonical form, classes, CIDR sets. Parsing is ipaddr.js behind a strict gate, since that
 *  library also takes shorthand such as 1.2.3 and octal 010.0.0.1. */
import ipaddr from 'ipaddr.js';
import { isDotted } from './dotted.ts';

/** @returns the canonical form (dotted IPv4, RFC 5952 IPv6, IPv4-mapped as IPv4), or undefined for anything else. */
export function canonical(text: string): string | undefined {
  if (isDotted(text)) return text;
  // A zone (`fe80::1%eth0`) is this PC's own affair and no part of the address.
  if (!text.includes(':') || text.includes('%') || text.length > 45 || !ipaddr.IPv6.isValid(text)) return undefined;
  const parsed = ipaddr.IPv6.parse(text);
  return parsed.isIPv4MappedAddress() ? parsed.toIPv4Address().toString() : parsed.toRFC5952String();
}

export interface Cidr {
  readonly text: string;
  readonly parsed: [ipaddr.IPv4 | ipaddr.IPv6, number];
}

/** @returns the prefix of `10.0.0.0/8`, `2001:db8::/32` or a single address, or undefined when it is neither. */
export function cidr(text: string): Cidr | undefined {
  const [address = '', bits, more] = text.trim().split('/');
  const plain = canonical(address);
  if (plain === undefined || more !== undefined) return undefined;
  const width = plain.includes(':') ? 128 : 32;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
  const length = bits === undefined ? width : Number(bits);
  return length > width ? undefined : { text: text.trim(), parsed: [ipaddr.parse(plain), length] };
}

/** The network of an address: `10.1.0.1`, 16 → `10.1.0.0/16`. Undefined for what is no address or length. */
export function networkOf(address: string, length: number): string | undefined {
  const parsed = cidr(`${address}/${length}`);
  if (!parsed) return undefined;
  const family = address.includes(':') ? ipaddr.IPv6 : ipaddr.IPv4;
  return `${canonical(family.networkAddressFromCIDR(parsed.text).toString())}/${length}`;
}

/** Whether one of the prefixes covers the address. */
export function covered(address: string, prefixes: readonly Cidr[]): Cidr | undefined {
  const plain = prefixes.length === 0 ? undefined : canonical(address);
  if (plain === undefined) return undefined;
  const parsed = ipaddr.parse(plain);
  return prefixes.find((p) => parsed.kind() === p.parsed[0].kind() && parsed.match(p.parsed as never));
}

const prefix = (text: string): Cidr => {
  const parsed = cidr(text);
  if (!parsed) throw new Error(`not a prefix: ${text}`);
  return parsed;
};

/** RFC 1918, RFC 4193. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].map(prefix);
/** RFC 6598; VPN services number their clients from it as well. */
const SHARED = [prefix('100.64.0.0/10')];
const LINK_LOCAL = ['169.254.0.0/16', 'fe80::/10'].map(prefix);
const LOOPBACK = ['127.0.0.0/8', '::1'].map(prefix);
const NOWHERE = ['0.0.0.0/8', '::'].map(prefix);
const GROUP = ['224.0.0.0/4', '255.255.255.255', 'ff00::/8'].map(prefix);
/** RFC 4380 Teredo, RFC 3056 6to4. */
const TRANSITION = ['2001::/32', '2002::/16'].map(prefix);

export type AddressScope =
  | 'private'
  | 'shared'
  | 'link-local'
  | 'loopback'
  | 'nowhere'
  | 'group'
  | 'transition'
  | 'public';

/** What kind of address it is by its number alone. Not an address at all counts as `nowhere`. */
export function scope(address: string): AddressScope {
  if (canonical(address) === undefined) return 'nowhere';
  if (covered(address, PRIVATE)) return 'private';
  if (covered(address, SHARED)) return 'shared';
  if (covered(address, LINK_LOCAL)) return 'link-local';
  if (covered(address, LOOPBACK)) return 'loopback';
  if (covered(address, NOWHERE)) return 'nowhere';
  if (covered(address, GROUP)) return 'group';
  if (covered(address, TRANSITION)) return 'transition';
  return 'public';
}

/** Whether both IPv4 addresses share the first `bits`; IPv6 likewise. Used where a mask is not known. */
export function sameNetwork(a: string, b: string, bits: number): boolean {
  const net = cidr(`${a}/${bits}`);
  return net !== undefined && covered(b, [net]) !== undefined;
}

/** `10.0.0.1:443`, `[2001:db8::1]:443`; without a port the bare address. */
export function endpointText(endpoint: { readonly address: string; readonly port: number }): string {
  if (endpoint.port === 0) return endpoint.address;
  return endpoint.address.includes(':')
    ? `[${endpoint.address}]:${endpoint.port}`
    : `${endpoint.address}:${endpoint.port}`;
}
