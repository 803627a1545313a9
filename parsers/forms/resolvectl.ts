/** `resolvectl status`, `systemd-resolve --status` of Linux. */
import { ipOf } from '../decode/ip-text.ts';
import { dnsNameOf, shortText } from '../decode/machine-values.ts';
import { walk } from './block.ts';
import type { FormOutput, TextForm } from './form.ts';

const LINK = /^ {0,8}Link (\d{1,9}) \(([^()]{1,64})\)$/;
const GLOBAL = /^ {0,8}Global$/;
const LABEL =
  /^ *(Protocols|resolv\.conf mode|Current DNS Server|DNS Servers?|DNS Domains?|Fallback DNS Servers?|Current Scopes|DefaultRoute setting|Default Route|LLMNR setting|MulticastDNS setting|DNSOverTLS setting|DNSSEC setting|DNSSEC supported|DNSSEC NTA): ?(.*)$/;

interface Section {
  readonly line: number;
  readonly name: string | undefined;
  readonly ifIndex: number | undefined;
  servers: string[];
  /** As printed, `~` kept. */
  domains: string[];
  defaultRoute: boolean | undefined;
}

/** `10.0.0.20`, `10.0.0.20:53`, `[fd00::1]:53`, `10.0.0.20%eth0#dns.contoso.com` (systemd.network(5), DNS=). */
function serverOf(word: string): string | undefined {
  const text = word.split('#', 1)[0]!.replace(/%[\w.-]{1,64}$/, '');
  return ipOf(text) ?? ipOf(text.replace(/^(\[.*\]|[\d.]+):\d{1,5}$/, '$1'));
}

function emit(s: Section | undefined, out: FormOutput): void {
  if (!s || s.servers.length === 0) return;
  const routed = s.domains.filter((d) => d.startsWith('~'));
  const all = s.domains.includes('~.') || s.domains.includes('.');
  const domains = all
    ? []
    : [...new Set(s.domains.map((d) => dnsNameOf(d.replace(/^~/, ''))).filter((d) => d !== undefined))];
  // Not said: a link whose domains are all of the routing kind is no default (systemd.network(5), DNSDefaultRoute=).
  const only = s.defaultRoute === undefined ? routed.length > 0 && routed.length === s.domains.length : !s.defaultRoute;
  const supplemental = only && !all && s.name !== undefined;
  // Neither domains nor default route: asked for nothing but its own link's name lookups.
  if (supplemental && domains.length === 0) return;
  out.emit({
    kind: 'host.resolver',
    at: { source: out.source, line: s.line },
    form: 'resolvectl',
    domains,
    servers: s.servers,
    interfaceName: s.name && shortText(s.name),
    ifIndex: s.ifIndex,
    supplemental: supplemental ? true : undefined,
  });
}

function readValue(s: Section, label: string, value: string, at: number, out: FormOutput): void {
  const words = value.split(/ +/).filter((w) => w !== '' && w !== 'n/a');
  if (label.startsWith('DNS Server')) {
    for (const word of words) {
      const server = serverOf(word);
      if (server === undefined) out.damaged(at, 'resolvectl: DNS server could not be read');
      else s.servers.push(server);
    }
  } else if (label.startsWith('DNS Domain')) s.domains.push(...words);
  else if (label === 'DefaultRoute setting' || label === 'Default Route') s.defaultRoute = value.trim() === 'yes';
  else if (label === 'Protocols') {
    if (words.includes('+DefaultRoute')) s.defaultRoute = true;
    else if (words.includes('-DefaultRoute')) s.defaultRoute = false;
  }
}

export const resolvectl: TextForm = {
  id: 'resolvectl',
  title: 'resolvectl status, systemd-resolve --status',

  begins(lines, at) {
    if (!LINK.test(lines[at]!) && !GLOBAL.test(lines[at]!)) return 0;
    return LABEL.test(lines[at + 1] ?? '') || LABEL.test(lines[at + 2] ?? '') ? 0.9 : 0;
  },

  read(lines, at, out) {
    let section: Section | undefined;
    let label = '';
    // Further values of a label stand alone in their lines; without their indentation only addresses can be told.
    const listed = (line: string): boolean =>
      label !== '' && (/^ {2,}\S+$/.test(line) || (/^DNS Server/.test(label) && serverOf(line) !== undefined));
    const end = walk(lines, at, {
      known: (line) => LINK.test(line) || GLOBAL.test(line) || LABEL.test(line) || listed(line),
      take(line, n) {
        const link = LINK.exec(line);
        if (link || GLOBAL.test(line)) {
          emit(section, out);
          section = {
            line: n + 1,
            name: link?.[2],
            ifIndex: link ? Number(link[1]) : undefined,
            servers: [],
            domains: [],
            defaultRoute: undefined,
          };
          label = '';
          return;
        }
        const item = LABEL.exec(line);
        if (item) label = item[1]!;
        if (section) readValue(section, label, item ? item[2]! : line, n, out);
      },
      odd: (n) => {
        // What the lines behind it go on with is not known.
        label = '';
        if (!/^ *\w[\w .]{0,40}: /.test(lines[n]!)) out.damaged(n, 'resolvectl: line could not be read');
      },
    });
    emit(section, out);
    return end;
  },
};
