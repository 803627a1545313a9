/** IP addresses and endpoints as logs and SDP write them, into the canonical form of facts. */

import { isDotted } from '../../src/dotted.ts';
import type { Endpoint } from '../../src/facts.ts';
import { formatIpv6 } from './address.ts';

const group = (text: string): number => (/^[0-9a-f]{1,4}$/i.test(text) ? Number.parseInt(text, 16) : -1);

/** The 16 bytes of an IPv6 address in text (RFC 4291 2.2), or undefined. */
function ipv6Bytes(text: string): Uint8Array | undefined {
  if (text.length < 2 || text.length > 45) return undefined;
  const sides = text.split('::');
  if (sides.length > 2) return undefined;
  const groups = sides.map((side) => (side === '' ? [] : side.split(':')));
  const last = groups.at(-1)!;
  const tail = last.at(-1);
  if (tail?.includes('.')) {
    if (!isDotted(tail)) return undefined;
    const [a, b, c, d] = tail.split('.').map(Number) as [number, number, number, number];
    last.splice(-1, 1, ((a << 8) | b).toString(16), ((c << 8) | d).toString(16));
  }
  const count = groups.reduce((sum, side) => sum + side.length, 0);
  if (sides.length === 1 ? count !== 8 : count > 7) return undefined;
  const bytes = new Uint8Array(16);
  let at = 0;
  for (const [side, parts] of groups.entries()) {
    if (side === 1) at = 16 - 2 * parts.length;
    for (const part of parts) {
      const value = group(part);
      if (value < 0) return undefined;
      bytes[at++] = value >> 8;
      bytes[at++] = value & 0xff;
    }
  }
  return bytes;
}

/**
 * @returns dotted IPv4, or IPv6 as in RFC 5952 (IPv4-mapped as IPv4; brackets and zone dropped); undefined for anything
 * else: names, masked addresses, octal or short forms.
 */
export function ipOf(text: string): string | undefined {
  if (isDotted(text)) return text;
  if (!text.includes(':')) return undefined;
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const bytes = ipv6Bytes(bare);
  if (bytes === undefined) return undefined;
  const formatted = formatIpv6(bytes, 0);
  return formatted.startsWith('::ffff:') && formatted.includes('.') ? formatted.slice(7) : formatted;
}

/** Value of one to `most` decimal digits, or -1. */
export function decimal(text: string, most: number): number {
  if (text.length === 0 || text.length > most) return -1;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c < 0x30 || c > 0x39) return -1;
    value = value * 10 + c - 0x30;
  }
  return value;
}

/** A port number as text; 0 when it is none. */
export function portOf(text: string): number {
  const port = decimal(text, 5);
  return port >= 0 && port < 65536 ? port : 0;
}

/** @returns the endpoint of `ip`, `ip:port`, `[ip6]`, `[ip6]:port`, also with the doubled colon that masking leaves
 *  behind (`192.0.2.60::58513`); undefined when the host is no IP address. Port 0 = not given. */
export function endpointOf(text: string): Endpoint | undefined {
  const dotted = /^([\d.]+)(?::{1,2}(\d{1,5}))?$/.exec(text);
  if (dotted) return isDotted(dotted[1]!) ? { address: dotted[1]!, port: portOf(dotted[2] ?? '') } : undefined;
  const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(text);
  const address = ipOf(bracketed ? bracketed[1]! : text);
  return address === undefined ? undefined : { address, port: portOf(bracketed?.[2] ?? '') };
}
