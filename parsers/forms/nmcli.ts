/** `nmcli device show` of Linux (NetworkManager); GlobalProtect's bundle has it as networkinfo.txt. Its
 *  routes are not kept: they are those of the devices that were asked for, and a table that lacks the tunnel's misleads. */
import type { AdapterAddress, AdapterSection, HostAdapter } from '../../src/facts.ts';
import { decimal, ipOf } from '../decode/ip-text.ts';
import { dnsNameOf, macOf, shortText } from '../decode/machine-values.ts';
import { prefixOf } from '../decode/prefix-text.ts';
import { walk } from './block.ts';
import type { TextForm } from './form.ts';

const DEVICE = /^ {0,8}GENERAL\.DEVICE: +(\S{1,64})$/;
const ITEM = /^ {0,8}((?:[A-Z][A-Z0-9-]{1,30})\.[A-Z][A-Z0-9-]{1,30})(?:\[\d{1,4}\])?: *(.*)$/;

/** `tunnel` is what moves IPv6 over IPv4; a VPN's `tun` and `wireguard` are told by other signs. */
const SECTIONS: Readonly<Record<string, AdapterSection>> = {
  ethernet: 'ethernet',
  wifi: 'wireless',
  gsm: 'mobile',
  ppp: 'ppp',
  'ip-tunnel': 'tunnel',
  loopback: 'loopback',
};

interface Device {
  readonly name: string;
  readonly line: number;
  section?: AdapterSection | undefined;
  mac?: string | undefined;
  mtu?: number;
  up?: boolean;
  readonly addresses: AdapterAddress[];
  readonly gateways: string[];
  readonly dnsServers: string[];
  readonly dnsSuffixes: string[];
}

const EMPTY = /^(?:--)?$/;

/** @returns false where the value could not be read */
function take(device: Device, key: string, value: string): boolean {
  if (EMPTY.test(value)) return true;
  switch (key.replace(/^IP[46]\./, 'IP.')) {
    case 'GENERAL.TYPE':
      device.section = SECTIONS[value];
      return true;
    case 'GENERAL.HWADDR':
      device.mac = macOf(value);
      return true;
    case 'GENERAL.MTU':
      if (decimal(value, 10) > 0) device.mtu = decimal(value, 10);
      return true;
    case 'GENERAL.STATE':
      // NMDeviceState: 100 is activated, and only that has a way out.
      if (/^\d{1,3} /.test(value)) device.up = value.startsWith('100 ');
      return true;
    case 'IP.ADDRESS': {
      const prefix = prefixOf(value);
      if (prefix === undefined) return false;
      const [address, length] = prefix.split('/');
      device.addresses.push({ address: address!, prefix: Number(length) });
      return true;
    }
    case 'IP.GATEWAY':
    case 'IP.DNS': {
      const address = ipOf(value);
      if (address === undefined) return false;
      (key.endsWith('DNS') ? device.dnsServers : device.gateways).push(address);
      return true;
    }
    case 'IP.DOMAIN':
    case 'IP.SEARCHES': {
      const name = dnsNameOf(value.replace(/^~?\.?/, ''));
      if (name !== undefined && !device.dnsSuffixes.includes(name)) device.dnsSuffixes.push(name);
      return true;
    }
  }
  return true;
}

export const nmcli: TextForm = {
  id: 'nmcli',
  title: 'nmcli device show',

  begins: (lines, at) => (DEVICE.test(lines[at]!) ? 0.95 : 0),

  read(lines, at, out) {
    const device: Device = {
      name: DEVICE.exec(lines[at]!)![1]!,
      line: at,
      addresses: [],
      gateways: [],
      dnsServers: [],
      dnsSuffixes: [],
    };
    const end = walk(lines, at + 1, {
      known: (line) => ITEM.test(line) && !DEVICE.test(line),
      stops: (line) => DEVICE.test(line),
      take(line, n) {
        const [, key, value] = ITEM.exec(line)!;
        if (!take(device, key!, value!.trim())) out.damaged(n, 'nmcli: value could not be read');
      },
      odd: (n) => out.damaged(n, 'nmcli: line could not be read'),
    });
    const { line, name, ...said } = device;
    out.emit({
      kind: 'host.adapter',
      at: { source: out.source, line: line + 1 },
      form: 'nmcli',
      name: shortText(name),
      ...said,
    } satisfies HostAdapter);
    return end;
  },
};
