import type { FactKind } from '../../src/facts.ts';
import { CAPTURE_FACTS } from '../../src/limits.ts';
import type { Output } from './output.ts';

/**
 * Records of one kind of fact that are complete, until the capture ends. The store keeps the newest CAPTURE_FACTS facts of
 * a kind; of a capture with millions only those are made, and the records of all others are used again.
 */
export class Newest<T extends { readonly firstTime: number }> {
  private readonly ring: (T | undefined)[] = [];
  private readonly free: T[] = [];
  private next = 0;
  private readonly output: Output;
  private readonly kind: FactKind;
  private readonly make: () => T;

  constructor(output: Output, kind: FactKind, make: () => T) {
    this.output = output;
    this.kind = kind;
    this.make = make;
  }

  /** A record to be filled; it may hold what another left. */
  take(): T {
    return this.free.pop() ?? this.make();
  }

  /** Nobody wants the record. */
  spare(record: T): void {
    this.free.push(record);
  }

  /** The record is complete. */
  add(record: T): void {
    if (!this.output.wants(this.kind, record.firstTime)) this.free.push(record);
    else if (this.ring.length < CAPTURE_FACTS) this.ring.push(record);
    else {
      this.free.push(this.ring[this.next]!);
      this.ring[this.next] = record;
      this.next = (this.next + 1) % CAPTURE_FACTS;
      this.output.letGo(this.kind);
    }
  }

  /** Hands over all that are kept, the oldest first, and forgets each as it goes: its fact takes its place. */
  end(emit: (record: T) => void): void {
    const { ring, next } = this;
    this.free.length = 0;
    for (let n = 0; n < ring.length; n++) {
      const at = (next + n) % ring.length;
      emit(ring[at]!);
      ring[at] = undefined;
    }
    ring.length = 0;
    this.next = 0;
  }
}
