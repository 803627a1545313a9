import { be16, be32, type Packet } from './packet.ts';

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

/** Reads the TCP header at `payload` (RFC 9293 3.1) and moves `payload` past it. False = cut or contradictory. */
export function decodeTcp(p: Packet): boolean {
  const { bytes, payload, payloadEnd } = p;
  p.mss = 0;
  if (payload + 14 > payloadEnd) return false;
  p.sourcePort = be16(bytes, payload);
  p.destinationPort = be16(bytes, payload + 2);
  p.sequence = be32(bytes, payload + 4);
  p.acknowledgment = be32(bytes, payload + 8);
  p.tcpFlags = bytes[payload + 13]!;
  p.transport = true;
  const header = (bytes[payload + 12]! >> 4) * 4;
  if (header < 20) return false;
  const data = payload + header;
  if ((p.tcpFlags & SYN) !== 0 && header > 20) {
    p.mss = readMss(bytes, payload + 20, Math.min(data, payloadEnd));
  }
  p.payload = Math.min(data, payloadEnd);
  p.payloadLength -= header;
  if (p.payloadLength < 0) {
    p.payloadLength = 0;
    return false;
  }
  return true;
}

/** Maximum segment size option (RFC 9293 3.7.1); 0 without. */
function readMss(bytes: Uint8Array, at: number, end: number): number {
  while (at < end) {
    const kind = bytes[at]!;
    if (kind === 0) return 0;
    if (kind === 1) {
      at++;
      continue;
    }
    if (at + 1 >= end) return 0;
    const length = bytes[at + 1]!;
    if (length < 2) return 0;
    if (kind === 2 && length === 4 && at + 4 <= end) return be16(bytes, at + 2);
    at += length;
  }
  return 0;
}
