/** `netsh interface ipv4 show config`, `show addresses`, `show dnsservers` of Windows, in any language: labels have the
 *  words DHCP, DNS and WINS everywhere, and values tell the rest by their shape and place. */
import type { AdapterAddress, HostAdapter } from '../../src/facts.ts';
import { decimal, ipOf } from '../decode/ip-text.ts';
import { NO_LISTS, shortText } from '../decode/machine-values.ts';
import { commandOf } from '../decode/pasted-text.ts';
import type { FormOutput, TextForm } from './form.ts';

/** `Configuration for interface "Ethernet 3"`, `Konfiguration der Schnittstelle "WLAN"` */
const HEAD = /^ {0,8}\p{L}[\p{L} ']{4,60} "([^"]{1,128})" ?:?$/u;
const ITEM = /^ *(\p{L}[^:"]{1,60}?) ?:(?: +(\S.*))?$/u;
/** Behind an address: `10.20.30.0/24 (mask 255.255.255.0)`. */
const PREFIX = /^[\d.]{7,15}\/(\d{1,2}) \(\p{L}{3,20} [\d.]{7,15}\)$/u;
const NO_DHCP = /^(?:No|Nein|Non|Não|Nee|Нет)$/i;
const DHCP = /^(?:Yes|Ja|Oui|Sí|Sì|Sim|Да)$/i;
const OWN_METRIC = /^(?:InterfaceMetric|Interface Metric|Schnittstellenmetrik)$/i;
const MORE = /^ {4,}([\d.]{7,15}|[\da-f:.]{2,45}(?:%\d{1,10})?)$/i;

const isItem = (line: string | undefined): boolean =>
  line !== undefined && commandOf(line) === undefined && ITEM.test(line);

interface Open {
  readonly name: string;
  readonly line: number;
  dhcp?: boolean;
  metric?: number;
  readonly addresses: AdapterAddress[];
  readonly gateways: string[];
  readonly dnsServers: string[];
}

function emitOpen(open: Open, out: FormOutput): void {
  const { name, line, dhcp, metric, addresses, gateways, dnsServers } = open;
  out.emit({
    kind: 'host.adapter',
    at: { source: out.source, line: line + 1 },
    form: 'netsh-config',
    name: shortText(name),
    ...(dhcp === undefined ? {} : { dhcp }),
    ...NO_LISTS,
    addresses,
    gateways,
    dnsServers,
    ...(metric === undefined ? {} : { metric }),
  } satisfies HostAdapter);
}

/** Where an address that stands alone on the next line belongs. */
type List = 'dnsServers' | 'gateways' | undefined;

/** @param next the line behind: a prefix there makes the value an address */
function takeItem(open: Open, label: string, value: string, next: string | undefined): List {
  const address = ipOf(value);
  if (/WINS/.test(label)) return undefined;
  if (/DNS/.test(label)) {
    if (address !== undefined) open.dnsServers.push(address);
    return 'dnsServers';
  }
  if (/DHCP/.test(label)) {
    if (DHCP.test(value) || NO_DHCP.test(value)) open.dhcp = DHCP.test(value);
  } else if (address !== undefined) {
    const prefix = PREFIX.exec(ITEM.exec(next ?? '')?.[2] ?? '')?.[1];
    if (prefix !== undefined) open.addresses.push({ address, prefix: Number(prefix) });
    else {
      open.gateways.push(address);
      return 'gateways';
    }
  } else if (OWN_METRIC.test(label) && /^\d{1,9}$/.test(value)) open.metric = decimal(value, 9);
  return undefined;
}

export const netshConfig: TextForm = {
  id: 'netsh-config',
  title: 'netsh interface ipv4 show config, show dnsservers',

  begins(lines, at) {
    if (!lines[at]!.includes('"') || !HEAD.test(lines[at]!) || !isItem(lines[at + 1])) return 0;
    const [, label, value = ''] = ITEM.exec(lines[at + 1]!)!;
    const addressed = ipOf(value) !== undefined && PREFIX.test(ITEM.exec(lines[at + 2] ?? '')?.[2] ?? '');
    return /\b(?:DHCP|DNS|WINS)\b/.test(label!) || addressed ? 0.9 : 0;
  },

  read(lines, at, out) {
    const open: Open = { name: HEAD.exec(lines[at]!)![1]!, line: at, addresses: [], gateways: [], dnsServers: [] };
    let list: List;
    let n = at + 1;
    for (; n < lines.length; n++) {
      const line = lines[n]!;
      const more = list === undefined ? undefined : ipOf(MORE.exec(line)?.[1] ?? '');
      if (more !== undefined && list !== undefined) open[list].push(more);
      else if (isItem(line)) {
        const [, label, value = ''] = ITEM.exec(line)!;
        list = takeItem(open, label!, value, lines[n + 1]);
      } else if (line !== '' && commandOf(line) === undefined && !HEAD.test(line) && isItem(lines[n + 1]))
        out.damaged(n, 'netsh: line could not be read');
      else break;
    }
    emitOpen(open, out);
    return n;
  },
};
