/** Prefixes as VPN clients write them, into the form of facts. */
import { decimal, ipOf } from './ip-text.ts';

/** Length of a contiguous IPv4 mask (`255.255.240.0` is 20), or -1. */
export function maskLength(mask: string): number {
  if (ipOf(mask) === undefined || mask.includes(':')) return -1;
  let bits = 0;
  let open = true;
  for (const part of mask.split('.').map(Number))
    for (let bit = 128; bit >= 1; bit >>= 1)
      if ((part & bit) === 0) open = false;
      else if (!open) return -1;
      else bits++;
  return bits;
}

/** `10.0.0.0/8`, `10.0.0.0/255.0.0.0` or a single address → `10.0.0.0/8`; undefined for anything else. */
export function prefixOf(text: string): string | undefined {
  const slash = text.indexOf('/');
  const address = ipOf(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const most = address.includes(':') ? 128 : 32;
  if (slash < 0) return `${address}/${most}`;
  const length = text.slice(slash + 1);
  const bits = most === 32 && length.includes('.') ? maskLength(length) : decimal(length, 3);
  return bits >= 0 && bits <= most ? `${address}/${bits}` : undefined;
}
