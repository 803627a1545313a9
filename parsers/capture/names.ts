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

/** Both ends of a flow as words, `a0` and `b0` alone for IPv4; the port of `a` above that of `b`. */
export interface Ends {
  version: number;
  a0: number;
  a1: number;
  a2: number;
  a3: number;
  b0: number;
  b1: number;
  b2: number;
  b3: number;
  ports: number;
}

export function copyEnds(from: Ends, to: Ends): void {
  to.version = from.version;
  to.a0 = from.a0;
  to.a1 = from.a1;
  to.a2 = from.a2;
  to.a3 = from.a3;
  to.b0 = from.b0;
  to.b1 = from.b1;
  to.b2 = from.b2;
  to.b3 = from.b3;
  to.ports = from.ports;
}

export function endpointA({ version, a0, a1, a2, a3, ports }: Ends): Endpoint {
  return { address: addressText(version, a0, a1, a2, a3), port: ports >>> 16 };
}

export function endpointB({ version, b0, b1, b2, b3, ports }: Ends): Endpoint {
  return { address: addressText(version, b0, b1, b2, b3), port: ports & 0xffff };
}
