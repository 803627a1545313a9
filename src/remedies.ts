/** Steps that more than one rule recommends, with this site's values. The order is that of the published case of
 *  GlobalProtect with Skype for Business: names, addresses, firewall, then the process exclusion. */

import { cidr, covered } from './addresses.ts';
import type { VpnProduct } from './facts.ts';
import type { Incident } from './incident.ts';
import { CURRENT_MEDIA_RANGES } from './knowledge/media-ranges.ts';
import { answers } from './pc-names.ts';
import { list } from './text.ts';
import { besideByRoutes, wayOf } from './vpn-design.ts';

/** The product whose words a fix uses; none on a guess. */
const productOf = (incident: Incident): VpnProduct | undefined =>
  incident.host.product && incident.host.product.confidence !== 'possible' ? incident.host.product.product : undefined;

/** Public addresses that this incident showed for a name, sorted. */
export function publicAddresses(incident: Incident, names: readonly string[]): readonly string[] {
  const wanted = new Set(names);
  const found = answers(incident)
    .filter((a) => wanted.has(a.name))
    .flatMap((a) => a.addresses)
    .filter((a) => incident.isPublic(a));
  return [...new Set(found)].sort();
}

/** All public SfB and Exchange addresses of the incident, sorted. */
export const publicServers = (incident: Incident): readonly string[] =>
  [...incident.servers.keys()].filter((a) => incident.isPublic(a)).sort();

/** Serve VPN clients the external records. */
export function serveExternalRecords(incident: Incident, names: readonly string[]): readonly [string] {
  const resolvers = [
    ...new Set(
      answers(incident)
        .filter((l) => names.includes(l.name) && l.addresses.some((a) => incident.isInternal(a)))
        .flatMap((l) => l.resolver ?? []),
    ),
  ];
  const records = names.map((name) => {
    const known = publicAddresses(incident, [name]);
    return known.length > 0 ? `${name} → ${known.join(', ')}` : `${name} → its external address`;
  });
  const where = resolvers.length > 0 ? ` (this client asked ${list(resolvers.sort())})` : '';
  const answer =
    records.length > 0
      ? `answer with the external address: ${list(records, 6)}`
      : 'answer with the external addresses of the SfB and Exchange names';
  return [
    `On the DNS servers that VPN clients use${where}, ${answer}. A DNS view or dedicated servers for the VPN pool keep the office unchanged.`,
  ];
}

export function hideInternalDiscovery(names: readonly string[]): string {
  return `For VPN clients answer NXDOMAIN for ${list(names, 4)}, so that the client does not take itself for an internal one.`;
}

/** How each product keeps addresses out of its tunnel; the lines to paste are in the report's configuration. */
const EXCLUDE: Readonly<Partial<Record<VpnProduct, (what: string) => string>>> = {
  globalprotect: (what) =>
    `Exclude ${what} from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.`,
  anyconnect: (what) =>
    `Exclude ${what} from the tunnel by address: in the group policy on the ASA split-tunnel-policy excludespecified, with these addresses in its network list.`,
  strongswan: (what) =>
    `Keep ${what} out of the tunnel: narrow local_ts (leftsubnet) of the gateway to the networks inside, or let them pass on a strongSwan client (a child with mode = pass).`,
  windows: (what) =>
    `Keep ${what} out of the tunnel: Set-VpnConnection -SplitTunneling $true with routes for the inside only; under a forced tunnel an exclusion route for each in the VPN profile (ProfileXML, ExclusionRoute).`,
  fortigate: (what) =>
    `Exclude ${what} from the tunnel by address: in the SSL-VPN portal of the FortiGate split-tunneling-routing-negate, with a group of these addresses.`,
  openvpn: (what) =>
    `Exclude ${what} from the tunnel by address: on the OpenVPN server push "route ADDRESS 255.255.255.255 net_gateway" for each.`,
  wireguard: (what) =>
    `Keep ${what} out of the tunnel: list the networks inside in AllowedIPs instead of 0.0.0.0/0; WireGuard has no exclusion.`,
};

/** Single addresses of Microsoft's cloud change from day to day; its ranges are what is published. */
const mediaRange = (address: string): string | undefined =>
  CURRENT_MEDIA_RANGES.find((r) => covered(address, [cidr(r.prefix)!]) !== undefined)?.prefix;

/** Keep the tunnel from carrying the traffic, by address. */
export function excludeByAddress(incident: Incident): string {
  const servers = publicServers(incident);
  // The table is what packets do, whatever the lists say: a name that is excluded gets its route when it is asked for.
  const outside = servers.filter((a) => besideByRoutes(incident, a) || wayOf(incident, a) === 'beside');
  const inside = [...new Set(servers.filter((a) => !outside.includes(a)).map((a) => mediaRange(a) ?? a))];
  const what =
    inside.length > 0
      ? list(inside, 6)
      : outside.length > 0
        ? `the external SfB addresses that still take it (A/V Edge first; ${list(outside, 4)} ${outside.length > 1 ? 'do' : 'does'} not)`
        : 'all external SfB addresses (Access Edge, A/V Edge, reverse proxy)';
  const product = productOf(incident);
  return (
    (product && EXCLUDE[product]?.(what)) ??
    `Exclude ${what} from the tunnel by address in the VPN's split-tunnel settings; an exclusion by domain or process does not move UDP media reliably.`
  );
}

/** Make the inside unreachable, so that the client learns to stay outside. */
export function blockInside(incident: Incident): string {
  const inside = [...incident.servers.keys()].filter((a) => incident.isInternal(a)).sort();
  const pool = incident.host.tunnels.map((t) => t.address);
  return `On the firewall, deny the VPN pool${pool.length > 0 ? ` (this client: ${list(pool)})` : ''} to and from the internal SfB and Exchange servers${inside.length > 0 ? ` (${list(inside, 6)})` : ''}.`;
}

export function dropProcessExclusion(incident: Incident): string {
  return productOf(incident) === 'globalprotect'
    ? 'Then remove the exclusion of the client process (lync.exe) under Split Tunnel > Domain and Application: by address it is no longer needed, and alone it leaves DNS in the tunnel.'
    : 'If the VPN excludes the client by process, remove that exclusion once addresses are excluded: alone it leaves DNS in the tunnel.';
}

/** @param most the MSS that fits the tunnel. */
export function clampMss(incident: Incident, most: number): readonly [string] {
  const ipsec = incident.all('ipsec.sa').length > 0 || incident.all('ipsec.connection').length > 0;
  return [
    ipsec
      ? `On the gateway, clamp the MSS of connections through the tunnel to ${most}: iptables -t mangle -A FORWARD -m policy --pol ipsec --dir in -p tcp -m tcp --tcp-flags SYN,RST SYN -m tcpmss --mss ${most + 1}:1536 -j TCPMSS --set-mss ${most}, and the same with --dir out.`
      : `On the VPN gateway, clamp the MSS of TCP connections through the tunnel to ${most}.`,
  ];
}

/** @param told a router did ask for smaller packets. */
export const permitFragNeeded = (told: boolean): string =>
  told
    ? 'Let ICMP type 3 code 4 (IPv6: type 2) reach the sender: a firewall on it or before it drops what the router sent, or the sender ignores it.'
    : 'Permit ICMP type 3 code 4 (IPv6: type 2) on all firewalls between the two, so that the sender learns which size passes.';
