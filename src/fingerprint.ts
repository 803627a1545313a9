/** FNV-1a, 64 bits, as 16 hex digits: stable across runs and machines; no secret depends on it. In two halves: numbers of
 *  any length (BigInt) are made anew by every step. The prime is 2^40 + 0x1b3. */
export function fingerprint(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const c of text) {
    low = (low ^ c.codePointAt(0)!) >>> 0;
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
