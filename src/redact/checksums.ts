/** Checksums of the Internet protocols (RFC 1071), corrected by what was changed (RFC 1624 3): a right one stays right, and
 *  a wrong one (a network card was to fill it in) stays wrong. Works on cut frames as well. */

export interface ChecksumSite {
  /** Of the 16-bit field. */
  readonly at: number;
  /** What it covers, each range from an even offset on. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
  /** UDP: 0 says that there is none (RFC 768). */
  readonly udp?: boolean;
}

/** One's complement sum, folded. */
export function sumOf(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at + 1 < to; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!;
  if ((to - from) % 2 === 1 && to > from) sum += bytes[to - 1]! << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}

/** @param sites the outer ones first. */
export function correct(before: Uint8Array, after: Uint8Array, sites: readonly ChecksumSite[]): void {
  for (const { at, ranges, udp } of [...sites].reverse()) {
    const old = (after[at]! << 8) | after[at + 1]!;
    if (udp && old === 0) continue;
    let sum = ~old & 0xffff;
    let changed = false;
    for (const [from, to] of ranges) {
      const was = sumOf(before, from, to);
      const is = sumOf(after, from, to);
      changed ||= was !== is;
      sum += is + (~was & 0xffff);
    }
    if (!changed) continue;
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    let next = ~sum & 0xffff;
    if (udp && next === 0) next = 0xffff;
    after[at] = next >> 8;
    after[at + 1] = next & 255;
  }
}
