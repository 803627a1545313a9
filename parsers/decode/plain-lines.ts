/** The hot loop of the client trace: runs of trace lines that hold nothing of interest. Kept apart from the parser so
 *  that the compiler sees a small function without calls back. */
import { LINE_BYTES } from '../../src/limits.ts';
import { nextLineFeed } from './lines.ts';
import { isError, usualPrefix } from './log-prefix.ts';
import { packetLineKind } from './packet-line.ts';
import { isAlarm, type Watched } from './trace-line.ts';

/** What a run of plain lines adds up to, and what the next run may take for granted. */
export interface PlainRun extends Watched {
  lines: number;
  errors: number;
  /** Where the last one begins; -1 = none. */
  last: number;
  /** A date of the usual form is known. */
  dated: boolean;
  /** Its eleven bytes, `MM/DD/YYYY|`, as words; the last without its fourth byte. */
  date0: number;
  date1: number;
  date2: number;
  /** Prefix parts ` PID:TID LEVEL :: ` seen before: SHAPE words each, by a hash of the thread. */
  readonly shapes: Int32Array;
}

/** Words of one entry: six of the text, its length with date and time, its level: ERROR, WARN or other. */
const SHAPE = 8;
const SHAPES = 32;
const ERROR = 1;
const WARN = 2;

export const plainRun = (): PlainRun => ({
  lines: 0,
  errors: 0,
  last: -1,
  any: false,
  alarms: false,
  dated: false,
  date0: 0,
  date1: 0,
  date2: 0,
  shapes: new Int32Array(SHAPE * SHAPES),
});

/** Takes the date of a line with the usual prefix. @param words of the memory that holds `at` and the 12 bytes there. */
export function takeDate(run: PlainRun, view: DataView, at: number): void {
  run.dated = at + 12 <= view.byteLength;
  if (!run.dated) return;
  run.date0 = view.getInt32(at, true);
  run.date1 = view.getInt32(at + 4, true);
  run.date2 = view.getInt32(at + 8, true) & 0xffffff;
}

/** Bytes of a line that are looked at ahead of its end. */
const AHEAD = 64;
/** Longest prefix that six words describe whole. */
const LONGEST = 47;

/**
 * Passes over lines with the usual prefix and the same date that are neither packet lines nor begin a SIP message. The
 * prefix is compared four bytes at a time with the date before and with prefixes seen before; only a new one is read.
 *
 * @returns where the first other line begins, or `end`.
 */
export function skipPlain(
  bytes: Uint8Array,
  words: Int32Array,
  view: DataView,
  start: number,
  end: number,
  run: PlainRun,
): number {
  const { date0, date1, date2, shapes } = run;
  let lines = 0;
  let errors = 0;
  let last = -1;
  let at = start;
  const calm = run.alarms ? 0 : WARN;
  const stop = run.dated ? end - AHEAD : start;
  while (at < stop) {
    if (
      view.getInt32(at, true) !== date0 ||
      view.getInt32(at + 4, true) !== date1 ||
      (view.getInt32(at + 8, true) & 0xffffff) !== date2 ||
      // Digits and colons begin with the same four bits, which no line end has.
      ((view.getInt32(at + 11, true) & 0xf0fff0f0) | 0) !== 0x303a3030 ||
      ((view.getInt32(at + 15, true) & 0xf0f0fff0) | 0) !== 0x30303a30 ||
      ((view.getInt32(at + 19, true) & 0xf0f0f0ff) | 0) !== 0x3030302e
    )
      break;
    const w0 = view.getInt32(at + 23, true);
    const w1 = view.getInt32(at + 27, true);
    const w2 = view.getInt32(at + 31, true);
    const w3 = view.getInt32(at + 35, true);
    const entry = ((Math.imul(w1 ^ (w2 << 3) ^ w3, 0x9e3779b1) >>> 27) & (SHAPES - 1)) * SHAPE;
    let message = at + shapes[entry + 6]!;
    if (
      shapes[entry] !== w0 ||
      shapes[entry + 1] !== w1 ||
      shapes[entry + 2] !== w2 ||
      shapes[entry + 3] !== w3 ||
      shapes[entry + 4] !== view.getInt32(message - 8, true) ||
      shapes[entry + 5] !== view.getInt32(message - 4, true) ||
      bytes[message] === 0x20 ||
      bytes[message] === 0x09
    ) {
      message = usualPrefix(bytes, at, nextLineFeed(bytes, words, at, end));
      if (message < 0) break;
      if (message - at > LONGEST) break;
      shapes[entry] = w0;
      shapes[entry + 1] = w1;
      shapes[entry + 2] = w2;
      shapes[entry + 3] = w3;
      shapes[entry + 4] = view.getInt32(message - 8, true);
      shapes[entry + 5] = view.getInt32(message - 4, true);
      shapes[entry + 6] = message - at;
      shapes[entry + 7] = isError(bytes, message) ? ERROR : isAlarm(bytes, message) ? WARN : 0;
    }
    if (shapes[entry + 7]! > calm) break;
    const feed = nextLineFeed(bytes, words, message, end);
    if (feed - at > LINE_BYTES || !isPlain(bytes, message, feed)) break;
    errors += shapes[entry + 7]! & ERROR;
    lines++;
    last = at;
    at = feed + 1;
  }
  run.lines = lines;
  run.errors = errors;
  run.last = last;
  return Math.min(at, end);
}

/** Whether a message is none of those that are looked at: these begin with a capital letter, most trace lines go on with
 *  a small one, and a request line ends with its version. */
function isPlain(bytes: Uint8Array, at: number, end: number): boolean {
  const c = bytes[at]!;
  if (c < 0x41 || c > 0x5a) return true;
  const next = bytes[at + 1]!;
  if (next > 0x5a) return (c !== 0x53 && c !== 0x44 && c !== 0x45) || packetLineKind(bytes, at, end) === undefined;
  if (c === 0x53 && next === 0x49) return false;
  let stop = end;
  while (stop > at && bytes[stop - 1]! <= 0x20) stop--;
  return bytes[stop - 1] !== 0x30 || bytes[stop - 2] !== 0x2e || bytes[stop - 3] !== 0x32;
}
