import { OPEN_STREAMS, STREAM_MESSAGE_BYTES } from '../../src/limits.ts';

/** How messages are marked off in a TCP stream. tls = one record with a ClientHello; length = 2-byte length in front
 *  (DNS, RFC 1035 4.2.2; RFC 4571); ms-turn = type, 0, 2-byte length in front ([MS-TURN] 2.1). */
export type Framing = 'tls' | 'length' | 'ms-turn';

/** Takes one message, framing header included, in [from, to). `whole` = false: it was longer than is kept. */
export type TakeMessage = (bytes: Uint8Array, from: number, to: number, whole: boolean) => void;

/** Buffers in use by all streams of one capture. */
export class StreamBudget {
  private used = 0;
  /** A stream had to do without. */
  limited = false;

  take(): boolean {
    if (this.used >= OPEN_STREAMS) {
      this.limited = true;
      return false;
    }
    this.used++;
    return true;
  }

  give(): void {
    this.used--;
  }
}

/** One direction of a TCP conversation, read message by message. Only a message that segments cut is copied. After a
 *  gap, reading goes on at the next segment that starts with a plausible message. */
export class Stream {
  readonly framing: Framing;
  /** Sequence number of the next byte, signed 32-bit. */
  private next: number;
  private readonly budget: StreamBudget;
  private held: Uint8Array | undefined = undefined;
  private length = 0;
  private skip = 0;
  private lost = false;
  closed = false;

  constructor(framing: Framing, next: number, budget: StreamBudget) {
    this.framing = framing;
    this.next = next;
    this.budget = budget;
  }

  /** One segment: its bytes [from, to), of which `sent` were on the wire. */
  segment(sequence: number, bytes: Uint8Array, from: number, to: number, sent: number, take: TakeMessage): void {
    if (this.closed) return;
    const ahead = (sequence - this.next) | 0;
    const after = (sequence + sent) | 0;
    let expected = sent;
    if (ahead > 0) {
      this.lose();
      if (this.closed) return;
    } else if (ahead < 0) {
      // Seen before, at least in part.
      expected += ahead;
      if (expected <= 0) return;
      from = Math.min(from - ahead, to);
    }
    this.next = after;
    this.read(bytes, from, to, take);
    // The frame was cut by the capture's snap length.
    if (to - from < expected) this.lose();
  }

  close(): void {
    if (this.closed) return;
    this.release();
    this.closed = true;
  }

  private lose(): void {
    this.lost = true;
    this.length = 0;
    this.skip = 0;
    this.release();
    if (this.framing === 'tls') this.closed = true;
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
        if (this.lost && !this.plausible(bytes, from, to)) return;
        this.lost = false;
        const size = this.size(bytes, from, to);
        if (size > 0 && from + size <= to) {
          take(bytes, from, from + size, true);
          from += size;
          continue;
        }
      }
      if (this.held === undefined) {
        if (!this.budget.take()) {
          this.lose();
          return;
        }
        this.held = new Uint8Array(2048);
      }
      from = this.hold(bytes, from, to, take);
    }
  }

  /** Adds to the message being put together, and hands it over when it is whole or as long as is kept. */
  private hold(bytes: Uint8Array, from: number, to: number, take: TakeMessage): number {
    let size = this.size(this.held!, 0, this.length);
    while (from < to) {
      const wanted = size > 0 ? Math.min(size, STREAM_MESSAGE_BYTES) : HEADER[this.framing];
      const step = Math.min(wanted - this.length, to - from);
      if (this.length + step > this.held!.length) {
        const larger = new Uint8Array(Math.min(STREAM_MESSAGE_BYTES, Math.max(wanted, 2 * this.held!.length)));
        larger.set(this.held!.subarray(0, this.length));
        this.held = larger;
      }
      this.held!.set(bytes.subarray(from, from + step), this.length);
      this.length += step;
      from += step;
      if (size === 0) {
        size = this.size(this.held!, 0, this.length);
        if (size === 0) continue;
      }
      if (this.length < Math.min(size, STREAM_MESSAGE_BYTES)) continue;
      const length = this.length;
      const held = this.held!;
      this.skip = size - length;
      this.length = 0;
      take(held, 0, length, length === size);
      this.release();
      return from;
    }
    return from;
  }

  /** Bytes of the message at `from`, header included; 0 = its header is not all there. */
  private size(bytes: Uint8Array, from: number, to: number): number {
    const header = HEADER[this.framing];
    if (from + header > to) return 0;
    return header + ((bytes[from + header - 2]! << 8) | bytes[from + header - 1]!);
  }

  /** A message may start here. */
  private plausible(bytes: Uint8Array, from: number, to: number): boolean {
    const size = this.size(bytes, from, to);
    if (size === 0) return false;
    if (this.framing === 'ms-turn') return (bytes[from] === 2 || bytes[from] === 3) && bytes[from + 1] === 0;
    return from + size <= to;
  }

  private release(): void {
    if (this.held === undefined) return;
    this.held = undefined;
    this.budget.give();
  }
}

/** Bytes in front of a message; its length stands in the last two. */
const HEADER: Readonly<Record<Framing, number>> = { tls: 5, length: 2, 'ms-turn': 4 };
