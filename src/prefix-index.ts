/** Values by prefix: a gateway lists thousands of clients by their one address each, and a capture asks about thousands. */
import { type Cidr, canonical, cidr } from './addresses.ts';
import { SELECTOR_PREFIXES } from './limits.ts';

export interface PrefixIndex<T> {
  /** All values whose prefix covers the address, single addresses first, else in order. */
  find(address: string): readonly T[];
}

/** Past SELECTOR_PREFIXES wide prefixes further ones are not looked at: a missed finding, never a wrong one.
 *  @param same values with the same prefix and this text count once. */
export function prefixIndex<T>(entries: Iterable<readonly [prefix: Cidr, value: T, same: string]>): PrefixIndex<T> {
  const exact = new Map<string, T[]>();
  const wide = new Map<string, { readonly prefix: Cidr; readonly value: T }>();
  for (const [prefix, value, same] of entries) {
    const [address, length] = prefix.parsed;
    if (length === (address.kind() === 'ipv6' ? 128 : 32)) {
      const key = canonical(prefix.text.split('/')[0]!)!;
      const known = exact.get(key);
      if (!known) exact.set(key, [value]);
      else if (known.length < SELECTOR_PREFIXES) known.push(value);
    } else if (wide.size < SELECTOR_PREFIXES) {
      const key = `${prefix.text}\n${same}`;
      if (!wide.has(key)) wide.set(key, { prefix, value });
    }
  }
  const found = new Map<string, readonly T[]>();
  return {
    find(address) {
      let made = found.get(address);
      if (!made) {
        // Read once: asking each prefix to read it costs more than all comparisons.
        const own = cidr(address)?.parsed[0];
        const around = [...wide.values()].filter(
          ({ prefix }) => own?.kind() === prefix.parsed[0].kind() && own.match(prefix.parsed as never),
        );
        made = [...(exact.get(address) ?? []), ...around.map((w) => w.value)];
        found.set(address, made);
      }
      return made;
    },
  };
}
