import type { FactKind } from '../../src/facts.ts';
import { CAPTURE_FACTS } from '../../src/limits.ts';
import type { Output } from './output.ts';

/**
 * Records of one kind of fact that are complete, until the capture ends. The store keeps the newest CAPTURE_FACTS facts of
 * a kind; of a capture with millions only those are made, and the records of all others are used again.
 */
export class Newest<T extends { readonly firstTime: number }> {
  private readonly ring: T[] = [];
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

  /** Hands over all that are kept, the oldest first. */
  end(emit: (record: T) => void): void {
    for (let n = 0; n < this.ring.length; n++) emit(this.ring[(this.next + n) % this.ring.length]!);
    this.ring.length = 0;
    this.free.length = 0;
    this.next = 0;
  }
}
