/** One section of ipconfig into facts: an adapter, or the PC's own settings at the top. */
import type { AdapterAddress, HostAdapter } from '../../src/facts.ts';
import type { FormOutput } from '../forms/form.ts';
import { ipOf } from './ip-text.ts';
import { type Role, roleOf, sectionOf, yesNo } from './ipconfig-labels.ts';
import { addressesOf, dnsNameOf, macOf, shortText } from './machine-values.ts';
import { maskLength } from './prefix-text.ts';

export interface IpconfigItem {
  /** Index of its line. */
  readonly line: number;
  readonly label: string;
  /** The value and its continuation lines. */
  readonly values: string[];
}

export interface IpconfigBlock {
  readonly line: number;
  /** `Windows IP Configuration`, in any language. */
  readonly title?: string;
  /** `Ethernet adapter Ethernet 3`, without the colon. */
  readonly heading?: string;
  readonly items: IpconfigItem[];
}

const FORM = 'ipconfig';

export function emitIpconfigBlock(block: IpconfigBlock, out: FormOutput): void {
  if (block.items.length === 0) return;
  const adapter = block.heading !== undefined || block.items.some((i) => ADAPTER_ONLY(i));
  if (block.title !== undefined && !adapter) emitHost(block.items, out);
  else emitAdapter(block, out);
}

/** What stands in no PC's settings. A heading without its colon looks like a title. */
const ADAPTER_ONLY = (item: IpconfigItem): boolean =>
  macOf(item.values[0]!) !== undefined ||
  item.values.some((v) => ipOf(bare(v)) !== undefined) ||
  ['description', 'media', 'mac', 'gateway'].includes(roleOf(item.label) ?? '');

/** `fe80::1%11(Preferred)` without the words. */
const bare = (value: string): string => {
  const open = value.indexOf('(');
  return (open < 0 ? value : value.slice(0, open)).trim();
};

/** Order of the PC's settings: host name, primary suffix, node type, IP routing, WINS proxy, search list. */
const ROUTING_PLACE = 3;

function emitHost(items: readonly IpconfigItem[], out: FormOutput): void {
  const say = (item: IpconfigItem, name: string, value: string): void =>
    out.emit({
      kind: 'host.setting',
      at: { source: out.source, line: item.line + 1 },
      form: FORM,
      name,
      value: shortText(value),
    });
  for (const [place, item] of items.entries()) {
    const role = roleOf(item.label);
    const value = item.values[0]!;
    if (place === 0 && role === undefined && /^[^\s.]{1,63}$/.test(value)) say(item, 'hostname', value);
    else if (role === 'suffix' && dnsNameOf(value)) say(item, 'dns-suffix', dnsNameOf(value)!);
    else if (role === 'suffix-search')
      for (const suffix of item.values) if (dnsNameOf(suffix)) say(item, 'suffix-search', dnsNameOf(suffix)!);
    if (role === 'routing' || (role === undefined && place === ROUTING_PLACE)) {
      const on = yesNo(value);
      if (on !== undefined) say(item, 'ip-forwarding', on ? 'yes' : 'no');
    }
  }
}

interface Draft {
  description?: string;
  mac?: string;
  noMac?: boolean;
  media?: boolean;
  dhcp?: boolean | undefined;
  readonly addresses: { address: string; prefix?: number }[];
  readonly gateways: string[];
  readonly dnsServers: string[];
  readonly dnsSuffixes: string[];
  /** Places behind the mask, for labels not known: gateway, DHCP server (after a lease), DNS servers. */
  masked: boolean;
  leased: boolean;
  gatewaySeen: boolean;
  dhcpSeen: boolean;
  dnsSeen: boolean;
}

const CLOCK = /\d[:.]\d\d/;

function emitAdapter(block: IpconfigBlock, out: FormOutput): void {
  const d: Draft = {
    addresses: [],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    masked: false,
    leased: false,
    gatewaySeen: false,
    dhcpSeen: false,
    dnsSeen: false,
  };
  for (const [place, item] of block.items.entries()) takeItem(d, item, place, block.items);
  const { name, section } =
    block.heading === undefined && block.title === undefined
      ? { name: undefined, section: undefined }
      : sectionOf(block.heading ?? block.title!);
  // Sections of other outputs look alike; an adapter says at least one of these.
  if (name === undefined && d.mac === undefined && d.addresses.length === 0 && d.description === undefined) return;
  const kind: HostAdapter['section'] =
    section ?? (d.noMac && d.addresses.length > 0 && d.description !== undefined ? 'unknown' : undefined);
  const up = d.media ? false : d.addresses.length > 0 ? true : undefined;
  out.emit({
    kind: 'host.adapter',
    at: { source: out.source, line: block.line + 1 },
    form: FORM,
    ...(name === undefined ? {} : { name: shortText(name) }),
    ...(d.description === undefined ? {} : { description: shortText(d.description) }),
    ...(kind === undefined ? {} : { section: kind }),
    ...(d.mac === undefined ? {} : { mac: d.mac }),
    ...(up === undefined ? {} : { up }),
    ...(d.dhcp === undefined ? {} : { dhcp: d.dhcp }),
    addresses: d.addresses satisfies AdapterAddress[],
    gateways: [...new Set(d.gateways)],
    dnsServers: [...new Set(d.dnsServers)],
    dnsSuffixes: [...new Set(d.dnsSuffixes)],
  });
}

function takeItem(d: Draft, item: IpconfigItem, place: number, items: readonly IpconfigItem[]): void {
  const value = item.values[0]!;
  const mac = /^[0-9a-f]{2}(?:-[0-9a-f]{2}){5,7}$/i.test(value);
  const role = roleOf(item.label) ?? shapeRole(d, item, place, items, mac);
  const addresses = addressesOf(item.values.map(bare));
  switch (role) {
    case 'suffix':
    case 'suffix-search':
      d.dnsSuffixes.push(...item.values.flatMap((v) => dnsNameOf(v) ?? []));
      break;
    case 'media':
      d.media = true;
      break;
    case 'description':
      if (value !== '') d.description = value;
      break;
    case 'mac': {
      const found = macOf(value);
      if (found !== undefined) d.mac = found;
      d.noMac = value === '';
      break;
    }
    case 'dhcp':
      if (addresses.length > 0) d.dhcpSeen = true;
      else d.dhcp ??= yesNo(value);
      break;
    case 'gateway':
      d.gateways.push(...addresses);
      d.gatewaySeen = true;
      break;
    case 'dns':
      d.dnsServers.push(...addresses);
      d.dnsSeen = true;
      break;
    case 'mask': {
      const length = maskLength(bare(value));
      const last = d.addresses.findLast((a) => !a.address.includes(':'));
      if (length >= 0 && last && last.prefix === undefined) last.prefix = length;
      d.masked = true;
      break;
    }
    case 'address':
      for (const address of addresses)
        if (address !== '0.0.0.0' && address !== '::' && !d.addresses.some((a) => a.address === address))
          d.addresses.push({ address });
      break;
    default:
      if (CLOCK.test(value)) d.leased = true;
  }
}

/** What an item with an unknown label is, by the shape of its value and by its place. */
function shapeRole(
  d: Draft,
  item: IpconfigItem,
  place: number,
  items: readonly IpconfigItem[],
  mac: boolean,
): Role | undefined {
  const value = item.values[0]!;
  if (mac) return 'mac';
  const text = bare(value);
  const address = ipOf(text);
  const next = items[place + 1]?.values[0] ?? '';
  if (address === undefined) {
    if (/^[0-9a-f]{2}(?:-[0-9a-f]{2}){5,7}$/i.test(next) && value !== '') return 'description';
    if (place === 0 && /^\p{L}[^.]* \p{L}/u.test(value)) return 'media';
    if (place === 0 && dnsNameOf(value)?.includes('.')) return 'suffix';
    if (d.masked && !d.gatewaySeen && value === '') return 'gateway';
    return undefined;
  }
  if (maskLength(text) >= 0 && d.addresses.some((a) => a.prefix === undefined && !a.address.includes(':'))) {
    if (!d.masked && Number(text.split('.')[0]) >= 128) return 'mask';
  }
  if (value.includes('(')) return 'address';
  if (!d.masked) return maskLength(next) > 0 ? 'address' : undefined;
  if (!d.gatewaySeen) return 'gateway';
  if (d.leased && !d.dhcpSeen) return 'dhcp';
  return d.dnsSeen ? undefined : 'dns';
}
