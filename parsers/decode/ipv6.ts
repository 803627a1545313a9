import { be16, be32, type Packet } from './packet.ts';

/** Extension headers walked; more than a dozen are an attack (RFC 8504 5.3 lets nodes drop far fewer). */
const EXTENSIONS = 16;

/** Reads the IPv6 header at `at` and its extension headers (RFC 8200). False = it contradicts itself or is cut. */
export function decodeIpv6(p: Packet, at: number, end: number): boolean {
  const bytes = p.bytes;
  if (at + 40 > end || bytes[at]! >> 4 !== 6) return false;
  p.version = 6;
  p.ipId = 0;
  p.fragment = false;
  p.moreFragments = false;
  p.fragmentAt = 0;
  p.s0 = be32(bytes, at + 8);
  p.s1 = be32(bytes, at + 12);
  p.s2 = be32(bytes, at + 16);
  p.s3 = be32(bytes, at + 20);
  p.d0 = be32(bytes, at + 24);
  p.d1 = be32(bytes, at + 28);
  p.d2 = be32(bytes, at + 32);
  p.d3 = be32(bytes, at + 36);
  const length = be16(bytes, at + 4);
  let next = bytes[at + 6]!;
  let cursor = at + 40;
  // 0 = a jumbogram or segmentation offload: what was captured counts.
  const limit = length === 0 ? end : cursor + length;
  const stop = Math.min(limit, end);
  for (let n = 0; n < EXTENSIONS; n++) {
    // Hop-by-hop, routing, destination options, mobility, HIP, shim6: type, length in 8 bytes beyond the first 8.
    if (next === 0 || next === 43 || next === 60 || next === 135 || next === 139 || next === 140) {
      if (cursor + 8 > stop) return cut(p, next, cursor, stop, limit);
      next = bytes[cursor]!;
      cursor += (bytes[cursor + 1]! + 1) * 8;
      if (cursor > stop) return cut(p, next, stop, stop, limit);
      continue;
    }
    if (next === 44 && !p.fragment) {
      if (cursor + 8 > stop) return cut(p, next, cursor, stop, limit);
      next = bytes[cursor]!;
      const where = be16(bytes, cursor + 2);
      p.fragmentAt = where & 0xfff8;
      p.moreFragments = (where & 1) !== 0;
      // An atomic fragment (RFC 6946) is a whole datagram.
      p.fragment = p.fragmentAt !== 0 || p.moreFragments;
      p.ipId = be32(bytes, cursor + 4);
      cursor += 8;
      // What follows a fragment header belongs to the datagram as a whole.
      if (p.fragment) break;
      continue;
    }
    break;
  }
  p.protocol = next;
  p.payload = cursor;
  p.payloadEnd = stop;
  p.payloadLength = limit - cursor;
  return true;
}

/** The frame ends inside an extension header: the addresses count, nothing more can be told. */
function cut(p: Packet, protocol: number, at: number, end: number, limit: number): boolean {
  p.protocol = protocol === 6 || protocol === 17 ? 59 : protocol;
  p.payload = at;
  p.payloadEnd = end;
  p.payloadLength = Math.max(0, limit - at);
  return true;
}

/** Walks extension headers in front of a reassembled datagram: `protocol` and `payload` move past them. */
export function skipExtensions(p: Packet): void {
  for (let n = 0; n < EXTENSIONS; n++) {
    if (p.protocol !== 0 && p.protocol !== 43 && p.protocol !== 60) return;
    if (p.payload + 8 > p.payloadEnd) return;
    const size = (p.bytes[p.payload + 1]! + 1) * 8;
    if (p.payload + size > p.payloadEnd) return;
    p.protocol = p.bytes[p.payload]!;
    p.payload += size;
    p.payloadLength -= size;
  }
}
