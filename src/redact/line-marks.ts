/** A first look at a line, for what has to be known of it even where its text is filled up. It may say yes too often, never
 *  no too often. Presence comes as lines of many kilobytes, so only every fifth character is looked at: what is looked for
 *  begins with five characters that tell it. */
import type { Codes } from './codes.ts';

/** It may be a request or status line of SIP. */
export const MARK_START = 1;
/** It may begin or end a key (RFC 7468). */
export const MARK_KEY = 2;
/** It may name an IPv4 network, by length or mask. */
export const MARK_NETWORK = 4;

const STRIDE = 5;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;

const isDigit = (code: number | undefined): boolean => code !== undefined && code >= 0x30 && code <= 0x39;

/** `SIP/2.0`, by its slash, before a blank or the end. */
const isVersion = (codes: Codes, from: number, slash: number, to: number): boolean =>
  slash - 3 >= from &&
  slash + 3 < to &&
  codes[slash] === SLASH &&
  codes[slash - 3] === 0x53 &&
  codes[slash - 2] === 0x49 &&
  codes[slash - 1] === 0x50 &&
  codes[slash + 1] === 0x32 &&
  codes[slash + 2] === DOT &&
  codes[slash + 3] === 0x30 &&
  (slash + 4 === to || codes[slash + 4] === 0x20);

/** What a character at a place of the stride may belong to. */
const HYPHENS = 1;
const ADDRESS = 2;
/** `SIP/2`, and where its slash is: this, less the number of characters up to it. */
const VERSION = 8;
const MAY = new Uint8Array(0x10000);
MAY[HYPHEN] = HYPHENS;
MAY[DOT] = ADDRESS;
for (let digit = 0x30; digit <= 0x39; digit++) MAY[digit] = ADDRESS;
for (const [n, c] of [...'SIP/'].entries()) MAY[c.charCodeAt(0)] = VERSION - 3 + n;

export function marksOf(codes: Codes, from: number, to: number): number {
  let marks = 0;
  /** Runs of digits and dots that may be addresses. */
  let addresses = 0;
  for (let at = from + STRIDE - 1; at < to; at += STRIDE) {
    const may = MAY[codes[at]!]!;
    if (may === 0) continue;
    if (may > ADDRESS) {
      if (isVersion(codes, from, at + VERSION - may, to)) marks |= MARK_START;
      continue;
    }
    let begin = at;
    let end = at + 1;
    if (may === HYPHENS) {
      while (begin > from && codes[begin - 1] === HYPHEN) begin--;
      while (end < to && codes[end] === HYPHEN) end++;
      // BEGIN, END.
      if (end - begin >= 5 && end < to && (codes[end] === 0x42 || codes[end] === 0x45)) marks |= MARK_KEY;
    } else {
      if (codes[at] === 0x32 && isVersion(codes, from, at - 1, to)) marks |= MARK_START;
      let dots = 0;
      while (begin > from && MAY[codes[begin - 1]!] === ADDRESS) if (codes[--begin] === DOT) dots++;
      for (end = at; end < to && MAY[codes[end]!] === ADDRESS; end++) if (codes[end] === DOT) dots++;
      if (dots >= 3) {
        addresses++;
        if (codes[end] === SLASH && isDigit(codes[end + 1])) marks |= MARK_NETWORK;
      }
    }
    // Nothing that is looked for begins within the run and ends behind it.
    at = end - 1;
  }
  return addresses >= 2 ? marks | MARK_NETWORK : marks;
}
