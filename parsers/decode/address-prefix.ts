/** Addresses with the length of their prefix, as Unix commands print them. */
import { decimal, ipOf } from './ip-text.ts';

export interface AddressPrefix {
  readonly address: string;
  /** Not given where the text has none. */
  readonly prefix?: number | undefined;
}

/** `10.1.2.3`, `10.1.2.3/24`, `fe80::1%eth0/64`, `fe80::1/64%lo0`; undefined for anything else. */
export function addressPrefix(text: string): AddressPrefix | undefined {
  const slash = text.indexOf('/');
  const address = ipOf(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  if (slash < 0) return { address };
  const prefix = decimal(text.slice(slash + 1).split('%')[0]!, 3);
  return prefix < 0 || prefix > (address.includes(':') ? 128 : 32) ? undefined : { address, prefix };
}

/** A destination as BSD's netstat cuts it short: `10` is 10.0.0.0/8, `172.16/12`, `0/1`, `default`. Undefined for names
 *  and link addresses. @param six `default` is ::/0. */
export function bsdPrefix(text: string, six: boolean): string | undefined {
  if (text === 'default') return six ? '::/0' : '0.0.0.0/0';
  if (text.includes(':')) {
    const read = addressPrefix(text);
    return read && `${read.address}/${read.prefix ?? 128}`;
  }
  const slash = text.indexOf('/');
  const parts = (slash < 0 ? text : text.slice(0, slash)).split('.', 5);
  if (parts.length > 4) return undefined;
  const length = slash < 0 ? 8 * parts.length : decimal(text.slice(slash + 1), 2);
  while (parts.length < 4) parts.push('0');
  const address = ipOf(parts.join('.'));
  return address === undefined || length < 0 || length > 32 ? undefined : `${address}/${length}`;
}
