import { cidr, covered } from '../src/addresses.ts';
import { addressKey, sentTo } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { HostRoute } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { failedConnections, reached } from '../src/reach.ts';
import { serveExternalRecords } from '../src/remedies.ts';
import { defineRule, type Hit, missing } from '../src/rule.ts';
import { clean, list } from '../src/text.ts';
import { internalServers, views } from '../src/vpn-design.ts';

/** Network of the address by its class, as Windows adds it for a VPN connection (RFC 791 3.2). */
function classOf(address: string): string | undefined {
  const [a = '', b = '', c = ''] = address.split('.');
  const first = Number(a);
  if (address.includes(':') || first === 0 || first >= 224) return undefined;
  return first < 128 ? `${a}.0.0.0/8` : first < 192 ? `${a}.${b}.0.0/16` : `${a}.${b}.${c}.0/24`;
}

/** Tunnel addresses looked at; a PC has one or two. */
const TUNNELS = 8;

export default defineRule({
  id: 'vpn-class-route',
  title: 'Windows’ VPN has only the class route of its address, and SfB’s servers are not in it',
  severity: 'warning',
  owner: 'vpn',
  needs: [],
  rises: true,
  verify: 'Reconnect; route print shows a route to each internal server with the tunnel’s address as interface.',
  *check(incident) {
    const tunnels = incident.host.tunnels.filter((t) => t.confidence !== 'possible');
    if (tunnels.length === 0) return missing('which address is the VPN tunnel (ipconfig /all, or --tunnel)');
    if (!isWindows(incident)) return 'clear';
    const servers = internalServers(incident).filter((a) => !reached(incident, a));
    if (!incident.routing.known) {
      const hit = withoutTable(incident, tunnels[0]!.address, servers);
      if (hit) yield hit;
      return missing('route print of the PC');
    }
    for (const { address } of tunnels.slice(0, TUNNELS)) {
      const only = onlyClassRoute(incident, address);
      if (!only) continue;
      const lost = servers.filter((a) => incident.routing.wayTo(a)?.class === 'physical');
      const [first] = lost;
      if (!first) continue;
      const sent = sentTo(incident, lost);
      const failed = failedConnections(incident).filter((f) => lost.includes(f.address));
      const names = [...new Set(lost.flatMap((a) => incident.servers.get(a)?.names ?? []))];
      const connection = views(incident).find((v) => v.product === 'windows')?.name?.value;
      const on =
        connection === undefined
          ? ''
          : ` -ConnectionName '${clean(connection, 60).replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
      yield {
        message: `With split tunnelling Windows has only the class route ${only.destination} of ${address} into the tunnel; ${list(lost)} ${lost.length > 1 ? 'lie' : 'lies'} outside it, and what the client sends there leaves by ${incident.routing.wayTo(first)!.route?.interfaceAddress ?? 'the physical adapter'}.`,
        subject: first,
        subjects: lost,
        about: [...lost, address].map(addressKey),
        confidence: sent.length > 0 || failed.length > 0 ? 'certain' : 'likely',
        evidence: [
          evidence.seen(only, `${only.destination} into the tunnel (${address})`),
          evidence.placed(incident.routing.wayTo(first)!.at, `${first}: ${incident.routing.wayTo(first)!.because}`),
          ...sent.map(evidence.message),
          ...failed.flatMap((f) => f.evidence.slice(0, 1)),
        ],
        ...(sent.some((m) => m.method === 'REGISTER')
          ? { noticed: `Sign-in hangs: ${list(lost)} cannot be reached over the VPN.` }
          : {}),
        fix: [
          `If these servers are meant to be reached inside: Add-VpnConnectionRoute${on} -DestinationPrefix PREFIX, with the internal networks they are in (here ${list(lost.map((a) => `${a}/32`))}); in a profile the same as Route.`,
          ...(names.length > 0
            ? serveExternalRecords(incident, names)
            : ([
                `If SfB is meant to go beside the tunnel: on the DNS servers that VPN clients use, answer with the external addresses instead of ${list(lost)}.`,
              ] as const)),
          'Or assign the VPN clients addresses of the internal network, so that the class route covers it.',
        ],
      };
      return 'clear';
    }
    return servers.length > 0 || internalServers(incident).length > 0
      ? 'clear'
      : missing('an internal SfB or Exchange server that the client looked for (client log, or DNS)');
  },
});

/** Split tunnelling is on, and servers lie outside the route that Windows adds by itself: others may have been added. */
function withoutTable(incident: Incident, address: string, servers: readonly string[]): Hit | undefined {
  const split = views(incident).find((v) => v.product === 'windows' && v.splitTunneling?.value)?.splitTunneling;
  const net = cidr(classOf(address) ?? '');
  const lost = servers.filter((a) => net && covered(a, [net]) === undefined);
  const [first] = lost;
  if (!split || !net || !first) return undefined;
  return {
    message: `Split tunnelling is on, and ${list(lost)} ${lost.length > 1 ? 'lie' : 'lies'} outside ${net.text}, the class route of ${address}, which is all that Windows sends into the tunnel unless routes were added. route print with the VPN connected would settle it.`,
    subject: first,
    subjects: lost,
    about: [...lost, address].map(addressKey),
    confidence: 'possible',
    evidence: [evidence.placed(split.at, 'SplitTunneling: True'), ...sentTo(incident, lost).map(evidence.message)],
    fix: [
      'With the VPN connected collect route print; where no route leads to these servers, Add-VpnConnectionRoute adds one.',
    ],
  };
}

/** A PPP adapter of Windows, or what Get-VpnConnection lists. */
const isWindows = (incident: Incident): boolean =>
  incident.host.product?.product === 'windows' ||
  incident
    .all('host.adapter')
    .some(
      (a) =>
        a.section === 'ppp' &&
        incident.machines.isPc(a) &&
        a.addresses.some((x) => incident.host.of(x.address)?.class === 'tunnel'),
    );

/** The class route, where it is all that leads into the tunnel beside the tunnel's own address and groups. */
function onlyClassRoute(incident: Incident, address: string): HostRoute | undefined {
  const expected = classOf(address);
  const mine = incident
    .all('host.route')
    .filter(
      (r) =>
        incident.machines.isPc(r) && !r.persistent && incident.host.interfaceOfRoute(r)?.own.includes(address) === true,
    )
    .filter((r) => r.destination !== `${address}/32` && !/^(?:224\.|255\.|ff|fe80)/.test(r.destination));
  const [first] = mine;
  return first && mine.every((r) => r.destination === expected) ? first : undefined;
}
