/** Lines that were looked through, and what was to be replaced in them: header fields come again in every message of a
 *  dialog, trace lines with no more than another time. */

import { REDACT_LINE_LENGTH, REDACT_LINES } from '../limits.ts';
import type { Codes } from './codes.ts';

/** From the begin of the line, or from behind its time. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const DIGIT = 1;
/** `03/02/2026|09:20:28.000 `, as the client writes it: nothing of it is ever replaced, and no expression begins within it. */
const TIME = [...'00/00/0000|00:00:00.000 '].map((c) => (c === '0' ? DIGIT : c.charCodeAt(0)));

/** Characters of the time that the line begins with. */
export function timeOf(codes: Codes, from: number, to: number): number {
  if (to - from < TIME.length) return 0;
  for (let n = 0; n < TIME.length; n++) {
    const code = codes[from + n]!;
    if (TIME[n] === DIGIT ? code < 0x30 || code > 0x39 : code !== TIME[n]) return 0;
  }
  return TIME.length;
}

export class LineMemory {
  private readonly mask: number;
  /** A place for each hash; the newer line of two that share one is remembered. */
  private readonly hashes: Int32Array;
  private readonly lines: (Codes | undefined)[];
  private readonly found: (readonly Replacement[])[];
  private hash = 0;

  /** @param size a power of two. */
  constructor(size = REDACT_LINES) {
    this.mask = size - 1;
    this.hashes = new Int32Array(size);
    this.lines = Array<undefined>(size).fill(undefined);
    this.found = Array<readonly Replacement[]>(size).fill([]);
  }

  forget(): void {
    this.hashes.fill(0);
    this.lines.fill(undefined);
  }

  /** @param timed it stands behind a time. */
  find(codes: Codes, from: number, to: number, timed: boolean): readonly Replacement[] | undefined {
    if (to - from > REDACT_LINE_LENGTH) return undefined;
    let hash = timed ? 1 : 2;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ codes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    this.hash = hash;
    const line = this.lines[hash & this.mask];
    if (line === undefined || this.hashes[hash & this.mask] !== hash || line.length !== to - from + 1) return undefined;
    if (line[0] !== (timed ? 1 : 0)) return undefined;
    for (let n = 1; n < line.length; n++) if (line[n] !== codes[from + n - 1]) return undefined;
    return this.found[hash & this.mask];
  }

  /** Remembers the line that find was asked for last, if it comes for the second time: most come once. */
  keep(codes: Codes, from: number, to: number, timed: boolean, found: readonly Replacement[]): void {
    if (to - from > REDACT_LINE_LENGTH) return;
    const place = this.hash & this.mask;
    if (this.hashes[place] !== this.hash) {
      this.hashes[place] = this.hash;
      this.lines[place] = undefined;
      return;
    }
    const line = codes instanceof Uint8Array ? new Uint8Array(to - from + 1) : new Uint16Array(to - from + 1);
    line[0] = timed ? 1 : 0;
    line.set(codes.subarray(from, to), 1);
    this.lines[place] = line;
    this.found[place] = found;
  }
}
