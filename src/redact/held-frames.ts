/** Frames on their way out, in order: one waits while a message that it carries is not whole. */
import { REDACT_HELD_BYTES, REDACT_HELD_FRAMES } from '../limits.ts';
import { type ChecksumSite, correct } from './checksums.ts';

/** A record of a capture, its own memory. */
export interface HeldFrame {
  readonly bytes: Uint8Array;
  /** As it came, for the checksums; the same memory where they need not be right. */
  readonly before: Uint8Array;
  readonly sites: ChecksumSite[];
  /** Messages that are not whole. */
  waits: number;
  /** Ends the waiting. */
  readonly release: (() => void)[];
}

export class HeldFrames {
  private queue: HeldFrame[] = [];
  private head = 0;
  private bytes = 0;
  private readonly write: (bytes: Uint8Array) => void;

  constructor(write: (bytes: Uint8Array) => void) {
    this.write = write;
  }

  add(frame: HeldFrame): void {
    this.queue.push(frame);
    this.bytes += frame.bytes.length;
    this.flush();
    while (this.queue.length - this.head > REDACT_HELD_FRAMES || this.bytes > REDACT_HELD_BYTES) this.force();
  }

  end(): void {
    while (this.head < this.queue.length) this.force();
  }

  private force(): void {
    const frame = this.queue[this.head];
    if (!frame) return;
    for (const release of [...frame.release]) release();
    frame.waits = 0;
    this.flush();
  }

  flush(): void {
    for (let frame = this.queue[this.head]; frame !== undefined && frame.waits === 0; frame = this.queue[this.head]) {
      this.head++;
      this.bytes -= frame.bytes.length;
      if (frame.before !== frame.bytes) correct(frame.before, frame.bytes, frame.sites);
      this.write(frame.bytes);
    }
    if (this.head > 1024) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
  }
}
