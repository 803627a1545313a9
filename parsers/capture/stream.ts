import type { FrameRef } from '../../src/facts.ts';
import { STREAM_MESSAGE_BYTES, STREAM_SIP_BYTES, WAITING_BYTES, WAITING_SEGMENTS } from '../../src/limits.ts';
import { endsHeaders, type Framing, HEADER, mayStart, messageSize } from './framing.ts';
import type { StreamBudget } from './stream-budget.ts';

/** Takes one message, framing header included, in [from, to). `whole` = false: it was longer than is kept. */
export type TakeMessage = (bytes: Uint8Array, from: number, to: number, whole: boolean) => void;

/** A segment that came before its turn. */
interface Waiting {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  /** On the wire. */
  readonly sent: number;
  readonly frame: number;
  readonly time: number;
}

/** One direction of a TCP conversation, read message by message and in order. Only a message that segments cut, and a
 *  segment that came before its turn, are copied. After a gap, reading goes on at the next segment that starts with a
 *  plausible message. */
export class Stream {
  framing: Framing;
  /** Sequence number of the next byte, signed 32-bit. */
  private next: number;
  private readonly budget: StreamBudget;
  private held: Uint8Array | undefined = undefined;
  private length = 0;
  /** Length of the message in `held`; 0 = not yet known. */
  private known = 0;
  /** SIP: bytes of `held` that do not hold the end of the headers. */
  private searched = 0;
  private skip = 0;
  private lost = false;
  /** In order of their sequence numbers. */
  private waiting: Waiting[] | undefined = undefined;
  private waitingBytes = 0;
  /** What is read now waited for a segment that never came: the frame and time that completed it are these. */
  overdue: FrameRef | undefined = undefined;
  closed = false;

  constructor(framing: Framing, next: number, budget: StreamBudget) {
    this.framing = framing;
    this.next = next;
    this.budget = budget;
  }

  /** Its first bytes came, after others that waited for them, and tell what it is. */
  restart(framing: Framing, next: number): void {
    this.framing = framing;
    this.next = next;
  }

  /** One segment: its bytes [from, to), of which `sent` were on the wire. */
  segment(
    sequence: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    sent: number,
    frame: number,
    time: number,
    take: TakeMessage,
  ): void {
    if (this.closed) return;
    if (((sequence - this.next) | 0) > 0) {
      if (this.wait(sequence, bytes, from, to, sent, frame, time)) return;
      this.giveUp(take);
      if (((sequence - this.next) | 0) > 0) this.missed(sequence);
      if (this.closed) return;
    }
    this.inOrder(sequence, bytes, from, to, sent, take);
    if (this.waiting !== undefined) this.drain(take);
  }

  /** The other side has everything below `ack`: what is missing was not captured. */
  acknowledged(ack: number, take: TakeMessage): void {
    if (this.waiting === undefined || ((ack - this.waiting[0]!.sequence) | 0) <= 0) return;
    this.giveUp(take);
  }

  /** Reads what waits, although segments in front of it are missing. */
  giveUp(take: TakeMessage): void {
    while (this.waiting !== undefined && !this.closed) {
      const first = this.waiting[0]!;
      if (((first.sequence - this.next) | 0) > 0) this.missed(first.sequence);
      if (this.closed) return;
      this.overdue = { frame: first.frame, time: first.time };
      this.drain(take);
    }
    this.overdue = undefined;
  }

  /** Segments wait for one that is missing. */
  get waits(): boolean {
    return this.waiting !== undefined;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.release();
    this.forget();
  }

  private inOrder(
    sequence: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    sent: number,
    take: TakeMessage,
  ): void {
    const ahead = (sequence - this.next) | 0;
    let expected = sent;
    if (ahead < 0) {
      // Seen before, at least in part.
      expected += ahead;
      if (expected <= 0) return;
      from = Math.min(from - ahead, to);
    }
    this.next = (sequence + sent) | 0;
    this.read(bytes, from, to, take);
    // The frame was cut by the capture's snap length.
    if (to - from < expected) this.lose();
  }

  /** Keeps a segment that came before its turn. False = no room. */
  private wait(
    sequence: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    sent: number,
    frame: number,
    time: number,
  ): boolean {
    // Farther ahead than any window: another connection's, or a lie.
    if (((sequence - this.next) | 0) > 1 << 24) return false;
    const { waiting } = this;
    if (
      waiting !== undefined &&
      (waiting.length >= WAITING_SEGMENTS || this.waitingBytes + to - from > WAITING_BYTES)
    ) {
      return false;
    }
    let at = waiting?.length ?? 0;
    while (at > 0 && ((waiting![at - 1]!.sequence - sequence) | 0) > 0) at--;
    if (waiting !== undefined && at > 0) {
      const before = waiting[at - 1]!;
      if (before.sequence === sequence && before.sent >= sent) return true;
    }
    if (waiting === undefined ? !this.budget.take(to - from) : !this.budget.grow(to - from)) return false;
    const entry = { sequence, bytes: copyOf(bytes, from, to), sent, frame, time };
    this.waitingBytes += to - from;
    if (waiting === undefined) this.waiting = [entry];
    else waiting.splice(at, 0, entry);
    return true;
  }

  /** Reads the waiting segments whose turn it is. */
  private drain(take: TakeMessage): void {
    const { waiting } = this;
    let done = 0;
    while (waiting !== undefined && done < waiting.length && !this.closed) {
      const entry = waiting[done]!;
      if (((entry.sequence - this.next) | 0) > 0) break;
      done++;
      this.inOrder(entry.sequence, entry.bytes, 0, entry.bytes.length, entry.sent, take);
    }
    if (this.closed || waiting === undefined) return;
    if (done === waiting.length) this.forget();
    else {
      let bytes = 0;
      for (let n = 0; n < done; n++) bytes += waiting[n]!.bytes.length;
      this.budget.grow(-bytes);
      this.waitingBytes -= bytes;
      waiting.splice(0, done);
    }
  }

  private forget(): void {
    if (this.waiting === undefined) return;
    this.budget.give(this.waitingBytes);
    this.waiting = undefined;
    this.waitingBytes = 0;
  }

  /** What lies in front of `sequence` was not captured. */
  private missed(sequence: number): void {
    this.lose();
    this.next = sequence;
  }

  private lose(): void {
    this.lost = true;
    this.skip = 0;
    this.release();
    // A record's place is known by the ones before alone.
    if (this.framing === 'tls') this.close();
  }

  private read(bytes: Uint8Array, from: number, to: number, take: TakeMessage): void {
    while (from < to && !this.closed) {
      if (this.skip > 0) {
        const step = Math.min(this.skip, to - from);
        this.skip -= step;
        from += step;
        continue;
      }
      if (this.length === 0) {
        if (this.framing === 'sip') {
          // Empty lines in front of a message, also as keep-alive (RFC 3261 7.5, RFC 5626 3.5.1).
          while (from < to && (bytes[from] === 0x0d || bytes[from] === 0x0a)) from++;
          if (from === to) return;
        }
        if (this.lost && !mayStart(this.framing, bytes, from, to)) return;
        this.lost = false;
        const size = messageSize(this.framing, bytes, from, to);
        if (size < 0) {
          this.lose();
          return;
        }
        if (size > 0 && from + size <= to) {
          take(bytes, from, from + size, true);
          from += size;
          continue;
        }
      }
      from = this.hold(bytes, from, to, take);
    }
  }

  /** Adds to the message being put together, and hands it over when it is whole or as long as is kept. */
  private hold(bytes: Uint8Array, from: number, to: number, take: TakeMessage): number {
    if (this.held === undefined) {
      if (!this.budget.take(FIRST_BYTES)) {
        this.lose();
        return to;
      }
      this.held = new Uint8Array(FIRST_BYTES);
    }
    const most = this.framing === 'sip' ? STREAM_SIP_BYTES : STREAM_MESSAGE_BYTES;
    let size = this.sizeHeld();
    while (from < to) {
      const wanted = Math.min(size > 0 ? size : this.length + this.missing(to - from), most);
      const step = Math.min(wanted - this.length, to - from);
      if (!this.room(this.length + step, wanted, most)) {
        this.lose();
        return to;
      }
      this.held!.set(bytes.subarray(from, from + step), this.length);
      this.length += step;
      from += step;
      if (size === 0) {
        size = this.sizeHeld();
        if (size < 0 || (size === 0 && this.length >= most)) {
          this.lose();
          return to;
        }
        if (size === 0) continue;
      }
      // The end of SIP headers is found with what follows them already here.
      const over = this.length - size;
      if (over > 0) {
        from -= over;
        this.length = size;
      }
      if (this.length < Math.min(size, most)) continue;
      const { length } = this;
      const held = this.held!;
      this.skip = size - length;
      this.length = 0;
      take(held, 0, length, length === size);
      this.release();
      return from;
    }
    return from;
  }

  private room(length: number, wanted: number, most: number): boolean {
    const held = this.held!;
    if (length <= held.length) return true;
    const size = Math.min(most, Math.max(length, Math.min(wanted, 4 * held.length), 2 * held.length));
    if (!this.budget.grow(size - held.length)) return false;
    const larger = new Uint8Array(size);
    larger.set(held.subarray(0, this.length));
    this.held = larger;
    return true;
  }

  /** Bytes to take before the length of the message can be told. */
  private missing(available: number): number {
    return this.framing === 'sip' ? available : HEADER[this.framing] - this.length;
  }

  /** Bytes of the message being put together; 0 = not yet known, -1 = it is none. */
  private sizeHeld(): number {
    const { held, length } = this;
    if (this.known > 0) return this.known;
    if (this.framing === 'sip') {
      const found = endsHeaders(held!, Math.max(0, this.searched - 3), length);
      this.searched = length;
      if (!found) return 0;
    }
    this.known = messageSize(this.framing, held!, 0, length);
    return this.known;
  }

  private release(): void {
    this.length = 0;
    this.known = 0;
    this.searched = 0;
    if (this.held === undefined) return;
    this.budget.give(this.held.length);
    this.held = undefined;
  }
}

/** Bytes a message put together begins with. */
const FIRST_BYTES = 2048;
/** In memory of its own. */
function copyOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const copy = new Uint8Array(to - from);
  copy.set(bytes.subarray(from, to));
  return copy;
}
