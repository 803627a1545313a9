import { be16, be32, type Packet } from './packet.ts';

/** Reads the IPv4 header at `at` (RFC 791). False = it contradicts itself or is cut. Checksums are not judged: network
 *  cards fill them in after the capture. */
export function decodeIpv4(p: Packet, at: number, end: number): boolean {
  const bytes = p.bytes;
  if (at + 20 > end) return false;
  const first = bytes[at]!;
  const header = (first & 15) * 4;
  if (first >> 4 !== 4 || header < 20) return false;
  let length = be16(bytes, at + 2);
  // 0 = left to the network card (segmentation offload): what was captured counts.
  if (length === 0) length = end - at;
  if (length < header) return false;
  p.version = 4;
  p.ipId = be16(bytes, at + 4);
  const fragment = be16(bytes, at + 6);
  p.moreFragments = (fragment & 0x2000) !== 0;
  p.fragmentAt = (fragment & 0x1fff) * 8;
  p.fragment = (fragment & 0x3fff) !== 0;
  p.protocol = bytes[at + 9]!;
  p.s0 = be32(bytes, at + 12);
  p.d0 = be32(bytes, at + 16);
  p.payload = at + header;
  p.payloadLength = length - header;
  p.payloadEnd = Math.min(at + length, end);
  if (p.payload > p.payloadEnd) p.payload = p.payloadEnd;
  return true;
}
