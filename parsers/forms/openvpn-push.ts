/** The line of OpenVPN's client log that holds what the server pushed. Tokens are not kept. */
import type { VpnTunnel } from '../../src/facts.ts';
import { decimal, ipOf } from '../decode/ip-text.ts';
import { dnsNameOf } from '../decode/machine-values.ts';
import { maskLength, prefixOf } from '../decode/prefix-text.ts';
import type { TextForm } from './form.ts';

const LINE = /PUSH: Received control message: '?PUSH_REPLY,/;

interface Pushed {
  readonly addresses: string[];
  readonly dnsServers: string[];
  readonly dnsSuffixes: string[];
  readonly includeRoutes: string[];
  readonly excludeRoutes: string[];
  mtu: number | undefined;
  tunnelAllDns: true | undefined;
  bad: number;
}

const add = (list: string[], value: string | undefined): void => {
  if (value !== undefined && !list.includes(value)) list.push(value);
};

/** `route 10.0.0.0 255.0.0.0 [gateway]`; net_gateway is the way beside the tunnel (openvpn(8), --route). */
function route(p: Pushed, words: readonly string[]): void {
  const address = ipOf(words[1] ?? '');
  const length = words[2] === undefined || words[2] === 'default' ? 32 : maskLength(words[2]);
  if (address === undefined || length < 0) p.bad++;
  else add(words[3] === 'net_gateway' ? p.excludeRoutes : p.includeRoutes, `${address}/${length}`);
}

function option(p: Pushed, words: readonly string[]): void {
  const [name, value = ''] = words;
  if (name === 'route') route(p, words);
  else if (name === 'route-ipv6') {
    const prefix = prefixOf(value);
    if (prefix === undefined) p.bad++;
    else add(words[2] === 'net_gateway_ipv6' ? p.excludeRoutes : p.includeRoutes, prefix);
  } else if (name === 'redirect-gateway') {
    if (!words.includes('!ipv4')) add(p.includeRoutes, '0.0.0.0/0');
    if (words.includes('ipv6')) add(p.includeRoutes, '::/0');
  } else if (name === 'ifconfig') add(p.addresses, ipOf(value));
  else if (name === 'ifconfig-ipv6') add(p.addresses, prefixOf(value)?.split('/')[0]);
  else if (name === 'block-outside-dns') p.tunnelAllDns = true;
  else if (name === 'tun-mtu') p.mtu = decimal(value, 5) > 0 ? decimal(value, 5) : undefined;
  else if (name === 'dhcp-option') {
    if (value === 'DNS' || value === 'DNS6') add(p.dnsServers, ipOf(words[2] ?? ''));
    else if (/^(?:DOMAIN|DOMAIN-SEARCH|ADAPTER_DOMAIN_SUFFIX)$/.test(value))
      add(p.dnsSuffixes, dnsNameOf(words[2] ?? ''));
  }
}

export const openvpnPush: TextForm = {
  id: 'openvpn-push',
  title: 'OpenVPN client log (PUSH_REPLY)',

  begins: (lines, at) => (LINE.test(lines[at]!) ? 0.95 : 0),

  read(lines, at, out) {
    const line = lines[at]!;
    const found = LINE.exec(line);
    if (!found) return at + 1;
    const from = found.index + found[0].length;
    const quoted = found[0].includes("'");
    const close = line.indexOf("'", from);
    const options = line.slice(from, close < 0 ? undefined : close).split(',');
    // OpenVPN quotes the message: without its end, the line was cut, and so may be the last option.
    const truncated = quoted && close < 0;
    if (truncated) options.pop();
    const p: Pushed = {
      addresses: [],
      dnsServers: [],
      dnsSuffixes: [],
      includeRoutes: [],
      excludeRoutes: [],
      mtu: undefined,
      tunnelAllDns: undefined,
      bad: 0,
    };
    for (const text of options) option(p, text.trim().split(/ +/, 8));
    if (p.bad > 0) out.damaged(at, 'openvpn: pushed route could not be read');
    if (truncated) out.damaged(at, 'openvpn: pushed options broken off');
    const { bad: _, ...pushed } = p;
    const tunnel: VpnTunnel = {
      kind: 'vpn.tunnel',
      at: { source: out.source, line: at + 1 },
      form: 'openvpn-push',
      product: 'openvpn',
      ...pushed,
      truncated: truncated || p.bad > 0 ? true : undefined,
    };
    out.emit(tunnel);
    return at + 1;
  },
};
