/** The prefix of client trace lines, `MM/DD/YYYY|HH:MM:SS.mmm PID:TID LEVEL :: `, read from bytes at fixed places. */

/** What a prefix says. One object is filled again for every line. */
export interface Prefix {
  /** First and second number of the date as written, year, separator; separator 0 = no date. */
  first: number;
  second: number;
  year: number;
  separator: number;
  /** Milliseconds since midnight. */
  clock: number;
  thread: number;
  error: boolean;
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
  error: false,
  message: 0,
});

const SP = 0x20;
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
 * Fills `prefix` from the line in `bytes` from `start` to before `end` (its line feed or later: the prefix itself holds
 * no line feed, and what follows a line feed never completes one).
 *
 * Accepted beside the usual form: dates with one-digit numbers, `.` or `-` between, or year first; no date (clients of
 * 2005); `,` before the milliseconds; up to eight blanks before it (pasted excerpts); any level word in capitals.
 */
export function readPrefix(bytes: Uint8Array, start: number, end: number, prefix: Prefix): boolean {
  let at: number;
  if (
    end - start > 30 &&
    bytes[start + 2] === SLASH &&
    bytes[start + 5] === SLASH &&
    bytes[start + 10] === BAR &&
    bytes[start + 13] === COLON
  ) {
    prefix.first = two(bytes, start);
    prefix.second = two(bytes, start + 3);
    const century = two(bytes, start + 6);
    const year = two(bytes, start + 8);
    if (prefix.first < 0 || prefix.second < 0 || century < 0 || year < 0) return false;
    prefix.year = century * 100 + year;
    prefix.separator = SLASH;
    at = start + 11;
  } else {
    at = oddDate(bytes, start, end, prefix);
    if (at < 0) return false;
  }
  // HH:MM:SS.mmm
  if (bytes[at + 2] !== COLON || bytes[at + 5] !== COLON || (bytes[at + 8] !== 0x2e && bytes[at + 8] !== 0x2c))
    return false;
  const hours = two(bytes, at);
  const minutes = two(bytes, at + 3);
  const seconds = two(bytes, at + 6);
  const tens = two(bytes, at + 9);
  const unit = bytes[at + 11]! - 0x30;
  if (hours < 0 || minutes < 0 || seconds < 0 || tens < 0 || !(unit >= 0 && unit <= 9)) return false;
  prefix.clock = ((hours * 60 + minutes) * 60 + seconds) * 1000 + tens * 10 + unit;
  at += 12;
  // PID:TID
  if (bytes[at] !== SP && bytes[at] !== 0x09) return false;
  while (bytes[at] === SP || bytes[at] === 0x09) at++;
  const pid = at;
  while (at < end && HEX[bytes[at]!]! >= 0) at++;
  if (at === pid || at - pid > 8 || bytes[at] !== COLON) return false;
  const tid = ++at;
  let thread = 0;
  while (at < end && HEX[bytes[at]!]! >= 0) thread = thread * 16 + HEX[bytes[at++]!]!;
  if (at === tid || at - tid > 8 || (bytes[at] !== SP && bytes[at] !== 0x09)) return false;
  prefix.thread = thread;
  while (bytes[at] === SP || bytes[at] === 0x09) at++;
  // LEVEL ::
  const level = at;
  while (at < end && bytes[at]! >= 0x41 && bytes[at]! <= 0x5a) at++;
  if (at === level) return false;
  prefix.error = at - level === 5 && bytes[level] === 0x45 && bytes[level + 1] === 0x52 && bytes[level + 4] === 0x52;
  while (bytes[at] === SP || bytes[at] === 0x09) at++;
  if (at + 1 >= end || bytes[at] !== COLON || bytes[at + 1] !== COLON) return false;
  at += 2;
  while (at < end && (bytes[at] === SP || bytes[at] === 0x09)) at++;
  prefix.message = at;
  return true;
}

/** @returns where the time begins behind a date of an unusual form or none, or -1. */
function oddDate(bytes: Uint8Array, start: number, end: number, prefix: Prefix): number {
  let at = start;
  while (at < end && at - start < 8 && (bytes[at] === SP || bytes[at] === 0x09)) at++;
  prefix.separator = 0;
  if (two(bytes, at) >= 0 && bytes[at + 2] === COLON) return at;
  const numbers: number[] = [];
  let separator = 0;
  for (;;) {
    let value = 0;
    const from = at;
    while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39 && at - from < 4)
      value = value * 10 + bytes[at++]! - 0x30;
    if (at === from) return -1;
    numbers.push(value, at - from);
    const c = bytes[at]!;
    if (numbers.length === 6) {
      if (c !== BAR) return -1;
      at++;
      break;
    }
    if ((c !== SLASH && c !== 0x2e && c !== 0x2d) || (separator !== 0 && c !== separator)) return -1;
    separator = c;
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
