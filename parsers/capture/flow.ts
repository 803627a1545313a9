import type { FlowTunnel } from '../../src/facts.ts';
import type { Packet } from '../decode/packet.ts';
import type { Conversation } from './conversation.ts';
import type { FlowRtp } from './flow-rtp.ts';
import type { Ends } from './names.ts';
import { LOOKS, type TunnelWatch } from './tunnels.ts';

/** Protocol number of the flows that only count the addresses of fragments. */
export const FRAGMENTS = 0x100;

/** One 5-tuple on one interface, or one address pair of a protocol without ports. `a` is the side whose address and port
 *  compare lower; which side is the client is the conversation's or the first packet's matter. */
export class Flow implements Ends {
  /** Its place in the table of all. */
  slot = -1;
  /** Is among those whose conversation was over. */
  leaves = false;
  interface = 0;
  version = 4;
  /** IANA number, or FRAGMENTS. */
  protocol = 0;
  /** The packets travelled inside others. */
  inner = false;
  /** Interface, protocol, version and `inner` as one word of the key. */
  meta = 0;
  a0 = 0;
  a1 = 0;
  a2 = 0;
  a3 = 0;
  b0 = 0;
  b1 = 0;
  b2 = 0;
  b3 = 0;
  /** Port of `a` above that of `b`. */
  ports = 0;
  /** The first packet came from `a`. */
  aFirst = false;
  firstFrame = 0;
  firstTime = 0.5;
  lastFrame = 0;
  lastTime = 0.5;
  fromA = 0;
  fromB = 0;
  bytesA = 0;
  bytesB = 0;
  /** Source MAC of the first frame each way, as two numbers; -1 = none. */
  macAHigh = -1;
  macALow = 0;
  macBHigh = -1;
  macBLow = 0;
  /** Longest IP packet each way, and datagrams in fragments. */
  longestA = 0;
  longestB = 0;
  fragmentedA = 0;
  fragmentedB = 0;
  fragmentFrame = 0;
  fragmentTime = 0.5;
  /** Packets of RTP streams. */
  rtpA = 0;
  rtpB = 0;
  rtp: FlowRtp | undefined = undefined;
  /** A STUN message was seen. */
  stun = false;
  /** Datagrams to be looked at for a tunnel's form. */
  looks = 0;
  tunnel: FlowTunnel | undefined = undefined;
  watch: TunnelWatch | undefined = undefined;
  quic = false;
  tcp: Conversation | undefined = undefined;

  /** Makes this the flow of packet `p`. */
  open(p: Packet, ports: number, meta: number, fromA: boolean): void {
    this.meta = meta;
    this.interface = meta >> 12;
    this.protocol = (meta >>> 2) & 0x3ff;
    this.version = (meta & 2) !== 0 ? 6 : 4;
    this.inner = (meta & 1) !== 0;
    this.a0 = fromA ? p.s0 : p.d0;
    this.b0 = fromA ? p.d0 : p.s0;
    if (this.version === 6) {
      this.a1 = fromA ? p.s1 : p.d1;
      this.a2 = fromA ? p.s2 : p.d2;
      this.a3 = fromA ? p.s3 : p.d3;
      this.b1 = fromA ? p.d1 : p.s1;
      this.b2 = fromA ? p.d2 : p.s2;
      this.b3 = fromA ? p.d3 : p.s3;
    }
    this.ports = ports;
    this.aFirst = fromA;
    this.firstFrame = p.number;
    this.firstTime = p.time;
    this.fromA = 0;
    this.fromB = 0;
    this.bytesA = 0;
    this.bytesB = 0;
    this.macAHigh = -1;
    this.macBHigh = -1;
    this.longestA = 0;
    this.longestB = 0;
    this.fragmentedA = 0;
    this.fragmentedB = 0;
    this.fragmentFrame = 0;
    this.rtpA = 0;
    this.rtpB = 0;
    this.stun = false;
    this.looks = LOOKS;
    this.tunnel = undefined;
    this.watch = undefined;
    this.quic = false;
  }
}
