/** Whose output a text is: the user's PC's, a VPN gateway's, or another machine's. One file may hold both (a ticket), so
 *  the texts of one file are told apart by the system that writes them; what nothing tells stays unknown. */
import type {
  Fact,
  FirewallRule,
  HostAdapter,
  HostResolver,
  HostRoute,
  HostSetting,
  IpsecConnection,
  IpsecPlugins,
  IpsecPolicy,
  IpsecSa,
  VpnEvent,
  VpnTunnel,
} from './facts.ts';
import { clean } from './text.ts';

export type Machine = 'pc' | 'gateway' | 'other' | 'unknown';

export interface MachineRole {
  readonly machine: Machine;
  readonly because: string;
}

/** Facts that speak of one machine. */
export type MachineFact =
  | HostAdapter
  | HostRoute
  | HostResolver
  | HostSetting
  | FirewallRule
  | IpsecSa
  | IpsecConnection
  | IpsecPlugins
  | IpsecPolicy
  | VpnTunnel
  | VpnEvent;

export interface Machines {
  /** Whose the fact is. Names that were looked up by hand have the machine of the texts around them. */
  of(fact: Fact): MachineRole;
  isPc(fact: Fact): boolean;
}

export interface MachinesInput {
  readonly texts: readonly MachineFact[];
  /** This PC's addresses as log and capture show them. */
  readonly own: ReadonlySet<string>;
  /** Addresses of SfB and Exchange servers. */
  readonly servers: ReadonlySet<string>;
}

type Platform = 'windows' | 'macos' | 'unix' | 'client';

/** Forms that only Windows, and only macOS, print; the rest is of Linux or of any system. */
const WINDOWS = /^(?:ipconfig|route-print|displaydns|get-|resolve-dns|add-vpn|netsh|test-net)/;
const MACOS = /^scutil/;
const MAC_DEVICE = /^(?:en\d+|utun\d+|awdl\d+|llw\d+|lo0)$/;

/** Logs and status texts of VPN clients say for themselves that they are a client's. */
function platformOf(fact: MachineFact): Platform {
  if (WINDOWS.test(fact.form)) return 'windows';
  if (MACOS.test(fact.form)) return 'macos';
  if (fact.kind === 'host.adapter' && fact.form === 'ifconfig' && MAC_DEVICE.test(fact.name ?? '')) return 'macos';
  if ((fact.kind === 'vpn.tunnel' || fact.kind === 'vpn.event') && !BOTH_ENDS.test(fact.form)) return 'client';
  return 'unix';
}
/** Texts about a VPN that both ends, or the gateway alone, can print. */
const BOTH_ENDS = /^(?:wg-show|panos-|swanctl|ipsec|charon)/;

interface Group {
  readonly platform: Platform;
  readonly source: string;
  readonly facts: MachineFact[];
  readonly addresses: Set<string>;
  role?: MachineRole;
}

const folderOf = (source: string): string => source.slice(0, source.lastIndexOf('/') + 1);
const place = (fact: Fact): string =>
  clean(`${fact.at.source}:${'line' in fact.at ? fact.at.line : fact.at.frame}`, 80);

/** What the texts of one group say by themselves. */
function ownWords(facts: readonly MachineFact[]): MachineRole | undefined {
  for (const f of facts) {
    if (f.kind === 'ipsec.sa' && f.remoteVirtual.length > 0)
      return { machine: 'gateway', because: `it gave ${f.remoteVirtual[0]} to a VPN client (${place(f)})` };
  }
  for (const f of facts) {
    if (f.kind === 'ipsec.sa' && f.localVirtual.length > 0)
      return { machine: 'pc', because: `a VPN gateway gave it ${f.localVirtual[0]} (${place(f)})` };
  }
  for (const f of facts) {
    if (f.kind === 'vpn.tunnel' && f.includeRoutes?.some((r) => r === '0.0.0.0/0' || r === '::/0'))
      return { machine: 'pc', because: `it sends everything through a tunnel (${place(f)})` };
    if (f.kind === 'vpn.event' && f.form.startsWith('panos-'))
      return { machine: 'gateway', because: `it is the firewall's own log (${place(f)})` };
    if (f.kind === 'ipsec.connection' && f.pools?.some((p) => p !== '%config'))
      return { machine: 'gateway', because: `it has a pool of addresses for VPN clients (${place(f)})` };
    if (f.kind === 'firewall.rule' && f.policy !== undefined && /^(?:FORWARD|POSTROUTING)$/.test(f.chain))
      return { machine: 'gateway', because: `it forwards what IPsec carries (${place(f)})` };
  }
  return undefined;
}

/** Facts that a PC's texts seldom hold: in a folder with a gateway's texts they are the gateway's. */
const ofGateways = (f: MachineFact): boolean =>
  f.kind === 'firewall.rule' || f.kind === 'host.setting' || f.kind.startsWith('ipsec.');

function addressesOf(f: MachineFact): readonly string[] {
  if (f.kind === 'host.adapter') return f.addresses.map((a) => a.address);
  if (f.kind === 'ipsec.sa') return [f.local.address];
  if (f.kind === 'vpn.tunnel') return f.addresses ?? [];
  return [];
}

const LOCAL = /^(?:127\.|169\.254\.|::1$|fe80:|0\.0\.0\.0$)/;
const one = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

function decide(groups: readonly Group[], { own, servers }: MachinesInput): void {
  const sas = groups.flatMap((g) => g.facts.filter((f) => f.kind === 'ipsec.sa'));
  for (const g of groups) {
    if (g.platform === 'client') g.role = { machine: 'pc', because: 'a VPN client wrote it' };
    else {
      const role = ownWords(g.facts);
      if (role) g.role = role;
    }
  }
  const shared = (g: Group, wanted: ReadonlySet<string>): string | undefined =>
    [...g.addresses].find((a) => wanted.has(a) && !LOCAL.test(a));
  const gateways = groups.filter((g) => g.role?.machine === 'gateway');
  for (const g of groups) {
    if (g.role) continue;
    // Before a capture's word on addresses: it may have been taken on the gateway.
    const twin = gateways.find((o) => o.platform === g.platform && shared(g, o.addresses));
    if (twin) {
      g.role = { machine: 'gateway', because: `it shares an address with ${clean(twin.source, 80)}` };
      continue;
    }
    const mine = shared(g, own);
    if (mine !== undefined) {
      g.role = { machine: 'pc', because: `it has ${mine}, this PC's address in the log or capture` };
      continue;
    }
    const server = shared(g, servers);
    if (server !== undefined) g.role = { machine: 'other', because: `it has ${server}, an address of a server` };
  }
  for (const g of groups) {
    if (g.role) continue;
    // The same machine as one that is known: it holds one of that one's addresses.
    const twin = groups.find((o) => o.role && o !== g && o.platform === g.platform && shared(g, o.addresses));
    if (twin?.role) {
      g.role = { machine: twin.role.machine, because: `it shares an address with ${clean(twin.source, 80)}` };
      continue;
    }
    const far = sas.find((s) => g.addresses.has(s.remote.address));
    const client = far && groups.find((o) => o.facts.includes(far))?.role?.machine === 'pc';
    if (far && client)
      g.role = { machine: 'gateway', because: `it has ${far.remote.address}, the far end of a tunnel (${place(far)})` };
  }
  for (const g of groups) {
    if (g.role) continue;
    const beside = groups.filter((o) => o.role && o.platform === 'unix' && folderOf(o.source) === folderOf(g.source));
    const only = one([...new Set(beside.map((o) => o.role!.machine))]);
    if (g.platform === 'unix' && only === 'gateway' && g.facts.every(ofGateways))
      g.role = { machine: 'gateway', because: `it lies beside ${clean(beside[0]!.source, 80)}` };
    else if (g.platform === 'windows' || g.platform === 'macos')
      g.role = { machine: 'pc', because: `it is output of ${g.platform === 'windows' ? 'Windows' : 'macOS'}` };
  }
}

const UNKNOWN: MachineRole = { machine: 'unknown', because: 'nothing tells whose output it is' };

export function machinesOf(input: MachinesInput): Machines {
  const groups = new Map<string, Group>();
  // `ifconfig` of a Mac shows it by its devices; then all that is no other system's is the Mac's.
  const macs = new Set(input.texts.filter((f) => platformOf(f) === 'macos').map((f) => f.at.source));
  const keyOf = (fact: MachineFact): { platform: Platform; key: string } => {
    const found = platformOf(fact);
    const platform = found === 'unix' && macs.has(fact.at.source) && !ofGateways(fact) ? 'macos' : found;
    return { platform, key: `${fact.at.source}\n${platform}` };
  };
  for (const fact of input.texts) {
    const { platform, key } = keyOf(fact);
    let group = groups.get(key);
    if (!group) {
      group = { platform, source: fact.at.source, facts: [], addresses: new Set() };
      groups.set(key, group);
    }
    group.facts.push(fact);
    for (const a of addressesOf(fact)) group.addresses.add(a);
  }
  decide([...groups.values()], input);
  const bySource = new Map<string, Group[]>();
  for (const g of groups.values()) bySource.set(g.source, [...(bySource.get(g.source) ?? []), g]);
  const of = (fact: Fact): MachineRole => {
    if (fact.kind === 'host.name') {
      const around = bySource.get(fact.at.source) ?? [];
      if (WINDOWS.test(fact.form)) return groups.get(`${fact.at.source}\nwindows`)?.role ?? WINDOWS_OUTPUT;
      const machine = one([...new Set(around.map((g) => g.role?.machine ?? 'unknown'))]);
      return (machine && around.find((g) => g.role?.machine === machine)?.role) ?? UNKNOWN;
    }
    return groups.get(keyOf(fact as MachineFact).key)?.role ?? UNKNOWN;
  };
  return { of, isPc: (fact) => of(fact).machine === 'pc' };
}

const WINDOWS_OUTPUT: MachineRole = { machine: 'pc', because: 'it is output of Windows' };
