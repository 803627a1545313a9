import type { Conversation } from './conversation.ts';

/** One 5-tuple on one interface, or one address pair of a protocol without ports. `a` is the side whose address and port
 *  compare lower; which side is the client is the conversation's or the first packet's matter. */
export class Flow {
  readonly interface: number;
  readonly version: number;
  /** IANA number; PAIR and above are this program's own. */
  readonly protocol: number;
  /** Key word: interface, protocol, version, and whether the packet travelled inside another. */
  readonly meta: number;
  readonly a0: number;
  readonly a1: number;
  readonly a2: number;
  readonly a3: number;
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly b3: number;
  readonly ports: number;
  readonly inner: boolean;
  /** The first packet came from `a`. */
  readonly aFirst: boolean;
  readonly firstFrame: number;
  readonly firstTime: number;
  slot = -1;
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
  // RTP look-alikes.
  rtpA = 0;
  rtpB = 0;
  ssrcA = 0;
  ssrcB = 0;
  /** Payload type of the last one, with its sequence number above bit 8; -1 = none yet. */
  lastRtpA = -1;
  lastRtpB = -1;
  tcp: Conversation | undefined = undefined;

  constructor(
    meta: number,
    a: readonly [number, number, number, number],
    b: readonly [number, number, number, number],
    ports: number,
    aFirst: boolean,
    frame: number,
    time: number,
  ) {
    this.meta = meta;
    this.interface = meta >>> 12;
    this.protocol = (meta >>> 2) & 0x3ff;
    this.version = (meta & 2) !== 0 ? 6 : 4;
    this.inner = (meta & 1) !== 0;
    [this.a0, this.a1, this.a2, this.a3] = a;
    [this.b0, this.b1, this.b2, this.b3] = b;
    this.ports = ports;
    this.aFirst = aFirst;
    this.firstFrame = frame;
    this.firstTime = time;
  }
}

/** Protocol number of the flows that only count the addresses of fragments. */
export const FRAGMENTS = 0x100;
