/** What commands of Windows, Linux and macOS print about a machine: adapters, routes, resolvers, names. The machine may
 *  be the user's PC or a VPN gateway; `src/machines.ts` says which. Addresses are canonical (RFC 5952), names as written. */
import type { Seen } from './base.ts';

/** Kind of an adapter where the output itself says so: ipconfig's sections, link types of `ip`. */
export type AdapterSection = 'ethernet' | 'wireless' | 'ppp' | 'tunnel' | 'unknown' | 'loopback' | 'mobile';

/** An adapter as one command shows it. The same adapter comes once from each command that names it. */
export interface HostAdapter extends Seen<'host.adapter'> {
  /** `ipconfig`, `route-print`, `get-netadapter`, `ip-addr` …: the text form that read it. */
  readonly form: string;
  /** Connection name or device name: `Ethernet 5`, `eth0`. Cut short by the console: `cut` is true. */
  readonly name?: string | undefined;
  /** Driver's description: `PANGP Virtual Ethernet Adapter Secure`. */
  readonly description?: string | undefined;
  /** Name or description end where the console cut them. */
  readonly cut?: true | undefined;
  readonly section?: AdapterSection | undefined;
  readonly ifIndex?: number | undefined;
  /** Lower case with colons. Not given where empty or all zero. */
  readonly mac?: string | undefined;
  /** Connected or not, as the output says. */
  readonly up?: boolean | undefined;
  readonly dhcp?: boolean | undefined;
  readonly addresses: readonly AdapterAddress[];
  /** Default gateways; `0.0.0.0` stays as written (a point-to-point full tunnel). */
  readonly gateways: readonly string[];
  readonly dnsServers: readonly string[];
  readonly dnsSuffixes: readonly string[];
  readonly mtu?: number | undefined;
  /** Of the interface, added to each route's. */
  readonly metric?: number | undefined;
}

export interface AdapterAddress {
  readonly address: string;
  /** Length of the prefix, 0…32 or 0…128. */
  readonly prefix?: number | undefined;
  /** Far end of a point-to-point link. */
  readonly peer?: string | undefined;
}

/** A line of a routing table. */
export interface HostRoute extends Seen<'host.route'> {
  readonly form: string;
  /** `10.0.0.0/8`. */
  readonly destination: string;
  /** Next hop; not given = on-link. */
  readonly gateway?: string | undefined;
  /** Windows: address of the interface. */
  readonly interfaceAddress?: string | undefined;
  /** Connection name or device. */
  readonly interfaceName?: string | undefined;
  readonly ifIndex?: number | undefined;
  /** As printed: of the route alone where `interfaceMetric` is given, else of route and interface together. */
  readonly metric?: number | undefined;
  readonly interfaceMetric?: number | undefined;
  /** Windows: only in the list of persistent routes; it may not be active. */
  readonly persistent?: true | undefined;
  /** Linux: a table other than main. */
  readonly table?: string | undefined;
  /** Linux: preferred source. */
  readonly source?: string | undefined;
  /** blackhole, unreachable, prohibit, throw. */
  readonly refuses?: true | undefined;
}

/** Which resolvers are asked for which names: NRPT rules, resolvectl, scutil, /etc/resolv.conf. */
export interface HostResolver extends Seen<'host.resolver'> {
  readonly form: string;
  /** Names it is asked for, without leading dot or `~`; empty = all. */
  readonly domains: readonly string[];
  readonly servers: readonly string[];
  readonly interfaceName?: string | undefined;
  readonly ifIndex?: number | undefined;
  /** macOS and resolvectl: asked only for its domains. */
  readonly supplemental?: true | undefined;
}

/** What a machine takes a name for: hosts file, resolver cache, or a lookup by hand. */
export interface HostName extends Seen<'host.name'> {
  readonly form: string;
  /** hosts = a fixed entry; cache = `ipconfig /displaydns`; asked = nslookup, Resolve-DnsName, dig. */
  readonly by: 'hosts' | 'cache' | 'asked';
  /** Lower case, without the final dot. */
  readonly name: string;
  /** A, AAAA, CNAME, SRV, PTR …; '' where the output does not say (nslookup). */
  readonly type: string;
  /** Addresses, names, or "priority weight port target" of SRV. Empty with `failure` set, or for no records of the type. */
  readonly values: readonly string[];
  /** Address of the resolver that was asked, where said. */
  readonly resolver?: string | undefined;
  readonly failure?: 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'timeout' | 'no-records' | 'other' | undefined;
  /** Seconds. */
  readonly ttl?: number | undefined;
}

/** Settings of the machine as a whole. */
export interface HostSetting extends Seen<'host.setting'> {
  readonly form: string;
  /** `hostname`, `dns-suffix`, `suffix-search`, `ip-forwarding`; of Linux the name of the sysctl
   *  (`net.ipv4.conf.all.send_redirects`) or of the counter of /proc/net/xfrm_stat (`XfrmOutStateModeError`). */
  readonly name: string;
  readonly value: string;
}

/** A rule or chain policy out of iptables-save, `iptables -L` or `nft list ruleset`. */
export interface FirewallRule extends Seen<'firewall.rule'> {
  readonly form: string;
  /** filter, nat, mangle, raw; '' where the output does not tell. Of nft by type and priority of the chain. */
  readonly table: string;
  /** Of nft's base chains the hook: `POSTROUTING`. */
  readonly chain: string;
  /** Place within its chain, from 1; 0 = the chain's policy. */
  readonly position: number;
  /** ACCEPT, DROP, REJECT, MASQUERADE, SNAT, TCPMSS, or the name of a chain; '' = counts only. */
  readonly target: string;
  /** CIDR; not given = any. A leading `!` is kept. */
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
  readonly inInterface?: string | undefined;
  readonly outInterface?: string | undefined;
  readonly protocol?: string | undefined;
  /** `-m policy`: direction and whether an IPsec policy applies. */
  readonly policy?: { readonly direction: 'in' | 'out'; readonly ipsec: boolean } | undefined;
  /** TCPMSS: bytes, or to the path's MTU. */
  readonly setMss?: number | 'clamp' | undefined;
  /** `-m tcpmss --mss`: range that it matches. */
  readonly mss?: { readonly from: number; readonly to: number } | undefined;
  /** SNAT's --to-source. */
  readonly toSource?: string | undefined;
  /** Matches that are not named above: the rule may apply to less than the fields say. */
  readonly others: readonly string[];
  /** What the output does not show of the rule, so that its absence says nothing: `iptables -L` without -v has no
   *  interfaces; nft names matches of xtables and not what they match; a rule that could not be read. */
  readonly hides?: 'interfaces' | 'matches' | undefined;
  /** Where counters were saved. */
  readonly packets?: number | undefined;
}
