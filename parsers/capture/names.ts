import type { Endpoint } from '../../src/facts.ts';
import { formatIpv4Word, formatIpv6Words } from '../decode/address.ts';
import type { Packet } from '../decode/packet.ts';

/** Text of an address given as words, `a` alone for IPv4. */
export function addressText(version: number, a: number, b: number, c: number, d: number): string {
  return version === 4 ? formatIpv4Word(a) : formatIpv6Words(a, b, c, d);
}

/** Text of a packet's source address. */
export function sourceOf(p: Packet): string {
  return addressText(p.version, p.s0, p.s1, p.s2, p.s3);
}

/** Text of a packet's destination address. */
export function destinationOf(p: Packet): string {
  return addressText(p.version, p.d0, p.d1, p.d2, p.d3);
}

/** Where a packet came from. */
export function senderOf(p: Packet): Endpoint {
  return { address: sourceOf(p), port: p.sourcePort };
}

/** Where a packet goes. */
export function receiverOf(p: Packet): Endpoint {
  return { address: destinationOf(p), port: p.destinationPort };
}
