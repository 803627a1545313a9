/** Networks that a line of text names, by prefix length or mask: their addresses have to stay network addresses. */
import { type AddressMap, wordOf } from './address-map.ts';

const PREFIX = /(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})(?![\w.])/g;
/** `10.60.0.0  255.255.240.0`, `10.60.0.0/255.255.240.0`, `10.60.0.0 netmask 255.255.240.0`. */
const MASKED =
  /(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?:\s{1,40}|\/| {1,4}(?:net)?mask {1,4})(\d{3}(?:\.\d{1,3}){3})(?![\w.])/g;

export function networksIn(addresses: AddressMap): (line: string) => void {
  const note = (text: string, length: number): void => {
    const word = wordOf(text);
    if (word === undefined || length < 8 || length > 30) return;
    addresses.learnNetwork((word & (-1 << (32 - length))) >>> 0, length);
  };
  return (line) => {
    if (line.includes('/')) for (const m of line.matchAll(PREFIX)) note(m[1]!, Number(m[2]));
    if (line.includes('255.') || line.includes('128.') || line.includes('0.0'))
      for (const m of line.matchAll(MASKED)) {
        const mask = wordOf(m[2]!);
        // Ones, then zeros.
        const length = mask === undefined ? 0 : Math.clz32(~mask);
        if (mask !== undefined && mask === (length === 0 ? 0 : (-1 << (32 - length)) >>> 0)) note(m[1]!, length);
      }
  };
}
