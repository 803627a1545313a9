/** Values that several commands print, into the form of facts. */
import type { HostAdapter } from '../../src/facts.ts';
import { INTERFACE_TEXT } from '../../src/limits.ts';
import { ipOf } from './ip-text.ts';

/** `02-50-41-00-00-01`, `02 50 41 …`, `02:50:…` → lower case with colons; undefined where all zero or no MAC. */
export function macOf(text: string): string | undefined {
  if (!/^[0-9a-f]{2}([-: ])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(text)) return undefined;
  const mac = text.toLowerCase().replace(/[- ]/g, ':');
  return mac === '00:00:00:00:00:00' ? undefined : mac;
}

/** A DNS name in lower case without the final dot; undefined for anything else. Underscores are allowed (RFC 2782). */
export function dnsNameOf(text: string): string | undefined {
  const name = text.replace(/\.$/, '').toLowerCase();
  return name.length <= 253 &&
    /^[a-z0-9_\u0080-\uffff*](?:[a-z0-9_.\u0080-\uffff-]*[a-z0-9_\u0080-\uffff])?$/.test(name)
    ? name
    : undefined;
}

/** All addresses among these words; zones dropped, doubles too. */
export function addressesOf(words: readonly string[]): string[] {
  return [...new Set(words.map((w) => ipOf(w)).filter((a) => a !== undefined))];
}

/** A name or description as facts keep it. */
export const shortText = (text: string): string => text.slice(0, INTERFACE_TEXT);

/** An adapter that says nothing yet. */
export const NO_LISTS: Pick<HostAdapter, 'addresses' | 'gateways' | 'dnsServers' | 'dnsSuffixes'> = {
  addresses: [],
  gateways: [],
  dnsServers: [],
  dnsSuffixes: [],
};

/** Names of DNS record types by number (IANA DNS Parameters). */
const RECORD_TYPES: Readonly<Record<string, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  64: 'SVCB',
  65: 'HTTPS',
};

export const recordType = (number: string): string => RECORD_TYPES[number] ?? `TYPE${number}`;
