/** A file format made of records that tell their own length. */
export interface RecordFormat {
  /** Looks at the `available` bytes from `at` on (at least one) and sets `take` and `total`. */
  measure(bytes: Uint8Array, at: number, available: number): void;
  /** Bytes that `record` wants to see. */
  take: number;
  /** Bytes of the whole record; what is past `take` is passed over. 0 = more bytes, `take` in all, must be there to tell
   *  its length; -1 = nothing further can be read. */
  total: number;
  record(bytes: Uint8Array, at: number): void;
  /** Hands over the plain records that lie whole in [at, end), as `measure` and `record` would; returns where it ended. */
  run?(bytes: Uint8Array, at: number, end: number): number;
  /** Bytes beyond `take` worth keeping, while the next record is searched for; else 0. */
  readonly ahead: number;
  /** No more bytes will come. */
  final: boolean;
}

/**
 * Cuts pushed chunks into records. A record that lies whole in one chunk is handed over where it lies; only what a
 * chunk's end cuts is copied.
 */
export class Records {
  private readonly format: RecordFormat;
  private held = new Uint8Array(256);
  private begin = 0;
  private length = 0;
  private skip = 0;
  /** Nothing further can be read. */
  stopped = false;

  constructor(format: RecordFormat) {
    this.format = format;
  }

  push(chunk: Uint8Array): void {
    const format = this.format;
    let at = 0;
    const end = chunk.length;
    while (at < end && !this.stopped) {
      if (this.skip > 0) {
        const step = Math.min(this.skip, end - at);
        this.skip -= step;
        at += step;
        continue;
      }
      if (this.length > 0) {
        const missing = this.work();
        const step = Math.min(missing === 0 ? 0 : missing + format.ahead, end - at);
        this.hold(chunk, at, step, missing);
        at += step;
        // What completes a held record must be looked at now: the chunk may end here.
        if (step >= missing && step > 0) this.work();
        continue;
      }
      if (format.run !== undefined) {
        at = format.run(chunk, at, end);
        if (at === end) return;
      }
      format.measure(chunk, at, end - at);
      const { take, total } = format;
      if (total < 0) this.stop();
      else if (total === 0 || take > end - at) {
        this.hold(chunk, at, end - at, take - (end - at));
        return;
      } else {
        format.record(chunk, at);
        at += take;
        this.skip = total - take;
      }
    }
  }

  /** No more bytes: what is held is looked at for the last time. */
  finish(): void {
    this.format.final = true;
    if (!this.stopped && this.length > 0) this.work();
  }

  /** A record has begun and is not whole. */
  get pending(): boolean {
    return !this.stopped && (this.length > 0 || this.skip > 0);
  }

  /** Hands over what is whole of the held bytes. Returns the bytes missing for the next; 0 = nothing is held. */
  private work(): number {
    const format = this.format;
    while (this.begin < this.length) {
      const available = this.length - this.begin;
      format.measure(this.held, this.begin, available);
      const { take, total } = format;
      if (total < 0) {
        this.stop();
        return 0;
      }
      if (total === 0 || take > available) return take - available;
      format.record(this.held, this.begin);
      this.begin += Math.min(total, available);
      this.skip = Math.max(0, total - available);
    }
    this.begin = 0;
    this.length = 0;
    return 0;
  }

  private stop(): void {
    this.stopped = true;
    this.length = 0;
  }

  private hold(chunk: Uint8Array, at: number, count: number, wanted: number): void {
    if (this.begin > 0 && this.length + count > this.held.length) {
      this.held.copyWithin(0, this.begin, this.length);
      this.length -= this.begin;
      this.begin = 0;
    }
    const need = this.length + count;
    if (need > this.held.length) {
      const larger = new Uint8Array(Math.max(need, Math.min(this.length + wanted, 2 * need)));
      larger.set(this.held.subarray(0, this.length));
      this.held = larger;
    }
    this.held.set(chunk.subarray(at, at + count), this.length);
    this.length = need;
  }
}
