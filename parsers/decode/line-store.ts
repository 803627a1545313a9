/** Lines of one record put together from several pieces of input, each byte still knowing its line. */

/** Grows to `limit` bytes and no further. Emptied, not freed, by `clear`. */
export interface LineStore {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Some bytes did not fit. */
  readonly overflowed: boolean;
  /** Adds a piece that begins at the start of line `line`. */
  add(bytes: Uint8Array, start: number, end: number, line: number): void;
  /** Number of the line that holds an offset. */
  line(offset: number): number;
  clear(): void;
}

export function lineStore(limit: number): LineStore {
  let bytes = new Uint8Array(1024);
  let length = 0;
  let overflowed = false;
  // Offsets at which pieces begin that do not go on where the one before ended, and their lines.
  let starts: number[] = [];
  let lines: number[] = [];
  let next = -1;
  let counted = 0;
  let countedLine = 0;

  const lineAt = (offset: number): number => {
    let piece = starts.length - 1;
    while (piece > 0 && starts[piece]! > offset) piece--;
    const from = starts[piece] ?? 0;
    if (counted < from || counted > offset) {
      counted = from;
      countedLine = lines[piece] ?? 0;
    }
    for (; counted < offset; counted++) if (bytes[counted] === 10) countedLine++;
    return countedLine;
  };
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
        starts.push(length);
        lines.push(line);
      }
      next = line;
      for (let at = start; at < start + count; at++) if (from[at] === 10) next++;
      bytes.set(from.subarray(start, start + count), length);
      length += count;
    },
    line: lineAt,
    clear() {
      length = 0;
      overflowed = false;
      starts = [];
      lines = [];
      next = -1;
      counted = 0;
      countedLine = 0;
    },
  };
}
