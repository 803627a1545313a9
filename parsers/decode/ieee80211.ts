import { readEtherType } from './ethernet.ts';
import { be16, type Packet, read32 } from './packet.ts';

/** Reads an IEEE 802.11 data frame with LLC/SNAP, behind a radiotap header or bare. Management and control frames carry
 *  nothing to read; of encrypted data and of several frames put together (A-MSDU) `unread` says so. */
export function decodeWireless(p: Packet): void {
  const { bytes, end } = p;
  let at = p.start;
  let padded = false;
  if (p.linkType === RADIOTAP) {
    if (at + 8 > end) return;
    padded = (radiotapFlags(bytes, at, end) & 0x20) !== 0;
    at += bytes[at + 2]! | (bytes[at + 3]! << 8);
  }
  if (at + 2 > end) return;
  const control = bytes[at]!;
  const flags = bytes[at + 1]!;
  p.network = at;
  p.etherType = 0;
  // Type 2 = data; subtypes with bit 4 carry none.
  if ((control & 0x0c) !== 0x08 || (control & 0x40) !== 0) return;
  const qos = (control & 0x80) !== 0;
  // From one access point to another there is a fourth address.
  const addresses = (flags & 3) === 3 ? 30 : 24;
  // Behind QoS control, HT control.
  let header = addresses + (qos ? ((flags & 0x80) !== 0 ? 6 : 2) : 0);
  if (padded) header = (header + 3) & ~3;
  if (at + header > end) return;
  // To the distribution system: the destination is the third address.
  p.group = (bytes[at + ((flags & 1) !== 0 ? 16 : 4)]! & 1) === 1;
  if ((flags & 0x40) !== 0) {
    p.unread = 'encrypted';
    return;
  }
  if (qos && (bytes[at + addresses]! & 0x80) !== 0) {
    p.unread = 'aggregated';
    return;
  }
  const llc = at + header;
  // A later fragment has no LLC header.
  if ((bytes[at + 22]! & 0x0f) !== 0 || llc + 8 > end) return;
  if (bytes[llc] === 0xaa && bytes[llc + 1] === 0xaa && bytes[llc + 2] === 0x03) {
    readEtherType(p, be16(bytes, llc + 6), llc + 8);
  }
}

const RADIOTAP = 127;

/** The flags field of a radiotap header (radiotap.org): bit 0x20 = padding behind the 802.11 header. 0 without. */
function radiotapFlags(bytes: Uint8Array, at: number, end: number): number {
  const present = read32(bytes, at + 4, true);
  if ((present & 2) === 0) return 0;
  let field = at + 8;
  for (let word = present; word >>> 31 === 1 && field + 4 <= end; field += 4) word = read32(bytes, field, true);
  // The time before it has 8 bytes, aligned to 8 from the header's start.
  if ((present & 1) !== 0) field = at + ((field - at + 7) & ~7) + 8;
  return field < end ? bytes[field]! : 0;
}
