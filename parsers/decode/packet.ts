/** One captured frame and what its headers say. One Packet serves a whole capture: decoders write into it, and whoever
 *  keeps something copies it. Offsets count into `bytes`; a field is meaningful only where its layer was found. */
export class Packet {
  // --- the frame, set by the container -----------------------------------------------------------------------------
  /** The caller's memory, valid until the next frame. */
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  /** Past the last captured byte. */
  end = 0;
  /** Length on the wire, bytes. */
  original = 0;
  /** From 1, as Wireshark counts. */
  number = 0;
  /** Milliseconds since 1970, UTC. */
  time = 0.5;
  /** Index within the whole file. */
  interface = 0;
  /** LINKTYPE_ value. */
  linkType = 0;

  // --- link ----------------------------------------------------------------------------------------------------------
  /** What the link header announces: an EtherType; IPv4 (0x0800) and IPv6 (0x86dd) also for links without one; -1 where
   *  the link header was not understood; 0 where it was, and carries something else. */
  etherType = -1;
  /** Where the announced layer starts. */
  network = 0;
  /** Offset of the sender's MAC address; -1 without. */
  mac = -1;
  /** Sent to a broadcast or multicast link address. */
  group = false;
  /** A Wi-Fi data frame whose content cannot be read: encrypted, or several put together. */
  unread: 'encrypted' | 'aggregated' | undefined = undefined;

  // --- IP: the innermost header that was read --------------------------------------------------------------------------
  /** 4, 6, or 0 without. */
  version = 0;
  /** Source address: `s0` alone for IPv4, all four words for IPv6. Signed 32-bit. */
  s0 = 0;
  s1 = 0;
  s2 = 0;
  s3 = 0;
  /** Destination address. */
  d0 = 0;
  d1 = 0;
  d2 = 0;
  d3 = 0;
  /** IANA protocol number after all extension headers. */
  protocol = 0;
  /** IPv4 identification; IPv6 that of the fragment header, else 0. */
  ipId = 0;
  /** Part of a fragmented datagram. */
  fragment = false;
  /** Where its payload belongs in the datagram, bytes. */
  fragmentAt = 0;
  moreFragments = false;
  /** Start of what follows the IP header. */
  payload = 0;
  /** Past the last captured byte of it. */
  payloadEnd = 0;
  /** Its length by the header, bytes; more than was captured in a cut frame. */
  payloadLength = 0;
  /** Length of the IP packet, header included, bytes; of a fragment, the fragment's. */
  ipLength = 0;

  // --- TCP and UDP: `payload*` then is what follows their header ---------------------------------------------------------
  /** A TCP or UDP header was read whole. */
  transport = false;
  sourcePort = 0;
  destinationPort = 0;
  /** Signed 32-bit. */
  sequence = 0;
  acknowledgment = 0;
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16 … */
  tcpFlags = 0;
  /** Of a SYN; 0 without. */
  mss = 0;
  /** Shift of a SYN's window scale option; -1 without. */
  windowScale = -1;
  /** As in the header, not scaled; -1 = cut before it. */
  window = -1;
}

/** Copies the IP addresses of one packet to another. */
export function copyAddresses(from: Packet, to: Packet): void {
  to.version = from.version;
  to.s0 = from.s0;
  to.s1 = from.s1;
  to.s2 = from.s2;
  to.s3 = from.s3;
  to.d0 = from.d0;
  to.d1 = from.d1;
  to.d2 = from.d2;
  to.d3 = from.d3;
}

/** 16-bit big-endian number. The caller has checked the bounds. */
export function be16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

/** 32-bit big-endian number, signed. The caller has checked the bounds. */
export function be32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** 16-bit number in either byte order. The caller has checked the bounds. */
export function read16(bytes: Uint8Array, at: number, little: boolean): number {
  return little ? bytes[at]! | (bytes[at + 1]! << 8) : (bytes[at]! << 8) | bytes[at + 1]!;
}

/** Unsigned 32-bit number in either byte order. The caller has checked the bounds. */
export function read32(bytes: Uint8Array, at: number, little: boolean): number {
  return (
    (little
      ? bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
      : (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  );
}
