import type { Endpoint, RtpStream } from '../../src/facts.ts';
import { formatWord } from '../decode/address.ts';
import { clockRate, STATIC_TYPES } from '../decode/rtp.ts';
import type { Candidate, FlowRtp } from './flow-rtp.ts';
import type { Output } from './output.ts';

/** Sequence numbers further ahead, or behind, are a jump, not loss or disorder (RFC 3550 A.1). */
const DROPOUT = 3000;
const MISORDER = 100;
/** Packets that make a stream worth a fact; fewer are a tenth of a second of speech. */
const FEWEST = 5;
/** A guessed clock rate holds when the stream's own pace is within a fifth of it, over half a second at least. */
const PACE_TIME = 500;
const PACE = 0.2;

/** One SSRC of one direction of a flow, counted packet by packet without allocating. */
export class Stream {
  readonly owner: FlowRtp;
  readonly fromA: boolean;
  readonly ssrc: number;
  readonly peer: Endpoint | undefined;
  /** Next stream of the same direction; its place in the table of all. */
  sibling: Stream | undefined = undefined;
  slot = -1;
  touched = 0.5;
  private readonly firstFrame: number;
  private readonly firstTime: number;
  private lastFrame = 0;
  private lastTime = 0.5;
  packets = 0;
  private bytes = 0;
  /** Packets that came in order, with a time stamp that did not go back. */
  private ordered = 0;
  private duplicates = 0;
  private outOfOrder = 0;
  /** Sequence numbers before the last jump that should have come. */
  private expected = 0;
  /** First and highest sequence number since the last jump, wraps included. */
  private base: number;
  private highest: number;
  /** The number that would prove a jump; -1 = none. */
  private jump = -1;
  /** Which of the 64 numbers up to the highest were seen; bit 0 of `recent` is the highest. */
  private recent = 0;
  private older = 0;
  private timestamp: number;
  /** The payload type that leads, and by how much (Boyer and Moore). */
  private type: number;
  private lead = 0;
  private clock = 0;
  private guessed = false;
  private clockedTime = -0.5;
  private clockedStamp = 0;
  private elapsed = 0.5;
  private advanced = 0.5;
  private jitter = 0.5;
  private jitterSum = 0.5;
  private jitterMax = 0.5;
  private jitterCount = 0;
  reportedFraction = -1;
  reportedJitter = 0;

  /** `first`: its first packet, which `add` then counts like all others. */
  constructor(owner: FlowRtp, fromA: boolean, ssrc: number, peer: Endpoint | undefined, first: Candidate) {
    this.owner = owner;
    this.fromA = fromA;
    this.ssrc = ssrc;
    this.peer = peer;
    this.firstFrame = first.frame;
    this.firstTime = first.time;
    this.base = first.sequence;
    this.highest = first.sequence - 1;
    this.type = first.type;
    this.timestamp = first.timestamp;
    // Fractions at first, so that the fields hold numbers of that form from the start.
    this.elapsed = 0;
    this.advanced = 0;
    this.jitter = 0;
    this.jitterSum = 0;
    this.jitterMax = 0;
  }

  /** Counts a packet; false = its number is so far off that it may be none. */
  add(sequence: number, type: number, timestamp: number, frame: number, time: number, length: number): boolean {
    const ahead = (sequence - this.highest) & 0xffff;
    if (ahead !== 0 && ahead < DROPOUT) {
      this.highest += ahead;
      this.shift(ahead);
      if (((timestamp - this.timestamp) | 0) >= 0) this.ordered++;
      this.timestamp = timestamp;
    } else if (ahead === 0 || ahead > 0x10000 - MISORDER) {
      if (this.seen((0x10000 - ahead) & 0xffff)) {
        this.duplicates++;
        this.note(type, frame, time, length);
        return true;
      }
      this.outOfOrder++;
    } else if (sequence === this.jump) {
      // Two in a row: the sender started anew.
      this.expected += this.highest - this.base + 1;
      this.base = sequence - 1;
      this.highest = sequence;
      this.recent = 3;
      this.older = 0;
      this.timestamp = timestamp;
      this.clockedTime = -1;
      this.packets++;
    } else {
      this.jump = (sequence + 1) & 0xffff;
      return false;
    }
    this.jump = -1;
    this.note(type, frame, time, length);
    this.pace(type, timestamp, time);
    return true;
  }

  private note(type: number, frame: number, time: number, length: number): void {
    this.packets++;
    this.bytes += length;
    this.lastFrame = frame;
    this.lastTime = time;
    if (type === this.type) this.lead++;
    else if (this.lead > 0) this.lead--;
    else {
      this.type = type;
      this.lead = 1;
    }
  }

  /** Interarrival jitter (RFC 3550 A.8), over packets of one clock. */
  private pace(type: number, timestamp: number, time: number): void {
    const clock = clockRate(type);
    if (clock === 0) return;
    if (this.clock === 0) {
      this.clock = clock;
      this.guessed = type >= STATIC_TYPES;
    } else if (clock !== this.clock) return;
    if (this.clockedTime >= 0) {
      const passed = time - this.clockedTime;
      const sent = (((timestamp - this.clockedStamp) | 0) * 1000) / clock;
      this.elapsed += passed;
      this.advanced += sent;
      const d = passed > sent ? passed - sent : sent - passed;
      this.jitter += (d - this.jitter) / 16;
      this.jitterSum += this.jitter;
      this.jitterCount++;
      if (this.jitter > this.jitterMax) this.jitterMax = this.jitter;
    }
    this.clockedTime = time;
    this.clockedStamp = timestamp;
  }

  private shift(ahead: number): void {
    if (ahead < 32) {
      this.older = (this.older << ahead) | (this.recent >>> (32 - ahead));
      this.recent = (this.recent << ahead) | 1;
    } else if (ahead < 64) {
      this.older = ahead === 32 ? this.recent : this.recent << (ahead - 32);
      this.recent = 1;
    } else {
      this.older = 0;
      this.recent = 1;
    }
  }

  /** The number `behind` the highest was seen; marks it. Past 64 nothing is known, and late is taken for new. */
  private seen(behind: number): boolean {
    if (behind >= 64) return false;
    const bit = 1 << (behind & 31);
    if (behind < 32) {
      if ((this.recent & bit) !== 0) return true;
      this.recent |= bit;
      return false;
    }
    if ((this.older & bit) !== 0) return true;
    this.older |= bit;
    return false;
  }

  /** Emits the stream, where it was steadily RTP. */
  close(output: Output, from: Endpoint, to: Endpoint, index: number): void {
    const different = this.packets - this.duplicates;
    if (this.packets < FEWEST || this.ordered * 4 < different * 3) return;
    const expected = this.expected + this.highest - this.base + 1;
    const clocked = this.jitterCount > 0 && (!this.guessed || this.keepsPace());
    output.emit({
      kind: 'rtp.stream',
      at: output.at(this.firstFrame),
      time: this.firstTime,
      interface: index,
      from,
      to,
      ssrc: formatWord(this.ssrc),
      payloadType: this.type,
      packets: this.packets,
      lost: Math.max(0, expected - different),
      outOfOrder: this.outOfOrder,
      duplicates: this.duplicates,
      jitter: clocked ? rounded(this.jitterSum / this.jitterCount) : undefined,
      jitterMax: clocked ? rounded(this.jitterMax) : undefined,
      bytes: this.bytes,
      last: { frame: this.lastFrame, time: this.lastTime },
      reported: this.report(clocked),
      peer: this.peer,
    });
  }

  private report(clocked: boolean): RtpStream['reported'] {
    if (this.reportedFraction < 0) return undefined;
    return {
      fractionLost: this.reportedFraction / 256,
      jitter: clocked ? rounded((this.reportedJitter * 1000) / this.clock) : undefined,
    };
  }

  private keepsPace(): boolean {
    return this.elapsed >= PACE_TIME && Math.abs(this.advanced / this.elapsed - 1) <= PACE;
  }
}

/** Microseconds are what a capture's clock gives. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
