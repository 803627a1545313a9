import type { IcmpError } from '../../src/facts.ts';
import { formatIpv4, formatIpv6 } from './address.ts';
import { decodeIpv4 } from './ipv4.ts';
import { decodeIpv6 } from './ipv6.ts';
import { be16, be32, copyAddresses, type Packet } from './packet.ts';

/** What an ICMP message says beyond its type and code. */
export interface Icmp {
  readonly meaning: IcmpError['meaning'];
  readonly mtu?: number | undefined;
  readonly gateway?: string | undefined;
  /** Offset of the quoted packet; -1 without. */
  readonly quoted: number;
}

/** Reads an ICMP (RFC 792) or ICMPv6 (RFC 4443) error or redirect at `payload`; undefined = another message, or cut. */
export function decodeIcmp(p: Packet): Icmp | undefined {
  const { bytes, payload, payloadEnd } = p;
  if (payload + 8 > payloadEnd) return undefined;
  const type = bytes[payload]!;
  const code = bytes[payload + 1]!;
  const quoted = payload + 8 < payloadEnd ? payload + 8 : -1;
  if (p.version === 4) {
    switch (type) {
      case 3:
        // RFC 1191 4: the low 16 bits are the next-hop MTU; 0 from routers older than it.
        return code === 4
          ? { meaning: 'frag-needed', mtu: be16(bytes, payload + 6), quoted }
          : { meaning: 'unreachable', quoted };
      case 11:
        return { meaning: 'time-exceeded', quoted };
      case 5:
        return { meaning: 'redirect', gateway: formatIpv4(bytes, payload + 4), quoted };
      case 4:
      case 12:
        return { meaning: 'other', quoted };
      default:
        return undefined;
    }
  }
  switch (type) {
    case 1:
      return { meaning: 'unreachable', quoted };
    case 2:
      return { meaning: 'frag-needed', mtu: be32(bytes, payload + 4) >>> 0, quoted };
    case 3:
      return { meaning: 'time-exceeded', quoted };
    case 4:
      return { meaning: 'other', quoted };
    case 137:
      // RFC 4861 4.5: target, destination, then options, of which 4 holds the redirected packet.
      if (payload + 40 > payloadEnd) return undefined;
      return { meaning: 'redirect', gateway: formatIpv6(bytes, payload + 8), quoted: redirected(p) };
    default:
      return undefined;
  }
}

/** Offset of the packet in a Redirected Header option (RFC 4861 4.6.3); -1 without. */
function redirected(p: Packet): number {
  const { bytes, payloadEnd } = p;
  let at = p.payload + 40;
  while (at + 8 < payloadEnd) {
    const size = bytes[at + 1]! * 8;
    if (bytes[at] === 4) return at + 8;
    if (size === 0) return -1;
    at += size;
  }
  return -1;
}

/**
 * Reads the packet an error quotes into `quote`: addresses, protocol and the ports, which are there even when the quote
 * holds only the 8 bytes RFC 792 asks for. False = no IP header there.
 */
export function decodeQuote(p: Packet, at: number, quote: Packet): boolean {
  copyAddresses(p, quote);
  quote.bytes = p.bytes;
  quote.transport = false;
  quote.sourcePort = 0;
  quote.destinationPort = 0;
  quote.tcpFlags = 0;
  if (at < 0 || at >= p.payloadEnd) return false;
  const read = p.bytes[at]! >> 4 === 6 ? decodeIpv6(quote, at, p.payloadEnd) : decodeIpv4(quote, at, p.payloadEnd);
  if (!read) return false;
  quote.ipLength = quote.payload - at + quote.payloadLength;
  const ports = quote.protocol === 6 || quote.protocol === 17 || quote.protocol === 132;
  if (ports && quote.fragmentAt === 0 && quote.payload + 4 <= quote.payloadEnd) {
    quote.sourcePort = be16(p.bytes, quote.payload);
    quote.destinationPort = be16(p.bytes, quote.payload + 2);
    if (quote.protocol === 6 && quote.payload + 14 <= quote.payloadEnd) {
      quote.tcpFlags = p.bytes[quote.payload + 13]!;
    }
  }
  return true;
}
