import { SENT_SEGMENTS, SENT_WALK } from '../../src/limits.ts';
import type { Packet } from '../decode/packet.ts';

/** Milliseconds within which a packet of the same IP identification is the same one, seen at another capture point. */
const COPY = 5;
/** The same where the packet has no identification (IPv6; 0): TCP's shortest retransmission time-outs are two hundred
 *  times longer. */
const COPY_UNNUMBERED = 1;
/** Milliseconds within which a late segment was overtaken on the way, not sent again (Wireshark's bound). */
const OVERTAKEN = 3;
/** Longest such time that a slow handshake can raise it to. */
const OVERTAKEN_MOST = 500;
/** IP packets that a network card makes of one large segment at most; they are numbered on from it. */
const OFFLOADED = 64;

/** What a segment below the highest sequence number is. */
export type Behind = 'repeated' | 'late' | 'copy';

/** True = two packets of one sender that look the same are one packet. `carries` = data, SYN or FIN: acknowledgments
 *  without identification do repeat at once. */
export function isOnePacket(id: number, lastId: number, apart: number, carries: boolean): boolean {
  return id === lastId && (id !== 0 ? apart <= COPY : carries && apart <= COPY_UNNUMBERED);
}

/** The newest segments with data of all TCP conversations, in typed arrays. Each knows the one before of its sender, so
 *  that a segment that comes again finds when it went out first. */
export class SentSegments {
  private size = 256;
  private sequences: Int32Array = new Int32Array(this.size);
  private lengths: Int32Array = new Int32Array(this.size);
  /** The sender's next sequence number before the segment: below the segment's own where a gap opened. */
  private nexts: Int32Array = new Int32Array(this.size);
  private frames: Int32Array = new Int32Array(this.size);
  private ids: Int32Array = new Int32Array(this.size);
  private previous: Int32Array = new Int32Array(this.size);
  private times: Float64Array = new Float64Array(this.size);
  private count = 0;

  /** Remembers a segment. @param last the sender's one before. @returns what to give as `last` next time. */
  add(p: Packet, next: number, last: number): number {
    const number = this.count;
    if (number === this.size && this.size < SENT_SEGMENTS) this.grow();
    const at = number & (this.size - 1);
    this.sequences[at] = p.sequence;
    this.lengths[at] = p.payloadLength;
    this.nexts[at] = next;
    this.frames[at] = p.number;
    this.ids[at] = p.ipId;
    this.previous[at] = last;
    this.times[at] = p.time;
    // Numbers of segments are 31 bits; a wrong one after 2^31 is only a sender's other segment.
    this.count = (number + 1) & 0x7fffffff;
    return number;
  }

  /** Says what a segment with data is that lies below the sender's next sequence number. @param trip the handshake's
   *  round trip, ms. */
  behind(p: Packet, last: number, trip: number): Behind {
    const begin = p.sequence;
    const end = (begin + p.payloadLength) | 0;
    const bound = Math.max(OVERTAKEN, Math.min(trip, OVERTAKEN_MOST));
    for (let n = 0; n < SENT_WALK && this.has(last); n++) {
      const at = last & (this.size - 1);
      const from = this.sequences[at]!;
      const to = (from + this.lengths[at]!) | 0;
      if (((from - end) | 0) < 0 && ((to - begin) | 0) > 0) return this.isCopy(p, at, begin, end) ? 'copy' : 'repeated';
      // The gap that this segment opened holds the late one: its bytes were not seen before.
      if (((this.nexts[at]! - begin) | 0) <= 0 && ((from - end) | 0) >= 0) {
        return p.time - this.times[at]! <= bound ? 'late' : 'repeated';
      }
      last = this.previous[at]!;
    }
    return 'repeated';
  }

  /** The sender's oldest remembered segment of these very bytes; -1 = none. `foundTimes` then says how often. */
  first(sequence: number, length: number, last: number): number {
    let oldest = -1;
    this.foundTimes = 0;
    for (let n = 0; n < SENT_WALK && this.has(last); n++) {
      const at = last & (this.size - 1);
      if (this.sequences[at] === sequence && this.lengths[at] === length) {
        oldest = at;
        this.foundTimes++;
      }
      last = this.previous[at]!;
    }
    return oldest;
  }

  foundTimes = 0;

  frame(at: number): number {
    return this.frames[at]!;
  }

  time(at: number): number {
    return this.times[at]!;
  }

  private has(number: number): boolean {
    return number >= 0 && ((this.count - number) & 0x7fffffff) <= this.size;
  }

  /** The segment at `at`, which holds some of these bytes, is the same packet; or the large one before the network card
   *  cut it, which this one is a piece of; or a piece of the one that was put together. */
  private isCopy(p: Packet, at: number, begin: number, end: number): boolean {
    const apart = p.time - this.times[at]!;
    if (apart > COPY || apart < 0) return false;
    const from = this.sequences[at]!;
    const id = this.ids[at]!;
    if (from === begin && isOnePacket(p.ipId, id, apart, true))
      return p.ipId !== 0 || this.lengths[at] === p.payloadLength;
    const length = this.lengths[at]!;
    const inside = ((begin - from) | 0) >= 0 && ((from + length - end) | 0) >= 0 && p.payloadLength < length;
    return inside && p.ipId !== 0 && ((p.ipId - id) & 0xffff) < OFFLOADED;
  }

  private grow(): void {
    const { size } = this;
    const wider = (old: Int32Array): Int32Array => {
      const made = new Int32Array(2 * size);
      made.set(old);
      return made;
    };
    this.sequences = wider(this.sequences);
    this.lengths = wider(this.lengths);
    this.nexts = wider(this.nexts);
    this.frames = wider(this.frames);
    this.ids = wider(this.ids);
    this.previous = wider(this.previous);
    const times = new Float64Array(2 * size);
    times.set(this.times);
    this.times = times;
    this.size = 2 * size;
  }
}
