import { cidr, covered } from '../src/addresses.ts';
import { addressKey, nameKey, sentTo } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { HostRoute } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { failedConnections, reached } from '../src/reach.ts';
import type { Evidence } from '../src/report.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';
import { internalServers } from '../src/vpn-design.ts';

export default defineRule({
  id: 'vpn-lan-overlap',
  title: 'The network that the PC is in has the same addresses as the servers inside',
  severity: 'warning',
  owner: 'help-desk',
  needs: [],
  rises: true,
  verify: 'From another network, such as a telephone’s hotspot, with the VPN connected: the sign-in succeeds at once.',
  *check(incident) {
    if (!incident.routing.known) return missing('route print of the PC');
    const servers = internalServers(incident);
    if (servers.length === 0)
      return missing('an internal SfB or Exchange server that the client looked for (client log, or DNS)');
    const hidden = servers.flatMap((address) => {
      const own = reached(incident, address) || isRouter(incident, address) ? undefined : lanRoute(incident, address);
      const claim = own && claimOf(incident, address);
      return own && claim ? [{ address, own, claim }] : [];
    });
    const [first] = hidden;
    if (!first) return 'clear';
    const addresses = hidden.map((h) => h.address);
    const sent = sentTo(incident, addresses);
    const failed = failedConnections(incident).filter((f) => addresses.includes(f.address));
    const names = [...new Set(addresses.flatMap((a) => incident.servers.get(a)?.names ?? []))];
    yield {
      message: `${list(addresses)} ${hidden.length > 1 ? 'are' : 'is'} inside, where the VPN leads ${first.claim.prefix}, but the PC is in ${first.own.destination} itself, at ${first.own.interfaceAddress ?? 'another adapter'}: what it sends there stays in the local network.`,
      subject: first.address,
      subjects: addresses,
      about: [...addresses.map(addressKey), ...names.map(nameKey)],
      confidence: sent.length > 0 || failed.length > 0 ? 'certain' : 'likely',
      evidence: [
        evidence.seen(first.own, `${first.own.destination} on-link on ${first.own.interfaceAddress ?? 'the adapter'}`),
        first.claim.evidence,
        ...sent.map(evidence.message),
        ...failed.flatMap((f) => f.evidence.slice(0, 1)),
      ],
      ...(sent.some((m) => m.method === 'REGISTER')
        ? { noticed: `Sign-in hangs: ${list(addresses)} cannot be reached over the VPN.` }
        : {}),
      fix: [
        'Have the user connect from another network (a telephone’s hotspot), or give the home router another range that the company does not use.',
        `For all users in such networks (VPN team): a route of its own into the tunnel for each server (${list(addresses.map((a) => `${a}/32`))}), which is more specific than any local network.`,
      ],
    };
    return 'clear';
  },
});

/** The PC's own network by which the address is its neighbour. */
function lanRoute(incident: Incident, address: string): HostRoute | undefined {
  const way = incident.routing.wayTo(address);
  const route = way?.class === 'physical' ? way.route : undefined;
  const net = route?.gateway === undefined ? cidr(route?.destination ?? '') : undefined;
  const own = route?.interfaceAddress;
  return net && net.parsed[1] < 31 && own !== undefined && covered(own, [net]) ? route : undefined;
}

/** The network of the VPN that the address would else belong to, not everything. */
function claimOf(incident: Incident, address: string): { prefix: string; evidence: Evidence } | undefined {
  const split = incident.routing.splitOf(address);
  if (split?.says === 'tunnel' && split.prefix !== undefined && !/\/[01]$/.test(split.prefix))
    return { prefix: split.prefix, evidence: evidence.placed(split.at, `into the tunnel: ${split.prefix}`) };
  const route = incident.all('host.route').find((r) => {
    const net = incident.machines.isPc(r) && !r.persistent ? cidr(r.destination) : undefined;
    const face = incident.host.interfaceOfRoute(r);
    return (
      net !== undefined &&
      net.parsed[1] > 1 &&
      face?.class === 'tunnel' &&
      face.confidence !== 'possible' &&
      covered(address, [net]) !== undefined
    );
  });
  return route && { prefix: route.destination, evidence: evidence.seen(route, `${route.destination} into the tunnel`) };
}

/** A home router that answers for names itself (a sign-in page, a filter) is where it should be. */
const isRouter = (incident: Incident, address: string): boolean =>
  incident
    .all('host.adapter')
    .some((a) => incident.machines.isPc(a) && [...a.gateways, ...a.dnsServers].includes(address));
