/** Settings that answer the findings, in the words of the products this site uses. Every address and name in them is one
 *  that this incident showed; what it did not show stands in capitals, for the reader to fill in. */
import { cidr, networkOf, scope } from './addresses.ts';
import { mssFor } from './effective-mtu.ts';
import type { VpnProduct } from './facts.ts';
import type { Incident } from './incident.ts';
import { LINES_PER_SETTING } from './limits.ts';
import { answers as dnsAnswers } from './pc-names.ts';
import type { ConfigBlock, Finding } from './report.ts';
import { clean } from './text.ts';
import { tunnelMtu } from './tunnel-mtu.ts';
import { anyconnect } from './vendors/anyconnect.ts';
import { fortigate } from './vendors/fortigate.ts';
import { globalprotect } from './vendors/globalprotect.ts';
import { openvpn } from './vendors/openvpn.ts';
import { strongswan } from './vendors/strongswan.ts';
import { windows } from './vendors/windows.ts';
import { wireguard } from './vendors/wireguard.ts';

/** A value to be set, and the fingerprints of the findings it answers. */
export interface Wanted {
  readonly value: string;
  readonly answers: readonly string[];
}

export interface Needs {
  /** Public SfB and Exchange addresses to keep out of the tunnel. */
  readonly exclude: readonly Wanted[];
  /** Internal addresses that the tunnel has no route for. */
  readonly route: readonly Wanted[];
  /** Programs kept out of the tunnel by name. */
  readonly processes: readonly Wanted[];
  /** MSS that fits the tunnel, with the finding that found the larger one; bytes. */
  readonly mss?: { readonly bytes: number; readonly answers: readonly string[] };
  /** Pools or virtual addresses that the gateway sends out as they are. */
  readonly nat: readonly Wanted[];
  /** A NAT rule comes before IPsec. */
  readonly exempt?: readonly string[];
  /** The gateway sends ICMP redirects. */
  readonly redirects?: readonly string[];
  /** Names of this VPN as the input has them. */
  /** The PC's tunnel is another program's: only its gateway is strongSwan's. */
  readonly foreignClient?: boolean;
  /** Networks of the gateway's inner interfaces. */
  readonly inside?: readonly string[];
  readonly connection?: string | undefined;
  readonly gateway?: string | undefined;
}

const VENDORS: Readonly<Partial<Record<VpnProduct, (needs: Needs) => readonly ConfigBlock[]>>> = {
  anyconnect,
  fortigate,
  globalprotect,
  openvpn,
  strongswan,
  windows,
  wireguard,
};

/** Rules whose findings end when the client's servers are reached beside the tunnel. */
const BESIDE = [
  'dns-internal-answer',
  'exchange-internal-address',
  'leak-internal-address',
  'ice-tunnel-candidate',
  'ice-tunnel-selected',
  'ice-relay-via-tunnel',
  'media-in-tunnel',
  'sign-in-inside-through-tunnel',
  'vpn-process-split-only',
  'vpn-exclude-shadowed',
  'vpn-full-tunnel',
  'vpn-media-not-excluded',
  'vpn-exchange-in-tunnel',
];
/** … when VPN clients get the external records. */
const RECORDS = [
  'vpn-process-split-only',
  'dns-internal-answer',
  'dns-resolver-mismatch',
  'exchange-internal-address',
  'sign-in-slow-fallback',
];
/** … when the client learns that it cannot go inside. */
const INSIDE = [
  'vpn-process-split-only',
  'ice-tunnel-candidate',
  'ice-tunnel-selected',
  'leak-internal-address',
  'exchange-internal-address',
  'sign-in-inside-through-tunnel',
  'vpn-inside-reachable',
];

/** Known faults and possible ones are left as they are. */
const open = (findings: readonly Finding[], rules: readonly string[]): readonly Finding[] =>
  findings.filter((f) => rules.includes(f.rule) && f.accepted === undefined && f.confidence !== 'possible');
const prints = (findings: readonly Finding[]): readonly string[] => findings.map((f) => f.fingerprint);

const wanted = (values: Iterable<string>, answers: readonly string[]): readonly Wanted[] =>
  answers.length === 0
    ? []
    : [...new Set(values)]
        .sort()
        .slice(0, LINES_PER_SETTING)
        .map((value) => ({ value, answers }));

/** Addresses within these findings' subjects, ports dropped. */
const addressesOf = (findings: readonly Finding[]): string[] =>
  findings
    .flatMap((f) => f.subjects)
    .flatMap((s) => (cidr(s.replace(/^\[?([\da-f.:]+?)\]?(?::\d+)?$/i, '$1')) ? s.replace(/:\d+$/, '') : []));

/** Whose client the PC uses, and what lies behind the gateway, by their own texts. */
function gatewayOf(incident: Incident): Pick<Needs, 'foreignClient' | 'inside'> {
  const own = incident.all('ipsec.sa').some((s) => incident.machines.isPc(s));
  const inside = incident
    .all('host.adapter')
    .filter((a) => incident.machines.of(a).machine === 'gateway')
    .flatMap((a) => a.addresses)
    .flatMap((a) =>
      a.prefix === undefined || !incident.isInternal(a.address) ? [] : (networkOf(a.address, a.prefix) ?? []),
    );
  return { foreignClient: !own && incident.all('ipsec.sa').length > 0, inside: [...new Set(inside)].sort() };
}

function needsOf(incident: Incident, findings: readonly Finding[]): Needs {
  const servers = [...incident.servers.keys()];
  const beside = open(findings, BESIDE);
  const mss = open(findings, ['tcp-mss-too-large', 'mtu-blackhole']);
  const tunnel = mss.length === 0 ? undefined : tunnelMtu(incident);
  const bytes = tunnel && tunnel.how !== 'bound' ? mssFor(tunnel.mtu, 4) : undefined;
  const exempt = prints(open(findings, ['ipsec-nat-before-policy']));
  const redirects = prints(open(findings, ['icmp-redirect']));
  const bare = open(findings, ['ipsec-virtual-ip-not-natted']);
  const missing = open(findings, ['vpn-class-route']);
  const product = incident.host.product?.product;
  const view = incident.vpn.find((v) => v.product === product);
  return {
    exclude: wanted(
      servers.filter((a) => incident.isPublic(a)),
      prints(beside),
    ),
    route: wanted(
      addressesOf(missing).filter((a) => incident.isInternal(a)),
      prints(missing),
    ),
    processes: wanted(
      view?.excludeApplications?.map((a) => clean(a.value, 60)) ?? [],
      prints(open(findings, ['vpn-process-split-only'])),
    ),
    ...(bytes !== undefined ? { mss: { bytes, answers: prints(mss) } } : {}),
    nat: wanted(addressesOf(bare), prints(bare)),
    ...(exempt.length > 0 ? { exempt } : {}),
    ...(redirects.length > 0 ? { redirects } : {}),
    ...gatewayOf(incident),
    connection: view?.name === undefined ? undefined : clean(view.name.value, 60),
    gateway: view?.gateway === undefined ? undefined : clean(view.gateway.value, 80),
  };
}

/** Records for the resolvers that VPN clients ask, as any DNS server's zone file has them (RFC 1035 5). */
function records(incident: Incident, findings: readonly Finding[]): readonly ConfigBlock[] {
  const answers = prints(open(findings, RECORDS));
  const hide = prints(open(findings, ['dns-internal-discovery']));
  const names = new Map<string, Set<string>>();
  const resolvers = new Set<string>();
  const told = dnsAnswers(incident);
  for (const t of told) {
    if (!t.addresses.some((a) => incident.isInternal(a))) continue;
    if (t.resolver !== undefined) resolvers.add(t.resolver);
    if (t.role !== 'discovery-internal') names.set(t.name, names.get(t.name) ?? new Set());
  }
  for (const t of told) for (const a of t.addresses) if (incident.isPublic(a)) names.get(t.name)?.add(a);
  const lines = [...names].sort().flatMap(([name, addresses]) =>
    answers.length === 0
      ? []
      : addresses.size > 0
        ? [...addresses].sort().map((a) => ({
            text: `${clean(name, 120)}. ${scope(a) !== undefined && a.includes(':') ? 'AAAA' : 'A'} ${a}`,
            answers,
          }))
        : [{ text: `${clean(name, 120)}. A EXTERNAL-ADDRESS`, answers }],
  );
  const hidden = [
    ...new Set([
      ...incident.lookups.filter((l) => l.meaning.role === 'discovery-internal').map((l) => l.dns.name),
      ...told.filter((t) => t.role === 'discovery-internal').map((t) => t.name),
    ]),
  ]
    .sort()
    .flatMap((name) => (hide.length === 0 ? [] : [{ text: `; no record: ${clean(name, 120)}.`, answers: hide }]));
  if (lines.length + hidden.length === 0) return [];
  const asked = [...resolvers].sort().join(', ');
  return [
    {
      title: 'DNS: a view of its own for VPN clients',
      where: `On the servers that VPN clients ask${asked === '' ? '' : ` (here ${asked})`}, for questions from the VPN pool only; EXTERNAL-ADDRESS: not shown by this input.`,
      lines: [...lines, ...hidden].slice(0, LINES_PER_SETTING),
      verify:
        'With the VPN connected, ipconfig /flushdns, then nslookup of each name: the external address, or NXDOMAIN where no record stands.',
    },
  ];
}

/** Both ways, as the product's firewall says it; others in words. */
function denials(product: VpnProduct | undefined, from: string, to: string): readonly string[] {
  if (product === 'strongswan')
    return [`iptables -I FORWARD -s ${from} -d ${to} -j REJECT`, `iptables -I FORWARD -s ${to} -d ${from} -j REJECT`];
  if (product === 'globalprotect')
    return [
      `set rulebase security rules sfb-stays-outside from VPN-ZONE to INSIDE-ZONE source ${from} destination ${to} application any service any action reset-both`,
      `set rulebase security rules sfb-stays-away from INSIDE-ZONE to VPN-ZONE source ${to} destination ${from} application any service any action reset-both`,
    ];
  return [`deny ip ${from} -> ${to}`, `deny ip ${to} -> ${from}`];
}

/** What keeps the client from trying the inside. */
function firewall(incident: Incident, findings: readonly Finding[]): readonly ConfigBlock[] {
  const answers = prints(open(findings, INSIDE));
  const inside = [...incident.servers.keys()].filter((a) => incident.isInternal(a)).sort();
  const pools = incident.site.pools?.map((p) => p.text) ?? [];
  const pool =
    pools.length > 0 ? pools : incident.host.tunnels.filter((t) => t.confidence !== 'possible').map((t) => t.address);
  if (answers.length === 0 || inside.length === 0 || pool.length === 0) return [];
  const product = incident.host.product?.product;
  const lines = pool
    .flatMap((from) => inside.flatMap((to) => denials(product, from, to)))
    .map((text) => ({ text, answers }));
  return [
    {
      title: 'Firewall: VPN clients and internal SfB and Exchange servers do not reach each other',
      where: `Before the rules that allow the VPN pool inside${pools.length > 0 ? '' : '; instead of this client’s address take the whole pool'}; reject rather than drop, so that the client turns to the outside at once.`,
      lines: lines.slice(0, LINES_PER_SETTING),
      verify:
        'With the VPN connected, a connection to each of these servers is refused at once, and the client signs in through the Edge.',
    },
  ];
}

/** Names first, then addresses, then the firewall, then what is no longer needed: the order of the published case. */
export function configurationOf(incident: Incident, findings: readonly Finding[]): readonly ConfigBlock[] {
  const product = incident.host.product;
  const vendor = product && product.confidence !== 'possible' ? VENDORS[product.product] : undefined;
  const needs = needsOf(incident, findings);
  const gateway =
    product?.product === 'strongswan'
      ? []
      : incident.all('ipsec.sa').length > 0
        ? strongswan({ ...needs, exclude: [], route: [] })
        : [];
  return [...records(incident, findings), ...(vendor?.(needs) ?? []), ...gateway, ...firewall(incident, findings)];
}
