import { be32 } from './packet.ts';

const HEX: readonly string[] = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));

// Texts of IPv4 addresses, each made once while it is in use: a capture's facts share few addresses.
const KNOWN = 1024;
const knownWords = new Int32Array(KNOWN);
const knownTexts: (string | undefined)[] = new Array<string | undefined>(KNOWN).fill(undefined);

/** Dotted IPv4 of the four bytes at `at`. */
export function formatIpv4(bytes: Uint8Array, at: number): string {
  return formatIpv4Word(be32(bytes, at));
}

/** Dotted IPv4 of a 32-bit word. */
export function formatIpv4Word(word: number): string {
  const slot = Math.imul(word, 0x9e3779b1) >>> 22;
  const known = knownTexts[slot];
  if (known !== undefined && knownWords[slot] === word) return known;
  const text = `${word >>> 24}.${(word >>> 16) & 0xff}.${(word >>> 8) & 0xff}.${word & 0xff}`;
  knownWords[slot] = word;
  knownTexts[slot] = text;
  return text;
}

const KNOWN_6 = 256;
const known6Words = new Int32Array(4 * KNOWN_6);
const known6Texts: (string | undefined)[] = new Array<string | undefined>(KNOWN_6).fill(undefined);

/** IPv6 of the 16 bytes at `at`, RFC 5952. */
export function formatIpv6(bytes: Uint8Array, at: number): string {
  return formatIpv6Words(be32(bytes, at), be32(bytes, at + 4), be32(bytes, at + 8), be32(bytes, at + 12));
}

/** IPv6 of four 32-bit words, RFC 5952. */
export function formatIpv6Words(a: number, b: number, c: number, d: number): string {
  const slot = Math.imul(a ^ Math.imul(b, 31) ^ Math.imul(c, 961) ^ d, 0x9e3779b1) >>> 24;
  const at = 4 * slot;
  const known = known6Texts[slot];
  if (known !== undefined && known6Words[at] === a && known6Words[at + 1] === b) {
    if (known6Words[at + 2] === c && known6Words[at + 3] === d) return known;
  }
  const text = formatGroups([a >>> 16, a & 0xffff, b >>> 16, b & 0xffff, c >>> 16, c & 0xffff, d >>> 16, d & 0xffff]);
  known6Words[at] = a;
  known6Words[at + 1] = b;
  known6Words[at + 2] = c;
  known6Words[at + 3] = d;
  known6Texts[slot] = text;
  return text;
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`, the first of equals;
 *  IPv4-mapped addresses with a dotted end (5). */
function formatGroups(groups: readonly number[]): string {
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${formatIpv4Word((groups[6]! << 16) | groups[7]!)}`;
  }
  let best = -1;
  let bestLength = 1;
  let run = 0;
  for (let n = 0; n < 8; n++) {
    run = groups[n] === 0 ? run + 1 : 0;
    if (run > bestLength) {
      bestLength = run;
      best = n - run + 1;
    }
  }
  const hex = groups.map((group) => group.toString(16));
  if (best < 0) return hex.join(':');
  return `${hex.slice(0, best).join(':')}::${hex.slice(best + bestLength).join(':')}`;
}

/** MAC address of the six bytes at `at`: lower case with colons. */
export function formatMac(bytes: Uint8Array, at: number): string {
  let out = HEX[bytes[at]!]!;
  for (let n = 1; n < 6; n++) out += `:${HEX[bytes[at + n]!]}`;
  return out;
}

/** Eight hexadecimal digits of a 32-bit word. */
export function formatWord(word: number): string {
  return HEX[word >>> 24]! + HEX[(word >>> 16) & 0xff]! + HEX[(word >>> 8) & 0xff]! + HEX[word & 0xff]!;
}
