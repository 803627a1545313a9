/** Damage facts of one source, with the same words at most SAME_DAMAGE times. */
import type { Locus, Malformed } from '../../src/facts.ts';
import { SAME_DAMAGE } from '../../src/limits.ts';
import type { Emit } from '../../src/parser.ts';

export interface Damage {
  /** `detail`: one of a parser's own fixed clauses, never words of the input. */
  report(at: Locus, reason: Malformed['reason'], detail: string, time?: number | undefined): void;
  /** Reports that were only counted. */
  readonly unreported: number;
}

export function damageReporter(emit: Emit): Damage {
  const seen = new Map<string, number>();
  let unreported = 0;
  return {
    report(at, reason, detail, time) {
      const key = `${reason} ${detail}`;
      const count = seen.get(key) ?? 0;
      seen.set(key, count + 1);
      if (count < SAME_DAMAGE) emit({ kind: 'input.malformed', at, time, reason, detail });
      else unreported++;
    },
    get unreported() {
      return unreported;
    },
  };
}
