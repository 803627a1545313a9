/** What a VPN's split is meant to keep out of the tunnel: SfB and Exchange, by address, by name, by program. */
import { scope } from './addresses.ts';
import type { Incident } from './incident.ts';
import { sfbName } from './names.ts';
import type { Said, VpnView } from './vpn-view.ts';

/** Programs of the Skype for Business client: lync.exe, its older and its Mac names, the API's ucmapi.exe. */
const SFB_PROGRAM = /^(?:lync|lync99|communicator|ucmapi|skype for business)(?:\.exe|\.app)?$/i;

/** Views of tunnels that are not said to be down. */
export const views = (incident: Incident): readonly VpnView[] => incident.vpn.filter((v) => v.up?.value !== false);

export const sfbPrograms = (view: VpnView): readonly Said<string>[] =>
  (view.excludeApplications ?? []).filter((a) => SFB_PROGRAM.test(a.value.trim()));

/** Excluded names of SfB: its own by their first label, `*.contoso.com` of a SIP domain, Microsoft's of the cloud. */
export const sfbDomains = (view: VpnView, incident: Incident): readonly Said<string>[] =>
  (view.excludeDomains ?? []).filter(({ value }) => {
    const name = value.replace(/^\*?\./, '');
    const known = sfbName(name, incident.domains);
    return (
      (known !== undefined && known.role !== 'exchange') ||
      incident.domains.has(name) ||
      /(?:^|\.)(?:lync\.com|skypeforbusiness\.com)$/.test(name)
    );
  });

/** Public SfB servers of the incident, Exchange left out, sorted. */
export const publicSfb = (incident: Incident): readonly string[] =>
  [...incident.servers.values()]
    .filter((s) => incident.isPublic(s.address) && [...s.roles].some((r) => r !== 'exchange'))
    .map((s) => s.address)
    .sort();

export const internalServers = (incident: Incident): readonly string[] =>
  [...incident.servers.keys()].filter((a) => incident.isInternal(a)).sort();

/** Which of the two ways an address takes by the VPN's lists of prefixes, else by the routing table. */
export function wayOf(incident: Incident, address: string): 'tunnel' | 'beside' | undefined {
  const split = incident.routing.splitOf(address);
  if (split && !split.truncated) return split.says;
  const way = incident.routing.wayTo(address)?.class;
  return way === 'tunnel' ? 'tunnel' : way === 'physical' ? 'beside' : split?.says;
}

/** Whether the routing table sends the address beside the tunnel, or by a route of its own to an interface that nothing
 *  names. */
export function besideByRoutes(incident: Incident, address: string): boolean {
  const way = incident.routing.wayTo(address);
  return (
    way?.class === 'physical' ||
    (way?.class === 'unknown' && way.route !== undefined && !/\/[01]$/.test(way.route.destination))
  );
}

/** Whether a prefix of its own, more than a default route, leads the address into the tunnel: it is meant to go there. */
export function meantInside(incident: Incident, address: string): boolean {
  const split = incident.routing.splitOf(address);
  if (split && !split.truncated) return split.says === 'tunnel' && own(split.prefix);
  const way = incident.routing.wayTo(address);
  return way?.class === 'tunnel' && way.confidence !== 'possible' && own(way.selector ?? way.route?.destination);
}

/** Not all of the Internet, nor half of it. */
const own = (prefix: string | undefined): boolean => prefix !== undefined && !/\/[01]$/.test(prefix);

/** IPv4 addresses of this PC in the tunnel that are more than a guess. */
export const tunnelAddresses = (incident: Incident): readonly string[] =>
  incident.host.tunnels
    .filter((t) => t.confidence !== 'possible' && scope(t.address) !== 'link-local')
    .map((t) => t.address);
