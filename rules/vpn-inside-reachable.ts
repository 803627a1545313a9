import { endpointText } from '../src/addresses.ts';
import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { Incident } from '../src/incident.ts';
import { outside } from '../src/reach.ts';
import { blockInside } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';
import { publicSfb, sfbDomains, sfbPrograms, views } from '../src/vpn-design.ts';

export default defineRule({
  id: 'vpn-inside-reachable',
  title: 'Internal SfB servers answer VPN clients that are meant to stay outside',
  severity: 'warning',
  owner: 'network',
  needs: ['capture.interface'],
  rises: true,
  verify: 'With the VPN connected, a connection to each of these servers is refused at once.',
  *check(incident) {
    const design = meantOutside(incident);
    if (!design)
      return missing('whether SfB is meant to go beside the tunnel (the VPN client’s log, or the profile’s servers)');
    const own = new Set(incident.host.tunnels.filter((t) => t.confidence !== 'possible').map((t) => t.address));
    const inTunnel = (c: { at: { source: string }; interface: number; client: { address: string } }): boolean =>
      own.has(c.client.address) && outside(incident, c.at.source, c.interface) === undefined;
    const isInside = (address: string): boolean => incident.servers.has(address) && incident.isInternal(address);
    const tcp = incident
      .all('tcp.conversation')
      .filter((c) => c.established && c.serverPackets > 0 && isInside(c.server.address) && inTunnel(c));
    const relays = incident
      .all('stun.transaction')
      .filter((s) => (s.result === 'success' || s.result === 'error') && isInside(s.server.address) && inTunnel(s));
    const to = [...new Set([...tcp, ...relays].map((x) => endpointText(x.server)))];
    const addresses = [...new Set([...tcp, ...relays].map((x) => x.server.address))];
    const [first] = to;
    if (first) {
      yield {
        message: `${list(to)} answered this client through the tunnel, although ${design.because}: the client takes the way inside for usable and mixes both. A firewall rule between the VPN pool and the internal servers is missing.`,
        subject: first,
        subjects: to,
        about: [...addresses, ...own].map(addressKey),
        confidence: design.sure ? 'certain' : 'likely',
        evidence: evidence.proof([
          ...tcp.map((c) => evidence.seen(c, `TCP to ${endpointText(c.server)} in the tunnel, answered`)),
          ...relays.map(evidence.stun),
          ...design.evidence,
        ]),
        fix: [blockInside(incident)],
      };
      return 'clear';
    }
    return incident
      .all('capture.interface')
      .some((f) => incident.host.interfaceOf(f.at.source, f.index)?.class === 'tunnel')
      ? 'clear'
      : missing('a capture of the tunnel adapter');
  },
});

/** Whether SfB is meant to go beside the tunnel, and what says so. */
function meantOutside(incident: Incident) {
  const server = incident.site.servers?.find((s) => s.kind === 'sfb' && s.outside.length > 0 && s.inside.length === 0);
  if (server) return { because: `the profile has ${server.name} outside only`, sure: false, evidence: [] };
  for (const view of views(incident)) {
    const named = [...sfbPrograms(view), ...sfbDomains(view, incident)][0];
    const servers = publicSfb(incident);
    const by = servers.find((a) => {
      const s = incident.routing.splitOf(a);
      return s?.says === 'beside' && view.excludeRoutes?.some((r) => r.value === s.prefix);
    });
    const said = by === undefined ? named : { value: by, at: incident.routing.splitOf(by)!.at };
    if (said)
      return {
        because: `the VPN keeps ${said.value} out of the tunnel`,
        sure: by !== undefined,
        evidence: [evidence.placed(said.at, `beside the tunnel: ${said.value}`)],
      };
  }
  return undefined;
}
