import type { Fact, FrameRef, Locus, Malformed } from '../../src/facts.ts';
import { SAME_DAMAGE } from '../../src/limits.ts';
import type { Emit } from '../../src/parser.ts';
import type { Packet } from '../decode/packet.ts';

/** What every table of a capture's analysis writes to: facts, places and damage of one source. */
export class Output {
  private readonly source: string;
  private readonly emitFact: Emit;
  private readonly damage = new Map<string, number>();

  constructor(source: string, emit: Emit) {
    this.source = source;
    this.emitFact = emit;
  }

  emit(fact: Fact): void {
    this.emitFact(fact);
  }

  at(frame: number): Locus {
    return { source: this.source, frame };
  }

  /** Damage; the first few of a wording are facts. `detail` must come from a small set of wordings, or be rare. */
  malformed(frame: number, reason: Malformed['reason'], detail: string, time?: number): void {
    const wording = `${reason} ${detail.replace(/[0-9]+/g, '#')}`;
    const seen = (this.damage.get(wording) ?? 0) + 1;
    this.damage.set(wording, seen);
    if (seen > SAME_DAMAGE) return;
    this.emitFact({ kind: 'input.malformed', at: this.at(Math.max(1, frame)), time, reason, detail });
  }
}

/** A frame as a fact refers to it. */
export function refOf(p: Packet): FrameRef {
  return { frame: p.number, time: p.time };
}
