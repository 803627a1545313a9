/** `ifconfig` of Linux (net-tools, old and new layout), macOS and BSD. */
import type { AdapterAddress, AdapterSection } from '../../src/facts.ts';
import { addressPrefix } from '../decode/address-prefix.ts';
import { decimal, ipOf } from '../decode/ip-text.ts';
import { macOf, NO_LISTS, shortText } from '../decode/machine-values.ts';
import { maskLength } from '../decode/prefix-text.ts';
import { walk } from './block.ts';
import type { FormOutput, TextForm } from './form.ts';

/** `eth0: flags=4163<UP,RUNNING>  mtu 1500`; BSD adds `metric 0`. */
const HEAD = /^([^\s:]{1,64}): flags=[0-9a-fx]{1,12}<([A-Z0-9_,]*)>(.*)$/;
/** `eth0      Link encap:Ethernet  HWaddr 00:00:5E:00:53:01` */
const OLD_HEAD = /^(\S{1,64}) +Link encap:(.*)$/;
const ITEM =
  /^ *(?:inet6? |ether |unspec |loop |tunnel |ppp |RX |TX |status:|media:|options=|nd6 options|collisions[: ]|UP |[A-Z ]*MTU:\d|Interrupt:|Memory:|device |member:|Configuration:|id |maxage |root id |ipfilter |agent |hwaddr |groups?:|description:|lladdr |index |priority:|desired|link rate|scheduler|eflags|xflags|type:|effective interface|low power|qosmarking|supported media|inactivity|state |generation|link quality|timestamp|routermode|address cache|netif: )/;

interface Adapter {
  addresses: AdapterAddress[];
  mac: string | undefined;
  up: boolean;
  mtu: number | undefined;
  section: AdapterSection | undefined;
  description: string | undefined;
}

/** 0xfffff000 as dotted mask's length, or the dotted mask's. */
function lengthOf(mask: string | undefined): number | undefined {
  if (mask === undefined) return undefined;
  const hex = /^0x([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(mask);
  const length = maskLength(
    hex
      ? hex
          .slice(1)
          .map((b) => Number.parseInt(b, 16))
          .join('.')
      : mask,
  );
  return length < 0 ? undefined : length;
}

function addressOf(line: string): AdapterAddress | undefined {
  const old = /^ *inet6? addr: ?(\S+)/.exec(line);
  const text = old?.[1] ?? /^ *inet6? (\S+)/.exec(line)?.[1];
  const read = text === undefined ? undefined : addressPrefix(text);
  if (!read) return undefined;
  const mask = / (?:netmask |Mask:)(\S+)/.exec(line)?.[1];
  const length = / prefixlen (\d{1,3})\b/.exec(line)?.[1];
  const peer = / (?:--> |destination |P-t-P:)(\S+)/.exec(line)?.[1];
  return {
    address: read.address,
    prefix: read.prefix ?? (length === undefined ? lengthOf(mask) : Number(length)),
    peer: peer === undefined ? undefined : ipOf(peer),
  };
}

const OLD_SECTIONS: readonly (readonly [string, AdapterSection])[] = [
  ['Ethernet', 'ethernet'],
  ['Local Loopback', 'loopback'],
  ['Point-to-Point Protocol', 'ppp'],
  ['IPIP Tunnel', 'tunnel'],
  ['IPv6-in-IPv4', 'tunnel'],
];

const running = (flags: string, separator: string): boolean => {
  const set = flags.split(separator);
  return set.includes('UP') && set.includes('RUNNING');
};

function readItem(a: Adapter, line: string, at: number, out: FormOutput): void {
  const item = line.trimStart();
  if (item.startsWith('inet')) {
    const read = addressOf(line);
    if (read) a.addresses.push(read);
    else out.damaged(at, 'ifconfig: address could not be read');
  } else if (item.startsWith('ether ') || item.startsWith('lladdr ')) {
    a.mac = macOf(item.split(' ', 2)[1]!);
    // Linux names the link type only here; macOS gives utun none.
    if (/\(Ethernet\)$/.test(item)) a.section = 'ethernet';
  } else if (/^loop .*\(Local Loopback\)$/.test(item)) a.section = 'loopback';
  else if (/^ppp .*\(Point-to-Point Protocol\)$/.test(item)) a.section = 'ppp';
  else if (item.startsWith('status: ')) a.up = item === 'status: active' || item === 'status: associated';
  else if (item.startsWith('description: ')) a.description = shortText(item.slice(13));
  else if (/\bMTU:\d/.test(item)) {
    a.up = running(item, ' ');
    const mtu = decimal(/\bMTU:(\d{1,9})/.exec(item)![1]!, 9);
    if (mtu > 0) a.mtu = mtu;
  }
}

export const ifconfig: TextForm = {
  id: 'ifconfig',
  title: 'ifconfig of Linux and macOS',

  begins: (lines, at) => (HEAD.test(lines[at]!) || OLD_HEAD.test(lines[at]!) ? 0.9 : 0),

  read(lines, at, out) {
    const head = HEAD.exec(lines[at]!);
    const old = OLD_HEAD.exec(lines[at]!);
    const name = head?.[1] ?? old?.[1];
    if (name === undefined) return at + 1;
    const mtu = decimal(/ mtu (\d{1,9})\b/.exec(head?.[3] ?? '')?.[1] ?? '', 9);
    const a: Adapter = {
      addresses: [],
      mac: macOf(/ HWaddr (\S+)/.exec(old?.[2] ?? '')?.[1] ?? ''),
      up: head ? running(head[2]!, ',') : false,
      mtu: mtu > 0 ? mtu : undefined,
      section: OLD_SECTIONS.find(([word]) => old?.[2]?.startsWith(word))?.[1],
      description: undefined,
    };
    if (head?.[2]?.split(',').includes('LOOPBACK')) a.section = 'loopback';
    const end = walk(lines, at + 1, {
      known: (line) => ITEM.test(line),
      stops: (line) => HEAD.test(line) || OLD_HEAD.test(line),
      take: (line, n) => readItem(a, line, n, out),
      odd: (n) => out.damaged(n, 'ifconfig: line could not be read'),
    });
    out.emit({
      kind: 'host.adapter',
      at: { source: out.source, line: at + 1 },
      form: 'ifconfig',
      ...NO_LISTS,
      ...a,
      name: shortText(name),
    });
    return end;
  },
};
