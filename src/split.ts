/** Whether the VPN of this PC is meant to carry everything or a part, and what says so. */
import * as evidence from './evidence.ts';
import type { VpnTunnel } from './facts.ts';
import type { Incident } from './incident.ts';
import { outside, vpnUp } from './reach.ts';
import type { Evidence } from './report.ts';
import type { Confidence } from './rule.ts';
import { isEverything } from './selectors.ts';
import { tunnelFlows } from './tunnel-flows.ts';

export interface Split {
  /** false = a full tunnel. */
  readonly split: boolean;
  readonly confidence: Confidence;
  /** One clause. */
  readonly because: string;
  readonly evidence: readonly Evidence[];
}

const some = (list: readonly string[] | undefined): boolean => (list?.length ?? 0) > 0;

/** A text that names what goes beside the tunnel, or into it, says that it is split; with neither it is full. */
function told(t: VpnTunnel): boolean | undefined {
  if (t.splitTunneling !== undefined) return t.splitTunneling;
  if (some(t.excludeRoutes) || some(t.excludeDomains) || some(t.excludeApplications)) return true;
  if (some(t.includeRoutes)) return !t.includeRoutes!.some(isEverything);
  return t.includeRoutes && t.excludeRoutes && !t.truncated ? false : undefined;
}

/** @returns undefined where neither a text nor the packets tell. */
export function splitOf(incident: Incident): Split | undefined {
  if (incident.site.fullTunnel)
    return { split: false, confidence: 'certain', because: 'the profile says so', evidence: [] };
  const texts = incident.all('vpn.tunnel').filter((t) => told(t) !== undefined && t.up !== false);
  const last = texts.at(-1);
  if (last)
    return {
      split: told(last)!,
      confidence: 'certain',
      because: `${last.form} says so`,
      evidence: [
        evidence.seen(
          last,
          `${last.product} tunnel${last.name ? ` ${last.name}` : ''}: ${told(last) ? 'split' : 'full'}`,
        ),
      ],
    };
  // An SfB or Exchange server was reached beside the tunnel while it was up. Other addresses may be the VPN's own.
  const gateways = new Set(tunnelFlows(incident).map((t) => t.gateway));
  const beside = incident
    .all('tcp.conversation')
    .find(
      (c) =>
        c.established &&
        c.serverBytes > 0 &&
        incident.servers.has(c.server.address) &&
        incident.isPublic(c.server.address) &&
        !gateways.has(c.server.address) &&
        outside(incident, c.at.source, c.interface) === 'certain' &&
        vpnUp(incident, c.time ?? 0) &&
        incident.host.tunnels.some((t) => t.confidence !== 'possible'),
    );
  return beside
    ? {
        split: true,
        confidence: 'likely',
        because: `${beside.server.address} was reached beside it`,
        evidence: [evidence.seen(beside, `TCP to ${beside.server.address}:${beside.server.port} outside the tunnel`)],
      }
    : undefined;
}
