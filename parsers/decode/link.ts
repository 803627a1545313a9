import { decodeEthernet } from './ethernet.ts';
import { decodeWireless } from './ieee80211.ts';
import { be16, type Packet } from './packet.ts';
import { decodePpp } from './ppp.ts';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;

/** Reads the link header of a frame: sets `etherType`, `network`, `mac` and `group`. Link types: LINKTYPE_ values of
 *  tcpdump.org/linktypes.html. */
export function decodeLink(p: Packet): void {
  p.etherType = -1;
  p.mac = -1;
  p.group = false;
  switch (p.linkType) {
    case 1: // ETHERNET
      decodeEthernet(p);
      return;
    case 0: // NULL: address family in the byte order of the capturing host
    case 108: // LOOP: the same in network byte order
      decodeNull(p);
      return;
    case 12: // DLT_RAW, as some systems write it
    case 14: // DLT_RAW of OpenBSD
    case 101: // RAW
      decodeRaw(p);
      return;
    case 228: // IPV4
      p.network = p.start;
      p.etherType = IPV4;
      return;
    case 229: // IPV6
      p.network = p.start;
      p.etherType = IPV6;
      return;
    case 113: // LINUX_SLL
      decodeCooked(p, 16, 14, 0);
      return;
    case 276: // LINUX_SLL2
      decodeCooked(p, 20, 0, 10);
      return;
    case 9: // PPP
    case 50: // PPP_HDLC
      decodePpp(p, p.start);
      return;
    case 105: // IEEE802_11, as etl2pcapng writes Wi-Fi
    case 127: // IEEE802_11_RADIOTAP
      decodeWireless(p);
      return;
    default:
  }
}

/** The IP version alone tells what follows. */
function decodeRaw(p: Packet): void {
  if (p.end <= p.start) return;
  const version = p.bytes[p.start]! >> 4;
  if (version !== 4 && version !== 6) return;
  p.network = p.start;
  p.etherType = version === 4 ? IPV4 : IPV6;
}

function decodeNull(p: Packet): void {
  const { bytes, start } = p;
  if (start + 4 > p.end) return;
  const family = bytes[start] === 0 ? bytes[start + 3]! : bytes[start]!;
  p.network = start + 4;
  switch (family) {
    case 2:
      p.etherType = IPV4;
      return;
    // AF_INET6 of Linux, Windows, BSDs and macOS.
    case 10:
    case 23:
    case 24:
    case 28:
    case 30:
      p.etherType = IPV6;
      return;
    default:
      p.etherType = 0;
  }
}

/** Linux cooked captures: protocol and packet type at fixed places, then the payload. */
function decodeCooked(p: Packet, header: number, protocol: number, packetType: number): void {
  const { bytes, start } = p;
  if (start + header > p.end) return;
  const type = packetType === 0 ? be16(bytes, start) : bytes[start + packetType]!;
  // 1 = broadcast, 2 = multicast.
  p.group = type === 1 || type === 2;
  p.network = start + header;
  p.etherType = be16(bytes, start + protocol);
  // A VLAN tag that was left in place (QinQ through the any device).
  if (p.etherType === 0x8100 && p.network + 4 <= p.end) {
    p.etherType = be16(bytes, p.network + 2);
    p.network += 4;
  }
}
