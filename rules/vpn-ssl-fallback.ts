import { endpointText } from '../src/addresses.ts';
import { addressKey, groupBy } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { IpFlow, TcpConversation } from '../src/facts.ts';
import { wentOn } from '../src/reach.ts';
import { defineRule, missing } from '../src/rule.ts';

/** GlobalProtect’s ESP in UDP. */
const ESP_PORT = 4501;
/** UDP packets without an answer before silence says something. */
const TRIES = 3;
/** A portal log-in is shorter and smaller than a tunnel. Packets both ways; milliseconds. */
const TUNNEL_PACKETS = 200;
const TUNNEL_TIME = 30_000;

const STUTTER = 'Calls over the VPN stutter.';
const OUTSIDE = 'Keep SfB media outside the tunnel, by address: then it does not depend on how the tunnel runs.';

const tried = (f: IpFlow): boolean =>
  f.protocol === 'udp' && (f.server.port === ESP_PORT || f.tunnel === 'dtls') && f.sent >= TRIES;
const carriesTunnel = (c: TcpConversation): boolean =>
  c.established &&
  c.server.port === 443 &&
  c.opening !== 'pseudo-tls' &&
  c.clientPackets + c.serverPackets >= TUNNEL_PACKETS &&
  c.last.time - (c.time ?? c.last.time) >= TUNNEL_TIME;

export default defineRule({
  id: 'vpn-ssl-fallback',
  title: 'The tunnel runs over TLS because its UDP packets get no answer',
  severity: 'warning',
  owner: 'network',
  needs: ['source.summary'],
  verify:
    'Reconnect the VPN with a capture of the physical adapter: UDP 4501 (AnyConnect: UDP 443) is answered and carries the tunnel.',
  *check(incident) {
    // The VPN client's own word.
    const events = incident.all('vpn.event');
    const failed = events.find((e) => e.event === 'udp-failed');
    const over = failed && events.find((e) => e.event === 'tls-used' && (e.time ?? 0) >= (failed.time ?? 0));
    if (failed && over)
      yield {
        message: `The VPN client says that its UDP packets${failed.gateway ? ` to ${failed.gateway}` : ''} got no answer and that the tunnel runs over TLS: each lost packet there delays all that follow, voice included.`,
        subject: failed.gateway ?? 'VPN',
        about: incident.host.tunnels.map((t) => addressKey(t.address)),
        confidence: 'likely',
        evidence: evidence.proof([evidence.seen(failed, failed.excerpt), evidence.seen(over, over.excerpt)]),
        noticed: STUTTER,
        fix: ['Open the UDP port of the VPN (GlobalProtect: 4501) from the client’s network to the gateway.', OUTSIDE],
      };
    const udp = incident.all('ip.flow').filter(tried);
    if (udp.length === 0)
      return missing('the VPN’s UDP packets (port 4501, or DTLS) from when it connects, on the physical adapter');
    let open = false;
    const tunnels = groupBy(incident.all('tcp.conversation').filter(carriesTunnel), (c) => c.server.address);
    for (const [gateway, here] of groupBy(udp, (f) => f.server.address)) {
      const answered = here.filter((f) => f.received > 0);
      const dead = here.find((f) => f.received === 0 && wentOn(incident, f.at.source, f.interface, f.last.time));
      // A later try that was answered took the tunnel back to UDP.
      if (!dead || answered.some((f) => f.last.time >= dead.time!)) {
        open ||= answered.length === 0;
        continue;
      }
      const tls = tunnels.get(gateway)?.find((c) => c.last.time > dead.time!);
      if (!tls) {
        open = true;
        continue;
      }
      yield {
        message: `${endpointText(dead.server)} got ${dead.sent} UDP packets of the VPN and answered none, so the tunnel runs over TLS to ${endpointText(tls.server)}: each lost packet there delays all that follow, voice included.`,
        subject: gateway,
        about: [...new Set([gateway, dead.client.address, ...incident.host.tunnels.map((t) => t.address)])].map(
          addressKey,
        ),
        confidence: 'likely',
        evidence: evidence.proof([
          evidence.flow(dead),
          evidence.seen(
            tls,
            `TLS to ${endpointText(tls.server)}, ${tls.clientPackets} packets out, ${tls.serverPackets} back`,
          ),
        ]),
        noticed: STUTTER,
        fix: [
          `Open UDP ${dead.server.port} from ${dead.client.address} to ${gateway} on the firewalls on the way; a hotel or guest network may not offer it.`,
          OUTSIDE,
        ],
      };
    }
    return open ? missing('the TLS connection to the VPN gateway while it carries the tunnel (30 s or more)') : 'clear';
  },
});
