import type { FrameRef, TcpGap, TcpStall } from '../../src/facts.ts';
import type { Packet } from '../decode/packet.ts';
import { ACK, FIN, RST, SYN } from '../decode/tcp.ts';
import type { HandshakeReader } from './handshake.ts';
import { refOf } from './output.ts';
import { isOnePacket, type SentSegments } from './sent.ts';
import type { Stream } from './stream.ts';

/** What a segment was, beside one more packet. */
export type Counted = 'plain' | 'repeated' | 'late' | 'keep-alive' | 'copy';

/** The lowest segment that was sent again and that nobody has acknowledged. */
interface Unacknowledged {
  readonly sequence: number;
  readonly bytes: number;
  readonly packetLength: number;
  readonly first: FrameRef;
  last: FrameRef;
  transmissions: number;
}

/** One side of a TCP conversation. Sequence numbers are signed 32-bit. */
export class Half {
  packets = 0;
  bytes = 0;
  mss = 0;
  windowScale = -1;
  /** Of the SYN; valid with `begun`. */
  initial = 0;
  begun = false;
  /** Past the highest byte seen; valid with `known`. */
  next = 0;
  known = false;
  /** Highest acknowledgment number the other side sent; valid with `answered`. */
  acked = 0;
  answered = false;
  /** Window of its newest segment, not scaled; -1 = none seen. */
  window = -1;
  /** Data of the largest segment that was acknowledged, and of those that may become it: the one that waits longest, and
   *  the largest sent since; bytes, 0 = none. */
  largestAcked = 0;
  private pending = 0;
  private pendingEnd = 0;
  private larger = 0;
  private largerEnd = 0;
  private lastSequence = 0;
  private lastAcknowledgment = 0;
  private lastLength = -1;
  private lastFlags = 0;
  private lastId = 0;
  lastTime = 0.5;
  /** Its newest segment in SentSegments. */
  private lastSent = -1;
  private stall: Unacknowledged | undefined = undefined;
  /** Largest segment seen, bytes of data. */
  private largest = 0;
  /** Bytes that a later segment left out and nobody has acknowledged: where they begin, how many, and that segment;
   *  frame 0 = none. Then how often the receiver asked for them, and the last time. */
  private gapAt = 0;
  private gapBytes = 0;
  private gapFrame = 0;
  private gapTime = 0.5;
  private asked = 0;
  private askedFrame = 0;
  private askedTime = 0.5;
  /** Sent its FIN. */
  ended = false;
  /** Its first bytes were looked at. */
  spoke = false;
  /** What it says is read to the point that matters. */
  done = false;
  stream: Stream | undefined = undefined;
  handshake: HandshakeReader | undefined = undefined;

  /** Makes it a side that nothing is known of, as a new one. */
  clear(): void {
    this.packets = 0;
    this.bytes = 0;
    this.mss = 0;
    this.windowScale = -1;
    this.initial = 0;
    this.begun = false;
    this.next = 0;
    this.known = false;
    this.acked = 0;
    this.answered = false;
    this.window = -1;
    this.largestAcked = 0;
    this.pending = 0;
    this.pendingEnd = 0;
    this.larger = 0;
    this.largerEnd = 0;
    this.lastSequence = 0;
    this.lastAcknowledgment = 0;
    this.lastLength = -1;
    this.lastFlags = 0;
    this.lastId = 0;
    this.lastTime = 0.5;
    this.lastSent = -1;
    this.stall = undefined;
    this.largest = 0;
    this.gapAt = 0;
    this.gapBytes = 0;
    this.gapFrame = 0;
    this.gapTime = 0.5;
    this.asked = 0;
    this.askedFrame = 0;
    this.askedTime = 0.5;
    this.ended = false;
    this.spoke = false;
    this.done = false;
    this.stream = undefined;
    this.handshake = undefined;
  }

  /** Gives back what it held to read with. */
  close(): void {
    this.stream?.close();
    this.stream = undefined;
    this.handshake?.close();
    this.handshake = undefined;
  }

  /** Counts a segment. @param other who it goes to. @param trip the handshake's round trip, ms; 0 = not known. */
  count(p: Packet, other: Half, sent: SentSegments, trip: number): Counted {
    this.packets++;
    const length = p.payloadLength;
    this.bytes += length;
    const flags = p.tcpFlags;
    // A reset's sequence number may be anything that was acknowledged.
    if ((flags & RST) !== 0) return 'plain';
    const { sequence } = p;
    const copy = this.isCopy(p) && flags === this.lastFlags && length === this.lastLength;
    this.lastTime = p.time;
    if (copy) return 'copy';
    this.lastSequence = sequence;
    this.lastAcknowledgment = p.acknowledgment;
    this.lastLength = length;
    this.lastFlags = flags;
    this.lastId = p.ipId;
    this.window = p.window;
    if (length > this.largest) this.largest = length;
    if ((flags & ACK) !== 0) {
      const ack = p.acknowledgment;
      if (!other.answered || ((ack - other.acked) | 0) > 0) other.advance(ack);
      if (other.gapFrame !== 0 && ack === other.gapAt) other.ask(p);
    }
    const end = (sequence + length + ((flags & (SYN | FIN)) !== 0 ? 1 : 0)) | 0;
    if (!this.known) {
      this.known = true;
      if (length > 0) this.note(p, sent, sequence);
      this.next = end;
      return 'plain';
    }
    const ahead = (sequence - this.next) | 0;
    if (ahead >= 0) {
      // A byte into a closed window asks whether it is still closed (RFC 9293 3.8.6.1); it comes again as new.
      if (length === 1 && ahead === 0 && other.window === 0) return 'plain';
      if (length > 0) {
        if (ahead > 0 && this.gapFrame === 0) this.openGap(p, ahead);
        this.note(p, sent, this.next);
      }
      this.next = end;
      return 'plain';
    }
    return this.behind(p, sent, trip, end, ahead);
  }

  /** The packet is another copy of the one before. Ask before counting. */
  isCopy(p: Packet): boolean {
    return (
      p.sequence === this.lastSequence &&
      p.acknowledgment === this.lastAcknowledgment &&
      this.lastLength >= 0 &&
      isOnePacket(p.ipId, this.lastId, p.time - this.lastTime, p.payloadLength > 0 || (p.tcpFlags & (SYN | FIN)) !== 0)
    );
  }

  /** Data sent again and again that the other side never acknowledged, although its acknowledgments were captured. */
  stalled(other: Half, by: TcpStall['by']): TcpStall | undefined {
    const { stall } = this;
    if (stall === undefined || stall.transmissions < 2) return undefined;
    const { bytes, packetLength, first, last, transmissions } = stall;
    const otherAlive = other.lastTime > first.time;
    return { by, bytes, packetLength, first, last, transmissions, largestAcked: this.largestAcked, otherAlive };
  }

  /** Bytes that never came although later ones did, as the receiver's acknowledgments tell. */
  gap(by: TcpGap['by']): TcpGap | undefined {
    if (this.gapFrame === 0 || this.asked === 0 || this.acked !== this.gapAt) return undefined;
    return {
      by,
      bytes: this.gapBytes,
      first: { frame: this.gapFrame, time: this.gapTime },
      last: { frame: this.askedFrame, time: this.askedTime },
      asked: this.asked,
      largest: this.largest,
      heard: this.lastTime,
    };
  }

  private openGap(p: Packet, bytes: number): void {
    this.gapAt = this.next;
    this.gapBytes = bytes;
    this.gapFrame = p.number;
    this.gapTime = p.time;
    this.asked = 0;
  }

  /** The receiver has nothing of the gap. */
  private ask(p: Packet): void {
    this.asked++;
    this.askedFrame = p.number;
    this.askedTime = p.time;
  }

  /** The other side has everything below `ack`. */
  private advance(ack: number): void {
    this.acked = ack;
    this.answered = true;
    if (this.pending > 0 && ((ack - this.pendingEnd) | 0) >= 0) {
      this.largestAcked = this.pending;
      this.pending = 0;
      if (this.larger > 0) {
        if (((ack - this.largerEnd) | 0) >= 0) this.largestAcked = this.larger;
        else {
          this.pending = this.larger;
          this.pendingEnd = this.largerEnd;
        }
        this.larger = 0;
      }
    }
    if (this.stall !== undefined && ((ack - this.stall.sequence) | 0) > 0) this.stall = undefined;
    if (this.gapFrame === 0) return;
    const filled = (ack - this.gapAt) | 0;
    if (filled >= this.gapBytes) this.gapFrame = 0;
    else if (filled > 0) {
      this.gapAt = ack;
      this.gapBytes -= filled;
      this.asked = 0;
    }
  }

  /** Remembers a segment with data that goes on from the highest byte. */
  private note(p: Packet, sent: SentSegments, next: number): void {
    this.lastSent = sent.add(p, next, this.lastSent);
    const length = p.payloadLength;
    if (length <= this.largestAcked) return;
    if (this.pending === 0) {
      this.pending = length;
      this.pendingEnd = (p.sequence + length) | 0;
    } else if (length > this.pending && length > this.larger) {
      this.larger = length;
      this.largerEnd = (p.sequence + length) | 0;
    }
  }

  /** A segment below the highest sequence number. */
  private behind(p: Packet, sent: SentSegments, trip: number, end: number, ahead: number): Counted {
    const length = p.payloadLength;
    const plain = (p.tcpFlags & (SYN | FIN)) === 0;
    // RFC 9293 3.8.4: no byte, or one, in front of the next, where all before is acknowledged.
    if (ahead === -1 && length <= 1 && plain) {
      if (length === 0 || !this.answered || ((this.acked - this.next) | 0) >= 0) return 'keep-alive';
    }
    const what = length === 0 ? 'plain' : sent.behind(p, this.lastSent, trip);
    if (what === 'copy') return what;
    if (what === 'repeated') this.again(p, sent, end);
    if (length > 0) this.lastSent = sent.add(p, this.next, this.lastSent);
    if (((end - this.next) | 0) > 0) this.next = end;
    return what;
  }

  /** Bytes go out again: what is acknowledged then may have gone in other pieces. */
  private again(p: Packet, sent: SentSegments, end: number): void {
    const { sequence, payloadLength: length } = p;
    if (this.larger > 0 && cutsOtherwise(sequence, end, length, this.largerEnd, this.larger)) this.larger = 0;
    if (this.pending > 0 && cutsOtherwise(sequence, end, length, this.pendingEnd, this.pending)) {
      this.pending = this.larger;
      this.pendingEnd = this.largerEnd;
      this.larger = 0;
    }
    if (!this.answered || ((sequence + length - this.acked) | 0) <= 0) return;
    const { stall } = this;
    const place = stall === undefined ? -1 : (sequence - stall.sequence) | 0;
    if (stall !== undefined && place > 0) return;
    if (stall !== undefined && place === 0 && length >= stall.bytes) {
      stall.last = refOf(p);
      stall.transmissions++;
      return;
    }
    const at = sent.first(sequence, length, this.lastSent);
    this.stall = {
      sequence,
      bytes: length,
      packetLength: p.ipLength,
      first: at < 0 ? refOf(p) : { frame: sent.frame(at), time: sent.time(at) },
      last: refOf(p),
      transmissions: 1 + (at < 0 ? 0 : sent.foundTimes),
    };
  }
}

/** Bytes [sequence, end) touch the segment that ends at `otherEnd`, and are not just it. */
function cutsOtherwise(sequence: number, end: number, length: number, otherEnd: number, other: number): boolean {
  const otherBegin = (otherEnd - other) | 0;
  const touch = ((sequence - otherEnd) | 0) < 0 && ((end - otherBegin) | 0) > 0;
  return touch && !(sequence === otherBegin && length === other);
}
