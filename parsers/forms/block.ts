/** Where the output of one command goes on and where it ends, when it was pasted, wrapped or damaged. */
import { commandOf } from '../decode/pasted-text.ts';

/** Odd lines in a row, and blank ones, that do not end an output. */
const ODD = 2;
const BLANK = 3;

export interface Output {
  /** Whether a line can only be a further one of this output. */
  known(line: string): boolean;
  /** Whether something else begins with this line. A prompt's line always ends an output. */
  stops?(line: string): boolean;
  /** Takes a known line. */
  take(line: string, at: number): void;
  /** Hears of other lines between known ones. */
  odd?(at: number): void;
}

/** Walks what belongs to one output. Blank lines and a few odd ones are passed over where the output goes on behind them.
 *  @returns index of the first line that is not of the output */
export function walk(lines: readonly string[], from: number, output: Output): number {
  let at = from;
  for (;;) {
    let next = at;
    let blank = 0;
    let strange = 0;
    while (next < lines.length && !output.known(lines[next]!)) {
      if (lines[next] === '') blank++;
      else strange++;
      if (blank > BLANK || strange > ODD || commandOf(lines[next]) !== undefined) return at;
      // Behind a blank line, what is not indented begins something else.
      if (blank > 0 && /^\S/.test(lines[next]!)) return at;
      if (output.stops?.(lines[next]!)) return at;
      next++;
    }
    if (next >= lines.length) return at;
    for (let past = at; past < next; past++) if (lines[past] !== '') output.odd?.(past);
    output.take(lines[next]!, next);
    at = next + 1;
  }
}
