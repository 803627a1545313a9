import { be16, be32, type Packet } from './packet.ts';

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

/** Reads the TCP header at `payload` (RFC 9293 3.1) and moves `payload` past it. False = cut or contradictory. */
export function decodeTcp(p: Packet): boolean {
  const { bytes, payload, payloadEnd } = p;
  p.mss = 0;
  p.windowScale = -1;
  p.window = -1;
  if (payload + 14 > payloadEnd) return false;
  p.sourcePort = be16(bytes, payload);
  p.destinationPort = be16(bytes, payload + 2);
  p.sequence = be32(bytes, payload + 4);
  p.acknowledgment = be32(bytes, payload + 8);
  p.tcpFlags = bytes[payload + 13]!;
  p.transport = true;
  const header = (bytes[payload + 12]! >> 4) * 4;
  if (header < 20) return false;
  if (payload + 16 <= payloadEnd) p.window = be16(bytes, payload + 14);
  const data = payload + header;
  if ((p.tcpFlags & SYN) !== 0 && header > 20) readOptions(p, payload + 20, Math.min(data, payloadEnd));
  p.payload = Math.min(data, payloadEnd);
  p.payloadLength -= header;
  if (p.payloadLength < 0) {
    p.payloadLength = 0;
    return false;
  }
  return true;
}

/** Maximum segment size (RFC 9293 3.7.1) and window scale (RFC 7323 2) of a SYN; the first of each counts. */
function readOptions(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  while (at < end) {
    const kind = bytes[at]!;
    if (kind === 0) return;
    if (kind === 1) {
      at++;
      continue;
    }
    if (at + 1 >= end) return;
    const length = bytes[at + 1]!;
    if (length < 2 || at + length > end) return;
    if (kind === 2 && length === 4 && p.mss === 0) p.mss = be16(bytes, at + 2);
    else if (kind === 3 && length === 3 && p.windowScale < 0) p.windowScale = bytes[at + 2]!;
    at += length;
  }
}
