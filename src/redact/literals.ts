/** Which of several sets of literals a line holds, whatever the case, in one pass (Aho, Corasick 1975). It may say yes too
 *  often: all white space is one character, and so is everything beyond ASCII. It never says no too often. */
import { type Codes, IS_SPACE } from './codes.ts';

/** In a literal: the line begins here. */
export const START = '^';
/** In a literal: any character beyond ASCII that is no space. */
export const HIGH = '\u0080';

/** Sets that are told apart; all further ones share the last. Bits of a number that stays small. */
export const SETS = 30;

/** @returns for a line, one bit for each set of which it holds a literal. */
export function literals(sets: readonly (readonly string[])[]): (codes: Codes, from: number, to: number) => number {
  const all = sets.flat().map((l) => l.toLowerCase());
  const alphabet = [...new Set(all.join(''))];
  // Column 0 is every character that is in no literal.
  const columns = new Map(alphabet.map((c, n) => [c, n + 1]));
  const width = alphabet.length + 1;

  // The tree of all literals, then by breadth where each state goes on at a character that does not follow in the tree.
  const tree: Map<number, number>[] = [new Map()];
  const marks = [0];
  for (const [n, set] of sets.entries())
    for (const literal of set) {
      let state = 0;
      for (const c of literal.toLowerCase()) {
        const column = columns.get(c)!;
        let next = tree[state]!.get(column);
        if (next === undefined) {
          next = tree.push(new Map()) - 1;
          marks.push(0);
          tree[state]!.set(column, next);
        }
        state = next;
      }
      marks[state]! |= 1 << Math.min(n, SETS - 1);
    }
  // States are kept as the place of their row.
  const next = new Uint32Array(tree.length * width);
  const held = new Int32Array(tree.length * width);
  const fail = new Uint32Array(tree.length);
  for (const queue = [0]; queue.length > 0; ) {
    const state = queue.shift()!;
    const back = fail[state]! * width;
    held[state * width] = marks[state]! | (state === 0 ? 0 : held[back]!);
    for (let column = 0; column < width; column++) {
      const other = state === 0 ? 0 : next[back + column]!;
      const child = tree[state]!.get(column);
      next[state * width + column] = child === undefined ? other : child * width;
      if (child === undefined) continue;
      fail[child] = other / width;
      queue.push(child);
    }
  }

  const column = new Uint8Array(0x10000).fill(columns.get(HIGH) ?? 0, 0x80);
  for (let code = 0; code < 0x80; code++) column[code] = columns.get(String.fromCharCode(code).toLowerCase()) ?? 0;
  // It stands for no character of the line.
  column[START.charCodeAt(0)] = 0;
  for (let code = 0; code < 0x10000; code++) if (IS_SPACE[code] === 1) column[code] = columns.get(' ') ?? 0;
  const begin = next[columns.get(START) ?? 0]!;

  return (codes, from, to) => {
    let state = begin;
    let found = held[begin]!;
    for (let at = from; at < to; at++) {
      state = next[state + column[codes[at]!]!]!;
      found |= held[state]!;
    }
    return found;
  };
}
