/**
 * Entries of GlobalProtect's logs (client 6.3): US dates, local time, milliseconds after a colon. Five layouts:
 *
 *     08/19/2026 13:52:10:417 [Info ]: …                          pan_gp_event.log
 *     (P10496-T6420)Info (11298): 08/19/26 13:52:10:468 …         PanGPS.log and PanGPA.log of Windows
 *     (P10496-T13080)debug08/19/26 09:38:21:736 (152): …          captive portal detection
 *     P 815-T51619 08/24/2026 14:51:45:826 Debug(4036): …         macOS and Linux, fields padded with blanks
 *     08/24/2026 11:43:03.451173[Info   318]: …                   driver
 *
 * What all have is the date, so an entry is found by its first slash. Two entries may share one line, with nothing
 * between them.
 */

/** Where an entry lies. */
export interface GpEntry {
  /** First byte of its prefix. */
  start: number;
  /** First slash of its date. */
  date: number;
  /** First byte of its message. */
  message: number;
  /** The layout names process and thread, as no other log of this kind does. */
  traced: boolean;
}

export const gpEntry = (): GpEntry => ({ start: 0, date: 0, message: 0, traced: false });

const SLASH = 0x2f;
const COLON = 0x3a;
const DOT = 0x2e;
const OPEN = 0x28;
const CLOSE = 0x29;
const SQUARE = 0x5b;
const SQUARED = 0x5d;
const BLANK = 0x20;

const digit = (c: number | undefined): boolean => c !== undefined && c >= 0x30 && c <= 0x39;
const letter = (c: number | undefined): boolean => c !== undefined && (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;
const two = (bytes: Uint8Array, at: number): number =>
  digit(bytes[at]) && digit(bytes[at + 1]) ? (bytes[at]! - 0x30) * 10 + bytes[at + 1]! - 0x30 : -1;

/** @returns where the clock of the date at `slash` begins, or -1 for no date. */
function clockAt(bytes: Uint8Array, slash: number): number {
  const month = two(bytes, slash - 2);
  const day = two(bytes, slash + 1);
  if (month < 1 || month > 12 || day < 1 || day > 31 || bytes[slash + 3] !== SLASH) return -1;
  let at = slash + 4;
  while (digit(bytes[at]) && at < slash + 8) at++;
  if ((at !== slash + 6 && at !== slash + 8) || bytes[at] !== BLANK) return -1;
  at++;
  const hour = two(bytes, at);
  return hour >= 0 &&
    hour < 24 &&
    bytes[at + 2] === COLON &&
    between(two(bytes, at + 3)) &&
    bytes[at + 5] === COLON &&
    between(two(bytes, at + 6))
    ? at
    : -1;
}
const between = (sixtieth: number): boolean => sixtieth >= 0 && sixtieth < 60;

/** Back over `(P10496-T6420)` or `P 815-T51619`, whose end is before `at`. @returns its first byte, or -1. */
function threadBefore(bytes: Uint8Array, at: number, least: number, bracketed: boolean): number {
  const back = (test: (c: number | undefined) => boolean): boolean => {
    const from = at;
    while (at > least && test(bytes[at - 1])) at--;
    return at < from;
  };
  const take = (c: number): boolean => at > least && bytes[at - 1] === c && at-- > 0;
  const blank = (c: number | undefined): boolean => c === BLANK;
  if (bracketed && !take(CLOSE)) return -1;
  if (!back(digit)) return -1;
  back(blank);
  if (!take(0x54) || !take(0x2d) || !back(digit)) return -1;
  back(blank);
  if (!take(0x50)) return -1;
  return !bracketed || take(OPEN) ? at : -1;
}

/** `[Info ]:`, `[Info   318]:`, `Debug(4036):`, `(152):`. @returns the first byte of the message behind it, or -1. */
function labelEnd(bytes: Uint8Array, at: number, end: number, first: number, last: number): number {
  if (bytes[at] !== first) return -1;
  const stop = Math.min(end, at + 24);
  at++;
  while (at < stop && (letter(bytes[at]) || digit(bytes[at]) || bytes[at] === BLANK)) at++;
  if (bytes[at] !== last || bytes[at + 1] !== COLON || at + 1 >= end) return -1;
  return at + 2 < end && bytes[at + 2] === BLANK ? at + 3 : at + 2;
}

/**
 * @param slash the first slash of what may be a date
 * @param least first byte that may belong to the entry: of the line, or behind the entry before
 * @returns whether it is an entry's; then `entry` is set.
 */
export function readGpEntry(bytes: Uint8Array, slash: number, least: number, end: number, entry: GpEntry): boolean {
  if (slash - 2 < least || bytes[slash + 3] !== SLASH) return false;
  const clock = clockAt(bytes, slash);
  if (clock < 0 || clock + 12 > end) return false;
  let after = clock + 9;
  while (after < end && after < clock + 18 && digit(bytes[after])) after++;
  if (after < clock + 12) return false;
  entry.date = slash;
  const date = slash - 2;
  entry.start = date;
  entry.traced = false;
  if (bytes[clock + 8] === DOT) {
    entry.message = labelEnd(bytes, after, end, SQUARE, SQUARED);
    return entry.message >= 0;
  }
  if (bytes[clock + 8] !== COLON) return false;
  if (bytes[after] === BLANK && bytes[after + 1] === SQUARE) {
    entry.message = labelEnd(bytes, after + 1, end, SQUARE, SQUARED);
    return entry.message >= 0;
  }
  entry.traced = true;
  let at = date;
  if (at - 3 > least && bytes[at - 1] === BLANK && bytes[at - 2] === COLON && bytes[at - 3] === CLOSE) {
    at -= 3;
    while (at > least && (digit(bytes[at - 1]) || bytes[at - 1] === BLANK)) at--;
    if (bytes[at - 1] !== OPEN) return false;
    at--;
    while (at > least && (letter(bytes[at - 1]) || bytes[at - 1] === BLANK)) at--;
    entry.start = threadBefore(bytes, at, least, true);
    entry.message = after < end && bytes[after] === BLANK ? after + 1 : after;
    return entry.start >= 0 && entry.message <= end;
  }
  if (letter(bytes[at - 1])) {
    while (at > least && letter(bytes[at - 1])) at--;
    entry.start = threadBefore(bytes, at, least, true);
    entry.message = bytes[after] === BLANK ? labelEnd(bytes, after + 1, end, OPEN, CLOSE) : -1;
    return entry.start >= 0 && entry.message >= 0;
  }
  while (at > least && bytes[at - 1] === BLANK) at--;
  if (at === date) return false;
  entry.start = threadBefore(bytes, at, least, false);
  let label = after;
  while (label < end && bytes[label] === BLANK) label++;
  while (label < end && letter(bytes[label])) label++;
  entry.message = labelEnd(bytes, label, end, OPEN, CLOSE);
  return entry.start >= 0 && entry.message >= 0;
}

/** Milliseconds since 1970 of the entry whose date has its first slash here, its local time read as if it were UTC. */
export function gpTime(bytes: Uint8Array, slash: number): number {
  const long = digit(bytes[slash + 6]);
  const year = long ? two(bytes, slash + 4) * 100 + two(bytes, slash + 6) : 2000 + two(bytes, slash + 4);
  const clock = slash + (long ? 9 : 7);
  const ms = two(bytes, clock + 9) * 10 + bytes[clock + 11]! - 0x30;
  return Date.UTC(
    year,
    two(bytes, slash - 2) - 1,
    two(bytes, slash + 1),
    two(bytes, clock),
    two(bytes, clock + 3),
    two(bytes, clock + 6),
    ms,
  );
}

const SLASHES = 0x2f2f2f2f;
const FEEDS = 0x0a0a0a0a;
const ONES = 0x01010101;
const HIGHS = 0x80808080;

/** @returns the offset of the next slash or line feed at or after `from`, or `end`; four bytes at a time, as in
 *  nextLineFeed. @param words wordsOf(bytes) */
export function nextMark(bytes: Uint8Array, words: Int32Array, from: number, end: number): number {
  const base = bytes.byteOffset;
  const limit = Math.min((base + end) >> 2, words.length);
  let at = from;
  while (at < end && ((base + at) & 3) !== 0) {
    if (bytes[at] === SLASH || bytes[at] === 0x0a) return at;
    at++;
  }
  let word = (base + at) >> 2;
  for (; word < limit; word++) {
    const a = words[word]! ^ SLASHES;
    const b = words[word]! ^ FEEDS;
    if ((((a - ONES) & ~a) | ((b - ONES) & ~b)) & HIGHS) break;
  }
  at = Math.max(at, (word << 2) - base);
  while (at < end && bytes[at] !== SLASH && bytes[at] !== 0x0a) at++;
  return at;
}
