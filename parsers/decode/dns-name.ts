/** Reads domain names (RFC 1035 3.1, 4.1.4) as text: lower case, without the final dot. Dots and backslashes inside a
 *  label are escaped `\.` `\\`, everything that is not printable ASCII as `\DDD` (RFC 4343 2.1). */

/** Past the name that `readName` last read, where it stands (compression pointers not followed); -1 = it is broken. */
export let nameEnd = 0;

const codes: number[] = [];
/** Compression pointers followed in one name; writers need one, resolvers of names in names a few. */
const HOPS = 32;

/** Reads the name at `at`. `from` = start of the message, which pointers count from. Broken names give what was
 *  read of them, and `nameEnd` -1. Pointers may only lead backwards, and not often. */
export function readName(bytes: Uint8Array, from: number, at: number, end: number): string {
  const simple = endOfSimple(bytes, at, end);
  if (simple > 0) {
    nameEnd = simple;
    return recent(bytes, at, simple);
  }
  return decode(bytes, from, at, end);
}

function decode(bytes: Uint8Array, from: number, at: number, end: number): string {
  codes.length = 0;
  nameEnd = 0;
  let floor = at;
  let octets = 0;
  let hops = 0;
  while (true) {
    if (at >= end) return broken();
    const length = bytes[at]!;
    if (length === 0) {
      if (nameEnd === 0) nameEnd = at + 1;
      return text();
    }
    if ((length & 0xc0) === 0xc0) {
      if (at + 2 > end) return broken();
      const target = from + (((length & 0x3f) << 8) | bytes[at + 1]!);
      if (nameEnd === 0) nameEnd = at + 2;
      if (target >= floor || ++hops > HOPS) return broken();
      floor = target;
      at = target;
      continue;
    }
    octets += length + 1;
    if (length > 63 || octets > 255 || at + 1 + length > end) return broken();
    if (codes.length > 0) codes.push(46);
    for (let n = at + 1; n <= at + length; n++) push(bytes[n]!);
    at += 1 + length;
  }
}

function push(code: number): void {
  if (code >= 65 && code <= 90) codes.push(code + 32);
  else if (code === 46 || code === 92) codes.push(92, code);
  else if (code > 32 && code < 127) codes.push(code);
  else codes.push(92, 48 + Math.trunc(code / 100), 48 + (Math.trunc(code / 10) % 10), 48 + (code % 10));
}

function broken(): string {
  nameEnd = -1;
  return text();
}

function text(): string {
  return codes.length === 0 ? '' : String.fromCharCode.apply(null, codes);
}

// Names read lately: clients ask for the same few again and again.
const RECENT = 256;
const recentTexts: string[] = new Array<string>(RECENT).fill('');

/** Past a name of 64 bytes at most without pointers; 0 = another kind. */
export function endOfSimple(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + 64);
  while (at < limit) {
    const length = bytes[at]!;
    if (length === 0) return at + 1;
    if (length > 63) return 0;
    at += 1 + length;
  }
  return 0;
}

function recent(bytes: Uint8Array, at: number, end: number): string {
  let hash = end - at;
  let n = at;
  for (; n + 4 <= end; n += 4) {
    const word = bytes[n]! | (bytes[n + 1]! << 8) | (bytes[n + 2]! << 16) | (bytes[n + 3]! << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; n < end; n++) hash = (Math.imul(hash, 31) + bytes[n]!) | 0;
  const slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (RECENT - 1);
  const known = recentTexts[slot]!;
  if (isText(known, bytes, at, end)) return known;
  const read = decode(bytes, at, at, end);
  nameEnd = end;
  recentTexts[slot] = read;
  return read;
}

/** The name [at, end) without pointers reads so; may be false for one with escapes. */
function isText(text: string, bytes: Uint8Array, at: number, end: number): boolean {
  // A dot stands where the length of the next label does; in front of the first and behind the last is none.
  if (text.length !== Math.max(0, end - at - 2)) return false;
  let label = bytes[at]! + 1;
  for (let n = 0; n < text.length; n++) {
    const byte = bytes[at + 1 + n]!;
    const code = text.charCodeAt(n);
    if (n + 1 === label) {
      if (code !== 46) return false;
      label += byte + 1;
    } else if (code !== byte && (byte < 65 || byte > 90 || code !== byte + 32)) return false;
    // A dot or backslash within a label is escaped.
    else if (code === 46 || code === 92) return false;
  }
  return true;
}
