import { be16, type Packet } from './packet.ts';

/** Moves `payload` past an authentication header (RFC 4302 2) and sets `protocol` to what it protects. False = cut. */
export function skipAuthenticationHeader(p: Packet): boolean {
  if (p.payload + 12 > p.payloadEnd) return false;
  const size = (p.bytes[p.payload + 1]! + 2) * 4;
  if (p.payload + size > p.payloadEnd) return false;
  p.protocol = p.bytes[p.payload]!;
  p.payload += size;
  p.payloadLength -= size;
  return true;
}

/** Where the packet inside GRE starts and its EtherType (RFC 2784, RFC 2890; version 1 is PPTP's, RFC 2637). */
export function decodeGre(p: Packet): { readonly etherType: number; readonly at: number } | undefined {
  const { bytes, payload, payloadEnd } = p;
  if (payload + 4 > payloadEnd) return undefined;
  const flags = be16(bytes, payload);
  // Version 1 and source routing carry nothing this reader follows.
  if ((flags & 0x4007) !== 0) return undefined;
  let at = payload + 4;
  if ((flags & 0x8000) !== 0) at += 4;
  if ((flags & 0x2000) !== 0) at += 4;
  if ((flags & 0x1000) !== 0) at += 4;
  if (at >= payloadEnd) return undefined;
  return { etherType: be16(bytes, payload + 2), at };
}
