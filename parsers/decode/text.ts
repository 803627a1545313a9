/** Bytes to characters. Client logs are UTF-8 or the PC's ANSI code page; files saved again by an editor or a shell may
 *  be UTF-16 or begin with a byte order mark. Nothing here fails. */

import { RECENT_TEXT_BYTES, RECENT_TEXTS } from '../../src/limits.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Bytes that encodingOf wants to see. */
export const ENCODING_BYTES = 64;

/** Tells UTF-16 by its byte order mark, or, without one, by NULs in every second byte (text of these formats is mostly
 *  ASCII). `bom`: bytes of the mark to drop. */
export function encodingOf(head: Uint8Array): { readonly encoding: Encoding; readonly bom: number } {
  const [a, b, c] = head;
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bom: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bom: 2 };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bom: 3 };
  let even = 0;
  let odd = 0;
  const pairs = Math.min(head.length, ENCODING_BYTES) >> 1;
  for (let pair = 0; pair < pairs; pair++) {
    if (head[2 * pair] === 0) even++;
    if (head[2 * pair + 1] === 0) odd++;
  }
  if (pairs > 0 && even === 0 && odd * 4 > pairs * 3) return { encoding: 'utf-16le', bom: 0 };
  if (pairs > 0 && odd === 0 && even * 4 > pairs * 3) return { encoding: 'utf-16be', bom: 0 };
  return { encoding: 'utf-8', bom: 0 };
}

/** Re-codes UTF-16 in pieces of any size; `last` flushes. Lone surrogates and a half unit at the end become U+FFFD. */
export function utf16ToUtf8(
  little: boolean,
): (bytes: Uint8Array, start: number, end: number, last: boolean) => Uint8Array {
  let half = -1;
  let high = 0;
  let out = new Uint8Array(256);
  return (bytes, start, end, last) => {
    const room = (end - start + 4) * 2 + 8;
    if (out.length < room) out = new Uint8Array(room);
    let n = 0;
    const put = (code: number): void => {
      if (code < 0x80) out[n++] = code;
      else if (code < 0x800) {
        out[n++] = 0xc0 | (code >> 6);
        out[n++] = 0x80 | (code & 63);
      } else if (code < 0x10000) {
        out[n++] = 0xe0 | (code >> 12);
        out[n++] = 0x80 | ((code >> 6) & 63);
        out[n++] = 0x80 | (code & 63);
      } else {
        out[n++] = 0xf0 | (code >> 18);
        out[n++] = 0x80 | ((code >> 12) & 63);
        out[n++] = 0x80 | ((code >> 6) & 63);
        out[n++] = 0x80 | (code & 63);
      }
    };
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (half < 0) {
        half = byte;
        continue;
      }
      const unit = little ? half | (byte << 8) : (half << 8) | byte;
      half = -1;
      if (high !== 0) {
        if (unit >= 0xdc00 && unit < 0xe000) {
          put(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
          high = 0;
          continue;
        }
        put(0xfffd);
        high = 0;
      }
      if (unit >= 0xd800 && unit < 0xdc00) high = unit;
      else put(unit >= 0xdc00 && unit < 0xe000 ? 0xfffd : unit);
    }
    if (last && (high !== 0 || half >= 0)) {
      put(0xfffd);
      high = 0;
      half = -1;
    }
    return out.subarray(0, n);
  };
}

/** The first bytes of an input as UTF-8 or single-byte text without BOM, for sniffing. */
export function headText(head: Uint8Array): Uint8Array {
  const { encoding, bom } = encodingOf(head.subarray(0, ENCODING_BYTES));
  if (encoding === 'utf-8') return head.subarray(bom);
  return utf16ToUtf8(encoding === 'utf-16le')(head, bom, head.length, false);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Windows-1252, 0x80 to 0x9f; the five unassigned bytes map to C1 controls, as in the WHATWG Encoding Standard. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Short texts decoded lately, by a hash of their bytes. Headers, addresses and media lines repeat themselves from message
 *  to message: one string for all of them costs less than a call of the decoder, and less memory. */
const recent = {
  texts: new Array<string>(RECENT_TEXTS).fill(''),
  lengths: new Uint8Array(RECENT_TEXTS),
  bytes: new Uint8Array(RECENT_TEXTS * RECENT_TEXT_BYTES),
};

/** Place of a text among the recent ones: by its length and some sixteen of its bytes, the last ones among them. */
function recentPlace(bytes: Uint8Array, start: number, end: number): number {
  const step = ((end - start) >> 4) + 1;
  let hash = end - start;
  for (let at = end - 1; at >= start; at -= step) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return ((hash >>> 15) ^ hash) & (RECENT_TEXTS - 1);
}

/** Text of a byte range: UTF-8, or windows-1252 where the bytes are not UTF-8. Decode short ranges one by one: the
 *  string owns its memory, whereas slices of a long string keep all of it alive in V8. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > RECENT_TEXT_BYTES) return decode(bytes, start, end);
  if (length <= 0) return '';
  const place = recentPlace(bytes, start, end);
  const from = place * RECENT_TEXT_BYTES - start;
  if (recent.lengths[place] === length) {
    let at = start;
    while (at < end && recent.bytes[from + at] === bytes[at]) at++;
    if (at === end) return recent.texts[place]!;
  }
  const text = decode(bytes, start, end);
  recent.texts[place] = text;
  recent.lengths[place] = length;
  for (let at = start; at < end; at++) recent.bytes[from + at] = bytes[at]!;
  return text;
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  try {
    return utf8.decode(bytes.subarray(start, end));
  } catch {
    let text = '';
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      text += byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252[byte - 0x80]! : String.fromCharCode(byte);
    }
    return text;
  }
}

/** Bytes that the range would have as UTF-8: its length, unless it is windows-1252. */
export function utf8Length(bytes: Uint8Array, start: number, end: number): number {
  let high = 0;
  for (let at = start; at < end; at++) if (bytes[at]! >= 0x80) high++;
  if (high === 0) return end - start;
  try {
    utf8.decode(bytes.subarray(start, end));
    return end - start;
  } catch {
    let length = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      const code = byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252.charCodeAt(byte - 0x80) : byte;
      length += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    }
    return length;
  }
}
