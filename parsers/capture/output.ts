import type { FrameRef, Locus, Malformed } from '../../src/facts.ts';
import type { Emit } from '../../src/parser.ts';
import { type Damage, damageReporter } from '../decode/damage.ts';
import type { Packet } from '../decode/packet.ts';

/** What every table of a capture's analysis writes to: facts, places and damage of one source. */
export class Output {
  readonly emit: Emit;
  private readonly source: string;
  private readonly damage: Damage;

  constructor(source: string, emit: Emit) {
    this.source = source;
    this.emit = emit;
    this.damage = damageReporter(emit);
  }

  at(frame: number): Locus {
    return { source: this.source, frame };
  }

  /** Damage at a frame. `detail` is one of a few fixed clauses. */
  malformed(frame: number, reason: Malformed['reason'], detail: string, time?: number): void {
    this.damage.report(this.at(Math.max(1, frame)), reason, detail, time);
  }

  /** Damage that was only counted. */
  get unreported(): number {
    return this.damage.unreported;
  }
}

/** A frame as a fact refers to it. */
export function refOf(p: Packet): FrameRef {
  return { frame: p.number, time: p.time };
}
