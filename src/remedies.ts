/** Steps that more than one rule recommends, with this site's values. The order is that of the published case of
 *  GlobalProtect with Skype for Business: names, addresses, firewall, then the process exclusion. */

import type { Incident } from './incident.ts';
import { list } from './text.ts';

const GP = 'Palo Alto GlobalProtect';
const isGlobalProtect = (incident: Incident): boolean => incident.host.vendor === GP;

/** Public addresses that this incident showed for a name, sorted. */
export function publicAddresses(incident: Incident, names: readonly string[]): readonly string[] {
  const wanted = new Set(names);
  const found = incident.lookups
    .filter((l) => wanted.has(l.dns.name))
    .flatMap((l) => l.addresses)
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
      incident.lookups
        .filter((l) => names.includes(l.dns.name) && l.addresses.some((a) => incident.isInternal(a)))
        .map((l) => l.dns.resolver.address),
    ),
  ];
  const records = names.map((name) => {
    const known = publicAddresses(incident, [name]);
    return known.length > 0 ? `${name} → ${known.join(', ')}` : `${name} → its external address`;
  });
  const where = resolvers.length > 0 ? ` (this client asked ${list(resolvers.sort())})` : '';
  return [
    `On the DNS servers that VPN clients use${where}, answer with the external address: ${list(records, 6)}. A DNS view or dedicated servers for the VPN pool keep the office unchanged.`,
  ];
}

export function hideInternalDiscovery(names: readonly string[]): string {
  return `For VPN clients answer NXDOMAIN for ${list(names, 4)}, so that the client does not take itself for an internal one.`;
}

/** Keep the tunnel from carrying the traffic, by address. */
export function excludeByAddress(incident: Incident): string {
  const servers = publicServers(incident);
  const what =
    servers.length > 0 ? list(servers, 6) : 'all external SfB addresses (Access Edge, A/V Edge, reverse proxy)';
  return isGlobalProtect(incident)
    ? `Exclude ${what} from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.`
    : `Exclude ${what} from the tunnel by address in the VPN's split-tunnel settings; an exclusion by domain or process does not move UDP media reliably.`;
}

/** Make the inside unreachable, so that the client learns to stay outside. */
export function blockInside(incident: Incident): string {
  const inside = [...incident.servers.keys()].filter((a) => incident.isInternal(a)).sort();
  const pool = incident.host.tunnels.map((t) => t.address);
  return `On the firewall, deny the VPN pool${pool.length > 0 ? ` (this client: ${list(pool)})` : ''} to and from the internal SfB and Exchange servers${inside.length > 0 ? ` (${list(inside, 6)})` : ''}.`;
}

export function dropProcessExclusion(incident: Incident): string {
  return isGlobalProtect(incident)
    ? 'Then remove the exclusion of the client process (lync.exe) under Split Tunnel > Domain and Application: by address it is no longer needed, and alone it leaves DNS in the tunnel.'
    : 'If the VPN excludes the client by process, remove that exclusion once addresses are excluded: alone it leaves DNS in the tunnel.';
}
