const ESCAPE = /\u001b\[[0-9;]*m/g;
/** Columns a text takes once colour is gone. */
export const columns = (text: string): number => text.replace(ESCAPE, '').length;

/** Breaks at blanks to `width` columns; words longer than that stand alone, uncut, so that they can be copied. */
export function wrap(text: string, width: number, first = '', rest: string = first): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && columns(line) + 1 + columns(word) > width) {
      lines.push(line.trimEnd());
      line = rest + word;
    } else {
      line += empty ? word : ` ${word}`;
    }
    empty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}
