/** Pseudonyms for reports: labels that a reader can speak of. `VPN-1` is a tunnel's address, `LAN-1.2` the second one of
 *  the first private network, `PUB-1` a public one, `NET-1/16` a network. */
import { scope } from '../addresses.ts';
import { vendorByMac } from '../knowledge/adapters.ts';
import { MEDIA_RANGES } from '../knowledge/media-ranges.ts';
import { prefixes } from '../prefixes.ts';
import { AddressMap, groupsOf, wordOf } from './address-map.ts';
import { rolesOf } from './names.ts';
import type { Pseudonyms, WordKind } from './pseudonyms.ts';
import { keyOf } from './scan.ts';
import type { Style } from './style.ts';
import { SHARED } from './vocabulary.ts';

const LABELS: Readonly<Record<WordKind, string>> = {
  user: 'USER',
  host: 'HOST',
  domain: 'DOMAIN',
  phone: 'PHONE',
  id: 'ID',
  guid: 'GUID',
  mac: 'MAC',
  ssid: 'SSID',
};

/** @param tunnel canonical addresses of tunnels. */
export function labelStyle(names: Pseudonyms, tunnel: ReadonlySet<string>): Style {
  const labels = new Map<string, string>();
  const counts = new Map<string, number>();
  const published = prefixes(MEDIA_RANGES.map((r) => [r.prefix, true] as const));
  // Which addresses files keep, reports keep as well: resolvers that everybody knows, masks, groups.
  const plain = new AddressMap();

  const next = (kind: string): number => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return number;
  };
  const once = (key: string, make: () => string): string => {
    let label = labels.get(key);
    if (label === undefined) {
      label = make();
      labels.set(key, label);
    }
    return label;
  };

  const address = (text: string, key: string, net: string, kept: boolean): string => {
    const where = scope(key);
    if (kept || where === 'loopback' || where === 'nowhere' || where === 'group') return text;
    return once(key, () => {
      if (tunnel.has(key)) return `VPN-${next('VPN')}`;
      if (where === 'public' || where === 'transition')
        return published.longest(key).length > 0 ? text : `PUB-${next('PUB')}`;
      const lan = once(`net ${net}`, () => `LAN-${next('LAN')}`);
      return `${lan}.${next(lan)}`;
    });
  };

  const word = (kind: WordKind, text: string): string => `${LABELS[kind]}-${names.number(kind, keyOf(text, false))}`;

  return {
    v4(text, length) {
      const value = wordOf(text)!;
      const kept = value >>> 28 >= 14 || isResolver(plain, text);
      if (length !== undefined && length < 32) {
        if (kept || length === 0 || scope(text) === 'nowhere' || isBlock(text, length)) return text;
        return published.longest(text).length > 0 ? text : once(`${text}/${length}`, () => `NET-${next('NET')}`);
      }
      return address(text, text, text.split('.').slice(0, 3).join('.'), kept);
    },
    v6(text) {
      const groups = groupsOf(text)!;
      const key = groups.map((g) => g.toString(16)).join(':');
      return address(text, key, groups.slice(0, 4).join(':'), plain.text6(text) === text);
    },
    mac(text) {
      const mac = (
        text
          .replace(/[^0-9A-Fa-f]/g, '')
          .toLowerCase()
          .match(/../g) ?? []
      ).join(':');
      if (
        vendorByMac(mac) !== undefined ||
        /^(?:00:){5}00$|^(?:ff:){5}ff$/.test(mac) ||
        (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1
      )
        return text;
      return word('mac', mac);
    },
    guid: (text) => word('guid', text),
    name(text) {
      const parts = text.split('.');
      const roles = rolesOf(parts.map((p) => p.toLowerCase()));
      const own = roles.lastIndexOf('domain');
      const shared = parts.some((_, n) => SHARED.has(parts.slice(n).join('.').toLowerCase()));
      return parts
        .flatMap((part, n) => {
          if (roles[n] === 'kept') return own >= 0 && n > own && !shared ? [] : [part];
          return [word(names.kindOf(part.toLowerCase()) ?? (roles[n] as 'host' | 'domain'), part)];
        })
        .join('.');
    },
    word,
    secret: () => '[removed]',
  };
}

/** A block of RFC 1918 or RFC 6598 as a whole says nothing of a site. */
const isBlock = (text: string, length: number): boolean =>
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'].includes(`${text}/${length}`);

/** Of the public addresses only those that everybody knows stay in a file. */
const isResolver = (plain: AddressMap, text: string): boolean =>
  scope(text) === 'public' && plain.keeps4(wordOf(text)!);
