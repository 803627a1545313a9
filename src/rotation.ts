/** Rotated log files: which follow each other without a gap. Files of one client are numbered in a ring, so that only
 *  their times tell the order. */
import type { Span } from './calls.ts';
import type { SourceSummary } from './facts.ts';
import { ROTATION_GAP } from './limits.ts';
import type { Emit, Parser, ParserRun, Rest } from './parser.ts';

/** Whether a log that begins at `first` goes on where one that ended at `last` broke off; ms. */
export const goesOn = (last: number | undefined, first: number | undefined): boolean =>
  last !== undefined && first !== undefined && first >= last - 1000 && first - last <= ROTATION_GAP;

/** Stretches that client logs cover, in order of time; files that go on or overlap are one. */
export function logSpans(summaries: readonly SourceSummary[]): readonly Span[] {
  const spans: { first: number; last: number }[] = [];
  const logs = summaries
    .flatMap((s) => (s.clock === 'local' && s.first !== undefined && s.last !== undefined ? [s as Span] : []))
    .sort((a, b) => a.first - b.first);
  for (const { first, last } of logs) {
    const before = spans.at(-1);
    if (before && first <= before.last + ROTATION_GAP) before.last = Math.max(before.last, last);
    else spans.push({ first, last });
  }
  return spans;
}

/** An input as far as its order counts. */
export interface Turn {
  readonly parser: Parser | undefined;
  /** Files of one folder may be parts of one log. */
  readonly folder: string;
  /** Time of its first line. */
  readonly begins: number | undefined;
}

/** Puts logs into the order of their first lines; all other inputs keep their places. */
export function inTurn<T extends Turn>(inputs: readonly T[]): readonly T[] {
  const timed = inputs.filter((i) => i.begins !== undefined).sort((a, b) => a.begins! - b.begins!);
  let next = 0;
  return inputs.map((i) => (i.begins === undefined ? i : timed[next++]!));
}

/** Hands what one file of a log broke off to the file that goes on with it. */
export interface Relay {
  open(turn: Turn & { readonly parser: Parser }, source: string, emit: Emit): ParserRun;
  /** Ends the run of `turn`. @param later what comes after it. */
  close(run: ParserRun, turn: Turn, later: readonly Turn[]): void;
  /** No more inputs. */
  end(): void;
}

export function relay(): Relay {
  let held: { readonly rest: Rest; readonly from: Turn } | undefined;
  const drop = (): void => {
    held?.rest.drop();
    held = undefined;
  };
  return {
    open(turn, source, emit) {
      if (!held || held.from.parser !== turn.parser || held.from.folder !== turn.folder)
        return turn.parser.open(source, emit);
      if (!goesOn(held.rest.last, turn.begins)) drop();
      const before = held?.rest;
      held = undefined;
      return turn.parser.open(source, emit, before);
    },
    close(run, turn, later) {
      const next = later.some((l) => l.parser === turn.parser && l.folder === turn.folder && l.begins !== undefined);
      if (!next || !run.leave || held) run.end();
      else held = { rest: run.leave(), from: turn };
    },
    end: drop,
  };
}
