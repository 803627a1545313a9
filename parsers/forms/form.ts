/** What a reader of one command's output offers. Such outputs are short, pasted together and cut: a form looks at whole
 *  lines in memory, says where its output begins, and gives back the first line that is not its own.
 *
 *  Lines come as the command wrote them (`decode/pasted-text.ts`): no line ends, tabs, colours, quote marks, code fences
 *  or trailing blanks; indentation may be lost or added. A prompt's line is `$ command`, or `$` alone: no output goes
 *  past it. */
import type { Fact } from '../../src/facts.ts';

export interface FormOutput {
  readonly source: string;
  emit(fact: Fact): void;
  /** Something of this form that could not be read; at most 160 characters. @param line index of the line, from 0. */
  damaged(line: number, detail: string): void;
}

export interface TextForm {
  /** Kebab case, equals the file name: `ipconfig`, `route-print`. */
  readonly id: string;
  /** The command as people know it. */
  readonly title: string;
  /** 0 = does not begin here … 1 = surely begins here; looks at this line and at most FORM_AHEAD lines behind it. */
  begins(lines: readonly string[], at: number): number;
  /** Reads what begins at `at`. @returns index of the first line that is not its own, above `at`. Never throws. */
  read(lines: readonly string[], at: number, out: FormOutput): number;
}
