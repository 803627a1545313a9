/** Rotated log files: which follow each other without a gap. Files of one client are numbered in a ring, so that only
 *  their times tell the order. */
import type { Span } from './calls.ts';
import type { SourceSummary } from './facts.ts';
import { ROTATION_GAP } from './limits.ts';
import type { Emit, Parser, ParserRun, Rest } from './parser.ts';

/** Whether a log that begins at `first` goes on where one that ended at `last` broke off; ms. */
export const goesOn = (last: number | undefined, first: number | undefined): boolean =>
  last !== undefined && first !== undefined && first >= last - 1000 && first - last <= ROTATION_GAP;

/** A log of the SfB client. The VPN client's has local times too, but shows neither calls nor sign-ins. */
export const isClientLog = (s: SourceSummary): boolean => s.clock === 'local' && s.parser !== 'globalprotect-log';

/** Stretches that client logs cover, in order of time; files that go on or overlap are one. */
export function logSpans(summaries: readonly SourceSummary[]): readonly Span[] {
  const spans: { first: number; last: number }[] = [];
  const logs = summaries
    .flatMap((s) => (isClientLog(s) && s.first !== undefined && s.last !== undefined ? [s as Span] : []))
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
  /** Files of one folder may be parts of one log; with its name where a folder has several. */
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
  const held: { readonly rest: Rest; readonly from: Turn }[] = [];
  /** Of two logs of one parser and folder, each has its own. */
  const sameLog = (a: Turn, b: Turn): boolean => a.parser === b.parser && a.folder === b.folder;
  return {
    open(turn, source, emit) {
      const index = held.findIndex((h) => sameLog(h.from, turn));
      if (index < 0) return turn.parser.open(source, emit);
      const { rest } = held.splice(index, 1)[0]!;
      if (goesOn(rest.last, turn.begins)) return turn.parser.open(source, emit, rest);
      rest.drop();
      return turn.parser.open(source, emit);
    },
    close(run, turn, later) {
      const next = later.some((l) => sameLog(l, turn) && l.begins !== undefined);
      if (!next || !run.leave) run.end();
      else held.push({ rest: run.leave(), from: turn });
    },
    end() {
      for (const { rest } of held.splice(0)) rest.drop();
    },
  };
}
