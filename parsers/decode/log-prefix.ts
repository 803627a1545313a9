/** The prefix of client trace lines, `MM/DD/YYYY|HH:MM:SS.mmm PID:TID LEVEL :: `, read from bytes at fixed places. */

/** What a prefix says. One object is filled again for every line that is looked at closely. */
export interface Prefix {
  /** First and second number of the date as written, year, separator; separator 0 = no date. */
  first: number;
  second: number;
  year: number;
  separator: number;
  /** Milliseconds since midnight; -1 = damaged digits. */
  clock: number;
  thread: number;
  /** Where the message begins. */
  message: number;
}

export const emptyPrefix = (): Prefix => ({
  first: 0,
  second: 0,
  year: 0,
  separator: 0,
  clock: 0,
  thread: 0,
  message: 0,
});

const SP = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const SLASH = 0x2f;
const BAR = 0x7c;

/** Value of two digits, or -1. */
function two(bytes: Uint8Array, at: number): number {
  const a = bytes[at]! - 0x30;
  const b = bytes[at + 1]! - 0x30;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : -1;
}

/** Value of hexadecimal digits by character; -1 = none. */
const HEX = Int8Array.from({ length: 256 }, (_, c) => {
  const digit = Number.parseInt(String.fromCharCode(c), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

/**
 * The usual prefix only, told by its separators: digits of date and time are not looked at.
 *
 * @param end end of the line.
 * @returns where the message begins, or -1.
 */
export function usualPrefix(bytes: Uint8Array, at: number, end: number): number {
  if (
    bytes[at + 2] !== SLASH ||
    bytes[at + 5] !== SLASH ||
    bytes[at + 10] !== BAR ||
    bytes[at + 13] !== COLON ||
    bytes[at + 16] !== COLON ||
    (bytes[at + 19] !== 0x2e && bytes[at + 19] !== 0x2c)
  )
    return -1;
  return ids(bytes, at + 23, end);
}

/** ` PID:TID LEVEL :: ` @returns where the message begins, or -1. */
function ids(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (bytes[at] === SP || bytes[at] === TAB) at++;
  const pid = at;
  if (pid === from) return -1;
  while (HEX[bytes[at]!]! >= 0) at++;
  if (at === pid || at - pid > 8 || bytes[at] !== COLON) return -1;
  const tid = ++at;
  while (HEX[bytes[at]!]! >= 0) at++;
  if (at === tid || at - tid > 8 || (bytes[at] !== SP && bytes[at] !== TAB)) return -1;
  while (bytes[at] === SP || bytes[at] === TAB) at++;
  const level = at;
  while (bytes[at]! >= 0x41 && bytes[at]! <= 0x5a) at++;
  if (at === level) return -1;
  while (bytes[at] === SP || bytes[at] === TAB) at++;
  if (bytes[at] !== COLON || bytes[at + 1] !== COLON || at + 2 > end) return -1;
  at += 2;
  while (at < end && (bytes[at] === SP || bytes[at] === TAB)) at++;
  return at;
}

/** Whether the level before a message is ERROR. */
export function isError(bytes: Uint8Array, message: number): boolean {
  let at = message - 1;
  while (bytes[at] === SP || bytes[at] === TAB) at--;
  at -= 2;
  while (bytes[at] === SP || bytes[at] === TAB) at--;
  return bytes[at] === 0x52 && bytes[at - 1] === 0x4f && bytes[at - 3] === 0x52 && bytes[at - 4] === 0x45;
}

/**
 * Fills `prefix` from the line in `bytes` from `start` to before `end`.
 *
 * Accepted beside the usual form: dates with one-digit numbers, `.` or `-` between, or year first; no date (clients of
 * 2005); `,` before the milliseconds; up to eight blanks before it (pasted excerpts); any level word in capitals.
 */
export function readPrefix(bytes: Uint8Array, start: number, end: number, prefix: Prefix): boolean {
  const at = date(bytes, start, end, prefix);
  // HH:MM:SS.mmm
  if (at < 0 || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return false;
  if (bytes[at + 8] !== 0x2e && bytes[at + 8] !== 0x2c) return false;
  const message = ids(bytes, at + 12, end);
  if (message < 0) return false;
  const hours = two(bytes, at);
  const minutes = two(bytes, at + 3);
  const seconds = two(bytes, at + 6);
  const tens = two(bytes, at + 9);
  const unit = bytes[at + 11]! - 0x30;
  const damaged = hours < 0 || minutes < 0 || seconds < 0 || tens < 0 || unit < 0 || unit > 9;
  prefix.clock = damaged ? -1 : ((hours * 60 + minutes) * 60 + seconds) * 1000 + tens * 10 + unit;
  let tid = at + 12;
  while (bytes[tid] !== COLON) tid++;
  let thread = 0;
  for (tid++; HEX[bytes[tid]!]! >= 0; tid++) thread = thread * 16 + HEX[bytes[tid]!]!;
  prefix.thread = thread;
  prefix.message = message;
  return true;
}

/** Reads the date. @returns where the time begins, or -1. */
function date(bytes: Uint8Array, start: number, end: number, prefix: Prefix): number {
  let at = start;
  while (at < end && at - start < 8 && (bytes[at] === SP || bytes[at] === TAB)) at++;
  if (bytes[at + 2] === SLASH && bytes[at + 5] === SLASH && bytes[at + 10] === BAR) {
    // What is no digit leaves the number of the line before: the line is still a record.
    const first = two(bytes, at);
    const second = two(bytes, at + 3);
    const year = two(bytes, at + 6) * 100 + two(bytes, at + 8);
    if (first >= 0) prefix.first = first;
    if (second >= 0) prefix.second = second;
    if (year >= 0) prefix.year = year;
    prefix.separator = SLASH;
    return at + 11;
  }
  if (two(bytes, at) >= 0 && bytes[at + 2] === COLON) {
    prefix.separator = 0;
    return at;
  }
  const numbers: number[] = [];
  let separator = 0;
  while (numbers.length < 6) {
    let value = 0;
    const from = at;
    while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39 && at - from < 4)
      value = value * 10 + bytes[at++]! - 0x30;
    if (at === from) return -1;
    numbers.push(value, at - from);
    const c = bytes[at]!;
    if (numbers.length < 6) {
      if ((c !== SLASH && c !== 0x2e && c !== 0x2d) || (separator !== 0 && c !== separator)) return -1;
      separator = c;
    } else if (c !== BAR) return -1;
    at++;
  }
  const [a, aDigits, b, bDigits, c, cDigits] = numbers as [number, number, number, number, number, number];
  if (aDigits === 4 && bDigits <= 2 && cDigits <= 2) {
    // Year first: the month follows, whatever the separator.
    prefix.year = a;
    prefix.first = b;
    prefix.second = c;
    prefix.separator = YEAR_FIRST;
    return at;
  }
  if (aDigits > 2 || bDigits > 2 || cDigits !== 4) return -1;
  prefix.first = a;
  prefix.second = b;
  prefix.year = c;
  prefix.separator = separator;
  return at;
}

/** Stands for the separator of a date that begins with the year. */
export const YEAR_FIRST = 1;

/** `.` or `-` between day, month and year: written day first wherever such dates are usual. */
export const dayFirst = (separator: number): boolean => separator === 0x2e || separator === 0x2d;
