import { be16, type Packet } from './packet.ts';

/** Reads the UDP header at `payload` (RFC 768) and moves `payload` past it. False = cut or contradictory. */
export function decodeUdp(p: Packet): boolean {
  const { bytes, payload } = p;
  if (payload + 8 > p.payloadEnd) return false;
  const length = be16(bytes, payload + 4);
  p.sourcePort = be16(bytes, payload);
  p.destinationPort = be16(bytes, payload + 2);
  // 0 = longer than 64 KiB (RFC 2675) or left to the network card.
  if (length !== 0) {
    if (length < 8) return false;
    if (payload + length < p.payloadEnd) p.payloadEnd = payload + length;
    if (length < p.payloadLength) p.payloadLength = length;
  }
  p.transport = true;
  p.payload = payload + 8;
  p.payloadLength -= 8;
  return true;
}
