import { readEtherType } from './ethernet.ts';
import { be16, type Packet } from './packet.ts';

/** Reads an IEEE 802.11 data frame with LLC/SNAP, behind a radiotap header or bare. Management, control and encrypted
 *  frames carry nothing to read. */
export function decodeWireless(p: Packet): void {
  const { bytes, end } = p;
  let at = p.start;
  if (p.linkType === 127) {
    if (at + 4 > end) return;
    at += bytes[at + 2]! | (bytes[at + 3]! << 8);
  }
  if (at + 2 > end) return;
  const control = bytes[at]!;
  const flags = bytes[at + 1]!;
  p.network = at;
  p.etherType = 0;
  // Type 2 = data; subtypes with bit 4 carry none; flag 0x40 = protected.
  if ((control & 0x0c) !== 0x08 || (control & 0x40) !== 0 || (flags & 0x40) !== 0) return;
  let header = (flags & 3) === 3 ? 30 : 24;
  if ((control & 0x80) !== 0) header += (flags & 0x80) !== 0 ? 6 : 2;
  if (at + header + 8 > end) return;
  // To the distribution system: the destination is the third address.
  p.group = (bytes[at + ((flags & 1) !== 0 ? 16 : 4)]! & 1) === 1;
  const llc = at + header;
  if (bytes[llc] === 0xaa && bytes[llc + 1] === 0xaa && bytes[llc + 2] === 0x03) {
    readEtherType(p, be16(bytes, llc + 6), llc + 8);
  }
}
