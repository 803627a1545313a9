/** `ip addr`, `ip link` of Linux (iproute2), also with -brief and -oneline. */
import type { AdapterAddress, AdapterSection, HostAdapter } from '../../src/facts.ts';
import { addressPrefix } from '../decode/address-prefix.ts';
import { decimal } from '../decode/ip-text.ts';
import { macOf, NO_LISTS, shortText } from '../decode/machine-values.ts';
import { walk } from './block.ts';
import type { FormOutput, TextForm } from './form.ts';

/** `2: eth0@if5: <BROADCAST,UP> mtu 1500 … state UP …` */
const HEAD = /^ {0,8}(\d{1,9}): ([^\s:@]{1,64})(?:@[^\s:]{1,64})?: <([A-Z0-9_,-]*)>(.*)$/;
const ITEM = /^ *(?:link\/|inet6? |valid_lft |altname |alias |RX:|TX:|vf |brd |permaddr |promiscuity )/;
const ADDRESS = /^ *(inet6?) (\S+)(?: peer (\S+))?(.*)$/;
const ONE_LINE = /^ {0,8}(\d{1,9}): ([^\s:@]{1,64})(?:@\S{1,64})? +(inet6? .*)$/;
const BRIEF = /^([^\s:@]{1,64})(?:@\S{1,64})? +(UP|DOWN|UNKNOWN|DORMANT|LOWERLAYERDOWN|NOTPRESENT|TESTING)(?: +(.*))?$/;

/** Link types of iproute2's ll_types.c that say more than the name does. */
const SECTIONS: Readonly<Record<string, AdapterSection>> = {
  ether: 'ethernet',
  loopback: 'loopback',
  ppp: 'ppp',
  ipip: 'tunnel',
  tunnel6: 'tunnel',
  sit: 'tunnel',
  gre: 'tunnel',
  gre6: 'tunnel',
};

/** NO-CARRIER is administratively up and not connected; tunnels have the state UNKNOWN while they work. */
function isUp(flags: string, rest: string): boolean {
  const state = / state ([A-Z]+)/.exec(rest)?.[1];
  if (state === 'UP') return true;
  if (state !== undefined && state !== 'UNKNOWN') return false;
  const set = flags.split(',');
  return set.includes('UP') && !set.includes('NO-CARRIER');
}

/** @param text `10.8.0.2 peer 10.8.0.1/32 …` behind `inet ` */
function addressOf(m: RegExpExecArray): AdapterAddress | undefined {
  const own = addressPrefix(m[2]!);
  const peer = m[3] === undefined ? undefined : addressPrefix(m[3]);
  if (!own || (m[3] !== undefined && !peer)) return undefined;
  return { address: own.address, prefix: own.prefix ?? peer?.prefix, peer: peer?.address };
}

function readBlock(lines: readonly string[], at: number, head: RegExpExecArray, out: FormOutput): number {
  const addresses: AdapterAddress[] = [];
  let section: AdapterSection | undefined;
  let mac: string | undefined;
  let dhcp: true | undefined;
  const end = walk(lines, at + 1, {
    known: (line) => ITEM.test(line),
    stops: (line) => HEAD.test(line),
    take(line, n) {
      const link = /^ *link\/(\S+)(?: (\S+))?/.exec(line);
      if (link) {
        section = SECTIONS[link[1]!];
        mac = macOf(link[2] ?? '');
        return;
      }
      const inet = ADDRESS.exec(line);
      if (!inet) return;
      const read = addressOf(inet);
      if (!read) out.damaged(n, 'ip addr: address could not be read');
      else {
        addresses.push(read);
        // Addresses with a lifetime: DHCP for IPv4, also router advertisements for IPv6.
        if (inet[1] === 'inet' && / dynamic\b/.test(inet[4]!)) dhcp = true;
      }
    },
    odd: (n) => out.damaged(n, 'ip addr: line could not be read'),
  });
  const mtu = decimal(/ mtu (\d{1,9})\b/.exec(head[4]!)?.[1] ?? '', 9);
  emit(out, at, {
    ...NO_LISTS,
    name: head[2],
    ifIndex: Number(head[1]),
    section,
    mac,
    up: isUp(head[3]!, head[4]!),
    dhcp,
    addresses,
    mtu: mtu > 0 ? mtu : undefined,
  });
  return end;
}

type Read = Omit<HostAdapter, 'kind' | 'at' | 'form'>;

function emit(out: FormOutput, at: number, read: Read): void {
  out.emit({
    kind: 'host.adapter',
    at: { source: out.source, line: at + 1 },
    form: 'ip-addr',
    ...read,
    name: shortText(read.name ?? ''),
  });
}

/** The addresses and MAC of a brief line's rest; undefined when it holds anything else. */
function briefRest(rest: string): { addresses: AdapterAddress[]; mac: string | undefined; flags: string } | undefined {
  const addresses: AdapterAddress[] = [];
  let mac: string | undefined;
  let flags = '';
  const words = rest.split(/ +/).filter((w) => w !== '');
  for (let n = 0; n < words.length; n++) {
    const word = words[n]!;
    const next = addressPrefix(word);
    if (next) {
      const peer = words[n + 1] === 'peer' ? addressPrefix(words[n + 2] ?? '') : undefined;
      if (peer) n += 2;
      addresses.push({ address: next.address, prefix: next.prefix ?? peer?.prefix, peer: peer?.address });
    } else if (/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(word)) mac = macOf(word);
    else if (/^<[A-Z0-9_,-]*>$/.test(word)) flags = word.slice(1, -1);
    else if (word !== 'metric' && !/^\d{1,9}$/.test(word)) return undefined;
  }
  return { addresses, mac, flags };
}

function readBrief(lines: readonly string[], at: number, out: FormOutput): boolean {
  const m = BRIEF.exec(lines[at]!);
  const rest = m && briefRest(m[3] ?? '');
  if (!m || !rest) return false;
  const up = m[2] === 'UP' ? true : m[2] === 'UNKNOWN' ? (rest.flags ? isUp(rest.flags, '') : undefined) : false;
  emit(out, at, { ...NO_LISTS, name: m[1], mac: rest.mac, up, addresses: rest.addresses });
  return true;
}

export const ipAddr: TextForm = {
  id: 'ip-addr',
  title: 'ip addr, ip link',

  begins(lines, at) {
    const line = lines[at]!;
    if (HEAD.test(line)) return 0.9;
    const one = ONE_LINE.exec(line);
    if (one && ADDRESS.test(one[3]!)) return 0.8;
    const brief = BRIEF.exec(line);
    if (!brief) return 0;
    const rest = briefRest(brief[3] ?? '');
    return rest && (rest.addresses.length > 0 || rest.flags !== '') ? 0.7 : 0;
  },

  read(lines, at, out) {
    const head = HEAD.exec(lines[at]!);
    if (head) return readBlock(lines, at, head, out);
    const one = ONE_LINE.exec(lines[at]!);
    if (one) {
      const read = addressOf(ADDRESS.exec(one[3]!)!);
      if (read) emit(out, at, { ...NO_LISTS, name: one[2], ifIndex: Number(one[1]), addresses: [read] });
      else out.damaged(at, 'ip addr: address could not be read');
      return at + 1;
    }
    while (at < lines.length && readBrief(lines, at, out)) at++;
    return at;
  },
};
