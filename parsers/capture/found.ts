/** What was found in a frame, as bits; each has a counter in the capture's summary. A protocol counts once a frame, also
 *  inside an ICMP error's quote, as in Wireshark's frame.protocols. */
export const DNS = 1 << 0;
export const SYN_FLAG = 1 << 1;
export const FRAG_NEEDED = 1 << 2;
export const REDIRECT = 1 << 3;
export const ICMP = 1 << 4;
export const ICMPV6 = 1 << 5;
export const IP_FRAGMENT = 1 << 6;
export const STUN = 1 << 7;
export const MS_TURN = 1 << 8;
export const TLS = 1 << 9;
export const ESP = 1 << 10;
export const ISAKMP = 1 << 11;
export const ARP = 1 << 12;
export const MALFORMED = 1 << 13;
export const CUT = 1 << 14;
export const MDNS = 1 << 15;
export const LLMNR = 1 << 16;
export const SIP = 1 << 17;
export const RTP = 1 << 18;

/** Nothing more was looked for: another interface has shown the packet. Counted by interface. */
export const COPY = 1 << 31;

/** Counter names in the order of the bits. */
const NAMES = [
  'dns',
  'syn',
  'fragNeeded',
  'redirect',
  'icmp',
  'icmpv6',
  'ipFragments',
  'stun',
  'msTurn',
  'tls',
  'esp',
  'isakmp',
  'arp',
  'malformedPackets',
  'cutFrames',
  'mdns',
  'llmnr',
  'sip',
  'rtp',
] as const;

/** Counts frames by what was found in them. */
export class FoundCounters {
  private readonly counts = new Float64Array(NAMES.length);

  add(found: number): void {
    while (found !== 0) {
      const bit = 31 - Math.clz32(found);
      this.counts[bit]!++;
      found &= ~(1 << bit);
    }
  }

  /** By name, zeros included. */
  all(): Record<string, number> {
    return Object.fromEntries(NAMES.map((name, bit) => [name, this.counts[bit]!]));
  }
}
