import { LAYERS } from '../../src/limits.ts';
import { be16, type Packet } from './packet.ts';
import { decodePpp } from './ppp.ts';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;

/** Reads an Ethernet header with VLAN tags (IEEE 802.1Q, 802.1ad), LLC/SNAP, PPPoE sessions (RFC 2516) and MPLS labels
 *  (RFC 3032). Frames that are bare IP although the file says Ethernet (libpcap#824, WAN adapters) are read as IP. */
export function decodeEthernet(p: Packet): void {
  const { bytes, start } = p;
  if (start + 14 > p.end) {
    if (isRawIp(p)) rawIp(p);
    return;
  }
  const type = be16(bytes, start + 12);
  // No address of a group begins like an IPv4 header without options; the bytes of a source address can look like a type.
  if (bytes[start] === 0x45 && isRawIp(p)) {
    rawIp(p);
    return;
  }
  if (type === IPV4 || type === IPV6) {
    p.etherType = type;
    p.network = start + 14;
  } else if (!plausible(type, p) && isRawIp(p)) {
    rawIp(p);
    return;
  } else {
    readEtherType(p, type, start + 14);
  }
  p.mac = start + 6;
  p.group = (bytes[start]! & 1) === 1;
}

/** Walks from an EtherType field's value to the network layer. */
export function readEtherType(p: Packet, type: number, at: number): void {
  const { bytes, end } = p;
  for (let layers = 0; layers < LAYERS; layers++) {
    switch (type) {
      case 0x8100:
      case 0x88a8:
      case 0x9100:
      case 0x9200:
        if (at + 4 > end) return;
        type = be16(bytes, at + 2);
        at += 4;
        continue;
      case 0x8864: // PPPoE session
        if (at + 6 <= end) decodePpp(p, at + 6);
        return;
      case 0x8847: {
        // MPLS: the label stack does not say what it carries; the first nibble does.
        while (at + 4 < end && (bytes[at + 2]! & 1) === 0) at += 4;
        const version = at + 4 < end ? bytes[at + 4]! >> 4 : 0;
        p.network = at + 4;
        p.etherType = version === 4 ? IPV4 : version === 6 ? IPV6 : 0;
        return;
      }
      default:
        break;
    }
    break;
  }
  if (type <= 1500) {
    // IEEE 802.3 length: LLC, of which SNAP with an EtherType is the one that can carry IP.
    p.network = at;
    p.etherType = 0;
    if (at + 8 <= end && bytes[at] === 0xaa && bytes[at + 1] === 0xaa && bytes[at + 2] === 0x03) {
      if (bytes[at + 3] === 0 && bytes[at + 4] === 0 && bytes[at + 5] === 0) {
        p.etherType = be16(bytes, at + 6);
        p.network = at + 8;
      }
    }
    return;
  }
  p.network = at;
  p.etherType = type;
}

/** The field can be an EtherType or a length of this frame. */
function plausible(type: number, p: Packet): boolean {
  switch (type) {
    case 0x0806:
    case 0x8035:
    case 0x8100:
    case 0x8847:
    case 0x8863:
    case 0x8864:
    case 0x886d:
    case 0x888e:
    case 0x88a8:
    case 0x88cc:
    case 0x88e1:
    case 0x893a:
    case 0x8899:
    case 0x9000:
    case 0x9100:
      return true;
    default:
      return type <= 1500 && type + 14 <= p.original && type > 0 && type + 14 + 46 >= p.original;
  }
}

/** The frame as a whole is one IP packet: version, header length and total length fit. */
function isRawIp(p: Packet): boolean {
  const { bytes, start, end } = p;
  if (start + 20 > end) return false;
  const first = bytes[start]!;
  if (first >> 4 === 4) return (first & 15) >= 5 && be16(bytes, start + 2) === p.original;
  return first >> 4 === 6 && start + 40 <= end && be16(bytes, start + 4) + 40 === p.original;
}

function rawIp(p: Packet): void {
  p.network = p.start;
  p.etherType = p.bytes[p.start]! >> 4 === 4 ? IPV4 : IPV6;
}
