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
}

/**
 * Cuts pushed chunks into records. A record that lies whole in one chunk is handed over where it lies; only what a
 * chunk's end cuts is copied.
 */
export class Records {
  private readonly format: RecordFormat;
  private held = new Uint8Array(256);
  private length = 0;
  private skip = 0;
  /** Nothing further can be read. */
  stopped = false;

  constructor(format: RecordFormat) {
    this.format = format;
  }

  push(chunk: Uint8Array): void {
    if (this.stopped) return;
    const format = this.format;
    let at = 0;
    const end = chunk.length;
    while (at < end) {
      if (this.skip > 0) {
        const step = Math.min(this.skip, end - at);
        this.skip -= step;
        at += step;
        continue;
      }
      const held = this.length > 0;
      if (held) format.measure(this.held, 0, this.length);
      else format.measure(chunk, at, end - at);
      if (format.total < 0) {
        this.stopped = true;
        this.length = 0;
        return;
      }
      const missing = format.take - (held ? this.length : end - at);
      if (missing > 0) {
        const step = held ? Math.min(missing, end - at) : end - at;
        this.hold(chunk, at, step, format.take);
        at += step;
        // What completes a held record must be looked at now: the chunk may end here.
        if (!held || step < missing) continue;
        format.measure(this.held, 0, this.length);
        if (format.total === 0) continue;
        if (format.total < 0) {
          this.stopped = true;
          this.length = 0;
          return;
        }
        if (format.take > this.length) continue;
        this.deliver();
        continue;
      }
      if (held) {
        this.deliver();
        continue;
      }
      const { take, total } = format;
      format.record(chunk, at);
      at += take;
      this.skip = total - take;
    }
  }

  /** A record has begun and is not whole. */
  get pending(): boolean {
    return !this.stopped && (this.length > 0 || this.skip > 0);
  }

  private deliver(): void {
    const { take, total } = this.format;
    this.length = 0;
    this.format.record(this.held, 0);
    this.skip = total - take;
  }

  private hold(chunk: Uint8Array, at: number, count: number, wanted: number): void {
    const need = this.length + count;
    if (need > this.held.length) {
      const larger = new Uint8Array(Math.max(need, Math.min(wanted, 2 * need)));
      larger.set(this.held.subarray(0, this.length));
      this.held = larger;
    }
    this.held.set(chunk.subarray(at, at + count), this.length);
    this.length = need;
  }
}
