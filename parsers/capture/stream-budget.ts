import { OPEN_STREAMS, STREAM_BYTES } from '../../src/limits.ts';

/** Buffers in use by all streams of one capture. */
export class StreamBudget {
  private buffers = 0;
  private bytes = 0;
  /** A stream had to do without. */
  limited = false;

  /** Room for a buffer of `bytes`. */
  take(bytes: number): boolean {
    if (this.buffers >= OPEN_STREAMS || this.bytes + bytes > STREAM_BYTES) {
      this.limited = true;
      return false;
    }
    this.buffers++;
    this.bytes += bytes;
    return true;
  }

  /** A buffer grows by `bytes`. */
  grow(bytes: number): boolean {
    if (this.bytes + bytes > STREAM_BYTES) {
      this.limited = true;
      return false;
    }
    this.bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.buffers--;
    this.bytes -= bytes;
  }
}
