import { decodeEthernet, readEtherType } from './ethernet.ts';
import { decodeWireless } from './ieee80211.ts';
import { be16, type Packet, read16, read32 } from './packet.ts';
import { decodePpp } from './ppp.ts';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;

/** Reads the link header of a frame: sets `etherType`, `network`, `mac` and `group`. Link types: LINKTYPE_ values of
 *  tcpdump.org/linktypes.html. */
export function decodeLink(p: Packet): void {
  p.etherType = -1;
  p.mac = -1;
  p.group = false;
  p.unread = undefined;
  if (p.linkType === 1) decodeEthernet(p);
  else decodeOther(p, p.linkType);
}

function decodeOther(p: Packet, linkType: number): void {
  switch (linkType) {
    case 0: // NULL: address family in the byte order of the capturing host
    case 108: // LOOP: the same in network byte order
      decodeNull(p, 4);
      return;
    case 109: // ENC: the inside of OpenBSD's IPsec, its address family in front, then SPI and flags
      decodeNull(p, 12);
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
    case 51: // PPP_ETHER: from the PPPoE header on
      if (p.start + 6 <= p.end) decodePpp(p, p.start + 6);
      return;
    case 105: // IEEE802_11, as etl2pcapng writes Wi-Fi
    case 127: // IEEE802_11_RADIOTAP
      decodeWireless(p);
      return;
    case 192: // PPI: version, flags, header length, link type of what follows
      if (p.start + 8 <= p.end) decodeInside(p, read16(p.bytes, p.start + 2, true), read32(p.bytes, p.start + 4, true));
      return;
    case 258: // PKTAP of macOS: header length, record type, link type of what follows
      if (p.start + 12 <= p.end) decodeInside(p, read32(p.bytes, p.start, true), read32(p.bytes, p.start + 8, true));
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

/** A header of the capturing program in front of a frame of another link type. */
function decodeInside(p: Packet, header: number, linkType: number): void {
  const { start } = p;
  if (header < 8 || start + header > p.end || linkType === 192 || linkType === 258) return;
  p.start += header;
  p.original -= header;
  if (linkType === 1) decodeEthernet(p);
  else {
    const own = p.linkType;
    p.linkType = linkType;
    decodeOther(p, linkType);
    p.linkType = own;
  }
  p.start = start;
  p.original += header;
}

function decodeNull(p: Packet, header: number): void {
  const { bytes, start } = p;
  if (start + header > p.end) return;
  const family = bytes[start] === 0 ? bytes[start + 3]! : bytes[start]!;
  p.network = start + header;
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
  // A VLAN tag that was left in place (QinQ through the any device), a PPPoE session. Below 1501 are Linux's own numbers.
  if (p.etherType > 1500) readEtherType(p, p.etherType, p.network);
}
