/** Lines of one record put together from several pieces of input, each still knowing its number. */

/** Grows to `limit` bytes and no further. Emptied, not freed, by `clear`. */
export interface LineStore {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Some bytes did not fit. */
  readonly overflowed: boolean;
  /** Adds a piece; what it begins with belongs to line `line` of the input. */
  add(bytes: Uint8Array, start: number, end: number, line: number): void;
  /** Number of the stored line with that index, from 0. */
  line(index: number): number;
  clear(): void;
}

export function lineStore(limit: number): LineStore {
  let bytes = new Uint8Array(1024);
  let length = 0;
  let overflowed = false;
  // Pieces that do not go on where the one before ended: index of their first line, and its number.
  let starts: number[] = [];
  let lines: number[] = [];
  let next = -1;
  let index = 0;

  return {
    get bytes() {
      return bytes;
    },
    get length() {
      return length;
    },
    get overflowed() {
      return overflowed;
    },
    add(from, start, end, line) {
      const count = Math.min(end - start, limit - length);
      if (count < end - start) overflowed = true;
      if (count <= 0) return;
      if (length + count > bytes.length) {
        const larger = new Uint8Array(Math.min(limit, Math.max(2 * bytes.length, length + count)));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      if (next !== line) {
        starts.push(index);
        lines.push(line);
        next = line;
      }
      const before = index;
      for (let at = start; at < start + count; at++) if (from[at] === 10) index++;
      next += index - before;
      bytes.set(from.subarray(start, start + count), length);
      length += count;
    },
    line(wanted) {
      let piece = starts.length - 1;
      while (piece > 0 && starts[piece]! > wanted) piece--;
      return (lines[piece] ?? 0) + wanted - (starts[piece] ?? 0);
    },
    clear() {
      length = 0;
      overflowed = false;
      starts = [];
      lines = [];
      next = -1;
      index = 0;
    },
  };
}
