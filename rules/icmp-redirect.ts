import { sameNetwork } from '../src/addresses.ts';
import { addressKey, groupBy } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { Endpoint, IcmpError } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { vpn } from '../src/reach.ts';
import type { Confidence } from '../src/rule.ts';
import { defineRule, missing } from '../src/rule.ts';
import { behindTunnel, vpnGateways } from '../src/tunnel-routes.ts';

/** Why the redirected destination belongs to the tunnel, or nothing. */
function belongs(
  to: Endpoint,
  e: IcmpError,
  incident: Incident,
): { because: string; confidence: Confidence } | undefined {
  // Between hosts of one LAN redirects are how routers work.
  if (sameNetwork(to.address, e.to, 24) || to.address === e.gateway) return undefined;
  // A LAN's router that sends hosts to the VPN gateway is right.
  const gateways = vpnGateways(incident);
  if (gateways.has(e.gateway ?? '')) return undefined;
  const known = behindTunnel(incident, to.address);
  const sure = gateways.has(e.from) ? 'certain' : incident.host.of(e.to)?.class === 'physical' ? 'likely' : 'possible';
  if (known) return { because: known.because, confidence: sure };
  const server = incident.servers.get(to.address);
  return server && incident.isInternal(to.address) && vpn(incident) !== undefined
    ? { because: `an internal server of SfB or Exchange (${server.because})`, confidence: 'likely' }
    : undefined;
}

export default defineRule({
  id: 'icmp-redirect',
  title: 'A router redirects packets that belong into the tunnel',
  severity: 'error',
  owner: 'vpn',
  needs: ['capture.interface'],
  verify: 'Capture on the LAN: no ICMP redirect (type 5, IPv6 type 137) for tunnel or virtual addresses.',
  *check(incident) {
    const redirects = incident.all('icmp.error').filter((e) => e.meaning === 'redirect');
    const judged = redirects.flatMap((e) => {
      const why = e.quoted && belongs(e.quoted.server, e, incident);
      return why ? [{ e, to: e.quoted.server.address, ...why }] : [];
    });
    for (const [from, here] of groupBy(judged, (j) => j.e.from)) {
      const first = here[0];
      const others = [...new Set(here.map((j) => j.to))];
      yield {
        message: `${from} tells ${first.e.to} to send packets for ${first.to} to ${first.e.gateway ?? 'another router'} instead; ${first.to} belongs into the tunnel: ${first.because}. They get lost there, or leave unencrypted.`,
        subject: from,
        subjects: [from, ...others],
        about: [...new Set([...others, ...here.map((j) => j.e.to)])].map(addressKey),
        confidence: (['certain', 'likely'] as const).find((c) => here.some((j) => j.confidence === c)) ?? 'possible',
        evidence: evidence.proof([
          ...here.map((j) =>
            evidence.seen(j.e, `ICMP redirect from ${from} to ${j.e.to}: ${j.to} via ${j.e.gateway ?? '?'}`),
          ),
          ...sendRedirects(incident),
        ]),
        noticed: 'Connections over the VPN break off or never come up, now and then.',
        fix: [
          `On ${from} (the VPN gateway, if it is one): net.ipv4.conf.all.send_redirects=0 and net.ipv4.conf.default.send_redirects=0, and net.ipv4.conf.IFACE.send_redirects=0 for interfaces that are already up.`,
          `Give the LAN a route to the addresses behind the tunnel (${others[0]}) by the VPN gateway: on the default gateway, or by DHCP option 121.`,
        ],
      };
    }
    if (redirects.length > 0 && redirects.every((e) => !e.quoted))
      return missing('redirects with the packet that they quote');
    return tells(incident)
      ? 'clear'
      : missing('which addresses are behind the tunnel (--tunnel, swanctl --list-sas, the VPN’s routes)');
  },
});

/** The gateway’s setting, where its text came along. */
const sendRedirects = (incident: Incident) =>
  incident
    .all('host.setting')
    .filter((s) => /^net\.ipv4\.conf\.[^.]+\.send_redirects$/.test(s.name) && s.value === '1')
    .map((s) => evidence.seen(s, `${s.name} = 1`));

const tells = (incident: Incident): boolean =>
  incident.site.tunnel.length > 0 ||
  incident.all('ipsec.sa').length > 0 ||
  incident.all('vpn.tunnel').some((t) => t.includeRoutes !== undefined) ||
  vpn(incident) !== undefined;
