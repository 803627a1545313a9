/** An index over many prefixes: a lookup costs one step for each length that occurs, however many prefixes there are. A
 *  gateway lists thousands of clients by their one address each, and a capture asks about thousands. */
import { type Cidr, canonical, cidr } from './addresses.ts';

export interface Prefixes<T> {
  /** What stands with the longest prefix that covers the address, in order; empty when none does.
   *  @param longest only prefixes up to this length. */
  longest(address: string, longest?: number): readonly T[];
  /** What stands with any prefix that covers the address, the longest first. */
  all(address: string): readonly T[];
}

/** The first `length` bits, with their number and the family. */
function key(bytes: readonly number[], length: number): string {
  const whole = length >> 3;
  const rest = length & 7;
  const last = rest === 0 ? '' : `.${(bytes[whole] ?? 0) & (0xff << (8 - rest)) & 0xff}`;
  return `${bytes.length}/${length}/${bytes.slice(0, whole).join('.')}${last}`;
}

/** @param entries prefixes or single addresses; what is neither is left out.
 *  @param most values kept with one prefix, for callers that look at all of them. */
export function prefixes<T>(
  entries: Iterable<readonly [prefix: string | Cidr, value: T]>,
  most = Number.POSITIVE_INFINITY,
): Prefixes<T> {
  const byPrefix = new Map<string, T[]>();
  const found = new Map<number, Set<number>>();
  for (const [prefix, value] of entries) {
    const net = typeof prefix === 'string' ? cidr(prefix) : prefix;
    if (!net) continue;
    const bytes = net.parsed[0].toByteArray();
    const length = net.parsed[1];
    const at = key(bytes, length);
    const known = byPrefix.get(at);
    if (!known) byPrefix.set(at, [value]);
    else if (known.length < most) known.push(value);
    found.set(bytes.length, (found.get(bytes.length) ?? new Set<number>()).add(length));
  }
  const lengths = new Map([...found].map(([size, all]) => [size, [...all].sort((a, b) => b - a)]));
  function* covering(address: string, longest: number): Generator<readonly T[]> {
    const plain = canonical(address);
    const bytes = plain === undefined ? undefined : cidr(plain)?.parsed[0].toByteArray();
    if (!bytes) return;
    for (const length of lengths.get(bytes.length) ?? []) {
      const values = length > longest ? undefined : byPrefix.get(key(bytes, length));
      if (values) yield values;
    }
  }
  // Reading an address costs more than all lookups, and the same few are asked about again and again.
  const asked = new Map<string, readonly T[]>();
  return {
    longest: (address, longest = 128) => covering(address, longest).next().value ?? [],
    all(address) {
      const known = asked.get(address) ?? [...covering(address, 128)].flat();
      asked.set(address, known);
      return known;
    },
  };
}
