/** Longest prefix: an index over many prefixes, so that a lookup costs one step for each length that occurs. */
import { canonical, cidr } from './addresses.ts';

export interface Prefixes<T> {
  /** What stands with the longest prefix that covers the address, in order; empty when none does.
   *  @param longest only prefixes up to this length. */
  longest(address: string, longest?: number): readonly T[];
}

/** The first `length` bits, with their number and the family. */
function key(bytes: readonly number[], length: number): string {
  const whole = length >> 3;
  const rest = length & 7;
  const last = rest === 0 ? '' : `.${(bytes[whole] ?? 0) & (0xff << (8 - rest)) & 0xff}`;
  return `${bytes.length}/${length}/${bytes.slice(0, whole).join('.')}${last}`;
}

/** @param entries prefixes or single addresses; what is neither is left out. */
export function prefixes<T>(entries: Iterable<readonly [string, T]>): Prefixes<T> {
  const byPrefix = new Map<string, T[]>();
  const found = new Map<number, Set<number>>();
  for (const [text, item] of entries) {
    const net = cidr(text);
    if (!net) continue;
    const bytes = net.parsed[0].toByteArray();
    const length = net.parsed[1];
    const at = key(bytes, length);
    const known = byPrefix.get(at);
    if (known) known.push(item);
    else byPrefix.set(at, [item]);
    found.set(bytes.length, (found.get(bytes.length) ?? new Set<number>()).add(length));
  }
  const lengths = new Map([...found].map(([size, all]) => [size, [...all].sort((a, b) => b - a)]));
  return {
    longest(address, longest = 128) {
      const plain = canonical(address);
      const bytes = plain === undefined ? undefined : cidr(plain)?.parsed[0].toByteArray();
      if (!bytes) return [];
      for (const length of lengths.get(bytes.length) ?? []) {
        const items = length > longest ? undefined : byPrefix.get(key(bytes, length));
        if (items) return items;
      }
      return [];
    },
  };
}
