/**
 * Cisco AnyConnect and Secure Client: `vpn stats` (`vpncli.exe stats`) and the statistics that the window exports.
 *
 *     [ Connection Information ]
 *
 *         Connection State:            Connected
 *         Tunnel Mode (IPv4):          Split Include
 *
 *     [ Secured Routes (IPv4) ]
 *
 *         Network                                Subnet
 *         10.0.0.0                               8
 *
 * Sections, labels, "Split Include", "Tunnel All Traffic" and the table of routes are those of public outputs of clients
 * 4.x and 5.x on Windows, macOS and Linux. Not confirmed, and matched leniently: the exported file (labels of the window,
 * no brackets, routes as `10.0.0.0/8`) and names behind "Dynamic Tunnel Exclusion".
 */
import type { VpnTunnel } from '../../src/facts.ts';
import { ipOf } from '../decode/ip-text.ts';
import { dnsNameOf, shortText } from '../decode/machine-values.ts';
import { prefixOf } from '../decode/prefix-text.ts';
import type { TextForm } from './form.ts';

const SECTION =
  /^ {0,8}\[? ?((?:Non-)?Secured Routes \(IPv[46]\)|Connection Information|Address Information|Bytes|Frames|Control Frames|Client Management|Transport Information|Feature Configuration|Secure Mobility Solution|Firewall Rules) ?\]? ?:?$/i;
const LABEL = /^ {0,8}([A-Za-z][A-Za-z0-9 ()/-]{1,40}): {0,40}(.*)$/;
/** Labels that nothing but these statistics has. */
const OWN = /^ {0,8}(?:Tunnel Mode|Client Address|Client) \(IPv[46]\):/i;
const ROUTES = /^ {0,8}\[? ?(?:Non-)?Secured Routes \(IPv[46]\)/i;
/** `Network  Subnet` and, on some versions, `Host(s)`. */
const TABLE_HEAD = /^ {0,8}Network {1,60}Subnet/i;
const ROUTE = /^ {0,8}([0-9A-Fa-f.:]{2,45})(?:\/| {1,60})([\d.]{1,15})(?: .*)?$/;
/** What the command line client says of itself between the answers. */
const CHATTER = /^ {0,8}(?:>>|VPN>|Cisco (?:AnyConnect|Secure Client)|Copyright)/;
const STATE = />> state: (\w+)/;

const transportOf = (text: string): string | undefined => {
  const lower = text.toLowerCase();
  if (lower.startsWith('not available') || lower === '') return undefined;
  return lower.includes('dtls') ? 'dtls' : /tls|ssl/.test(lower) ? 'tls' : lower.includes('ikev2') ? 'ikev2' : lower;
};

const upOf = (text: string): boolean | undefined =>
  /^connected$/i.test(text) ? true : /^disconnected$/i.test(text) ? false : undefined;

const domainsOf = (text: string): string[] | undefined => {
  const names = text.split(/[\s,;]+/).filter((n) => /^[\w*-]+(?:\.[\w-]+)+$/.test(n));
  return names.length > 0 ? names.map((n) => n.toLowerCase()) : undefined;
};

const FORM = 'anyconnect-stats';

const isDefault = (prefix: string): boolean => prefix === '0.0.0.0/0' || prefix === '::/0';

export const anyconnectStats: TextForm = {
  id: FORM,
  title: 'vpn stats (Cisco AnyConnect, Secure Client)',

  begins(lines, at) {
    const line = lines[at]!;
    if (OWN.test(line) || ROUTES.test(line)) return 0.8;
    if (!SECTION.test(line) || !/Connection Information/i.test(line)) return 0;
    const ahead = lines.slice(at + 1, at + 8);
    return ahead.some((l) => OWN.test(l) || /^ {0,8}(?:Connection )?State: /i.test(l)) ? 0.95 : 0;
  },

  read(lines, at, out) {
    const values = new Map<string, string>();
    const secured: string[] = [];
    const beside: string[] = [];
    let sections = 0;
    let list: string[] | undefined;
    let seenSecured = false;
    let seenBeside = false;
    let next = at;
    for (; next < lines.length; next++) {
      const line = lines[next]!;
      if (line === '$' || line.startsWith('$ ')) break;
      if (line.trim() === '' || TABLE_HEAD.test(line)) continue;
      const section = SECTION.exec(line)?.[1]?.toLowerCase();
      if (section !== undefined) {
        // A second output begins.
        if (section === 'connection information' && next > at && (values.size > 0 || seenSecured)) break;
        sections++;
        list = undefined;
        if (section.startsWith('secured')) {
          list = secured;
          seenSecured = true;
        } else if (section.startsWith('non-')) {
          list = beside;
          seenBeside = true;
        }
        continue;
      }
      const route = list && ROUTE.exec(line);
      if (route) {
        const prefix = prefixOf(`${route[1]}/${route[2]}`);
        if (prefix === undefined) out.damaged(next, 'a route that is no prefix');
        else list!.push(prefix);
        continue;
      }
      const label = LABEL.exec(line);
      if (label && (sections > 0 || OWN.test(line) || values.size > 0) && !CHATTER.test(line)) {
        const name = label[1]!.trim().toLowerCase();
        // The same words stand for the client's addresses in both spellings; the first value of a label counts.
        if (!values.has(name)) values.set(name, label[2]!.trim());
        continue;
      }
      if (!CHATTER.test(line)) break;
    }

    const value = (...names: readonly string[]): string => {
      for (const name of names) {
        const found = values.get(name);
        if (found !== undefined && !/^(?:not available|none|undefined)$/i.test(found)) return found;
      }
      return '';
    };
    const before = lines.slice(Math.max(0, at - 8), at).map((l) => STATE.exec(l)?.[1] ?? '');
    const addresses = [
      value('client address (ipv4)', 'client (ipv4)'),
      value('client address (ipv6)', 'client (ipv6)'),
    ].flatMap((a) => ipOf(a.replace(/\/\d+$/, '')) ?? []);
    const server = value('server address', 'server').toLowerCase();
    const gateway = ipOf(server) ?? dnsNameOf(server);
    const mode = value('tunnel mode (ipv4)').toLowerCase();
    const all = mode === 'tunnel all traffic';
    const include = seenSecured ? secured : all ? ['0.0.0.0/0'] : undefined;
    // With "Split Include" the window shows the default route as not secured: that is no exclusion.
    const exclude = seenBeside
      ? beside.filter((p) => all || mode.startsWith('split exclude') || !isDefault(p))
      : undefined;
    const dns = value('dns servers', 'dns server')
      .split(/[\s,;]+/)
      .flatMap((a) => ipOf(a) ?? []);
    const tunnel: VpnTunnel = {
      kind: 'vpn.tunnel',
      at: { source: out.source, line: at + 1 },
      form: FORM,
      product: 'anyconnect',
      name: shortText(value('profile name')) || undefined,
      gateway,
      gatewayAddress: ipOf(server),
      up: upOf(value('connection state', 'state')) ?? before.map(upOf).findLast((up) => up !== undefined),
      addresses: addresses.length > 0 ? addresses : undefined,
      transport: transportOf(value('protocol')),
      dnsServers: dns.length > 0 ? dns : undefined,
      includeRoutes: include,
      excludeRoutes: exclude,
      includeDomains: domainsOf(value('dynamic tunnel inclusion')),
      excludeDomains: domainsOf(value('dynamic tunnel exclusion')),
      splitTunneling: all ? false : mode.startsWith('split') ? true : undefined,
    };
    out.emit(tunnel);
    return Math.max(at + 1, next);
  },
};
