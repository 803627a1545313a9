/** What hides a line that is not read: as long as it was, the letters gone, the shape of its markup kept. */
import { type Codes, IS_SPACE } from './codes.ts';

const LESS = 0x3c;
const GREATER = 0x3e;
const LETTER = 0x78;

export function fill(codes: Codes, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const code = codes[at]!;
    if (IS_SPACE[code] === 0 && code !== LESS && code !== GREATER) codes[at] = LETTER;
  }
}
