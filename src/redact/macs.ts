/** MAC addresses: the maker's half is kept where it is one. */
import { vendorByMac } from '../knowledge/adapters.ts';
import { REDACT_KNOWN } from '../limits.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** First octets of addresses that programs make up and rules or readers know: Docker, WSL's and QEMU's. */
const MADE_UP = ['02:42:', '52:54:00'];

/** @param mac lower case with colons. @returns the same form. */
export function mappedMac(mac: string, names: Pseudonyms): string {
  const first = Number.parseInt(mac.slice(0, 2), 16);
  // Groups (broadcast, multicast), nobody, drivers' constants, and virtual routers (RFC 5798 7.3).
  if ((first & 1) === 1 || mac === '00:00:00:00:00:00' || vendorByMac(mac) !== undefined) return mac;
  if (mac.startsWith('00:00:5e:00:01:') || mac.startsWith('00:00:5e:00:02:')) return mac;
  // A locally administered address is random from its second octet on.
  const local = (first & 2) !== 0 && !MADE_UP.some((m) => mac.startsWith(m));
  const keep = local ? 3 : 9;
  const digits = names
    .number('mac', mac)
    .toString(16)
    .padStart(local ? 10 : 6, '0');
  return mac.slice(0, keep) + (digits.match(/../g) ?? []).slice(local ? -5 : -3).join(':');
}

/** MAC addresses in place; those of a capture are few, and in every frame. */
export function macBytes(names: Pseudonyms): (bytes: Uint8Array, at: number) => void {
  const known = new Map<number, number>();
  return (bytes, at) => {
    const high = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
    const low = (bytes[at + 3]! << 16) | (bytes[at + 4]! << 8) | bytes[at + 5]!;
    const key = high * 0x1000000 + low;
    let mapped = known.get(key);
    if (mapped === undefined) {
      const digits = key.toString(16).padStart(12, '0').match(/../g) ?? [];
      const { lost } = names;
      mapped = Number.parseInt(mappedMac(digits.join(':'), names).replaceAll(':', ''), 16);
      // A number beyond the limit of identifiers is given once.
      if (names.lost === lost) {
        if (known.size >= REDACT_KNOWN) known.clear();
        known.set(key, mapped);
      }
    }
    for (let n = 5; n >= 0; n--) {
      bytes[at + n] = mapped % 256;
      mapped = Math.floor(mapped / 256);
    }
  };
}
