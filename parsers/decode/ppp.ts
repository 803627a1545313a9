import { be16, type Packet } from './packet.ts';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;

/** PPP in HDLC-like framing (RFC 1662), address and control possibly left out. */
export function decodePpp(p: Packet, at: number): void {
  const { bytes, end } = p;
  if (at + 2 <= end && bytes[at] === 0xff && bytes[at + 1] === 0x03) at += 2;
  if (at >= end) return;
  let protocol = bytes[at]!;
  if ((protocol & 1) === 0) {
    if (at + 2 > end) return;
    protocol = be16(bytes, at);
    at += 2;
  } else {
    at += 1;
  }
  p.network = at;
  p.etherType = protocol === 0x21 ? IPV4 : protocol === 0x57 ? IPV6 : 0;
}
