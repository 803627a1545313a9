import type { FactKind, FrameRef, Locus, Malformed } from '../../src/facts.ts';
import type { Emit } from '../../src/parser.ts';
import { type Damage, damageReporter } from '../decode/damage.ts';
import type { Packet } from '../decode/packet.ts';

/** What every table of a capture's analysis writes to: facts, places and damage of one source. */
export class Output {
  readonly emit: Emit;
  private readonly source: string;
  private readonly damage: Damage;
  private readonly gone = new Map<FactKind, number>();

  constructor(source: string, emit: Emit) {
    this.source = source;
    this.emit = emit;
    this.damage = damageReporter(emit);
  }

  at(frame: number): Locus {
    return { source: this.source, frame };
  }

  /** A fact of this kind and time is of interest. */
  wants(kind: FactKind, time: number): boolean {
    return this.emit.wants === undefined || this.emit.wants(kind, time);
  }

  /** Counts a fact that was not made, for there are enough newer ones. */
  letGo(kind: FactKind): void {
    this.gone.set(kind, (this.gone.get(kind) ?? 0) + 1);
  }

  /** Facts that were not made, by kind. */
  get notMade(): Readonly<Partial<Record<FactKind, number>>> | undefined {
    return this.gone.size === 0 ? undefined : Object.fromEntries(this.gone);
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
