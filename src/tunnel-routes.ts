/** Which destinations belong into the tunnel, by the texts and by what the user said. */
import { cidr, covered } from './addresses.ts';
import type { Incident } from './incident.ts';
import { isEverything, poolOf, selectorOf, toRemote } from './selectors.ts';
import { tunnelFlows } from './tunnel-flows.ts';

/** @returns why packets for that address go into a tunnel, or undefined where nothing says so. A full tunnel's 0.0.0.0/0
 *  says nothing of any one address. */
export function behindTunnel(incident: Incident, address: string): { readonly because: string } | undefined {
  const pool = poolOf(incident, address);
  if (pool) return { because: `a virtual address, ${pool.because}` };
  const remote = toRemote(incident, address).find((c) => c.child.mode !== 'pass' && c.child.mode !== 'drop');
  if (remote) return { because: `${remote.child.name} of ${remote.sa.name} has the selector ${remote.selector}` };
  for (const t of incident.all('vpn.tunnel')) {
    const route = t.includeRoutes?.find((r) => covers(r, address));
    if (route && !t.excludeRoutes?.some((r) => covers(r, address)))
      return { because: `the VPN’s routes hold ${route}` };
  }
  return undefined;
}

function covers(text: string, address: string): boolean {
  const prefix = selectorOf(text)?.prefix ?? cidr(text);
  return prefix !== undefined && !isEverything(text) && covered(address, [prefix]) !== undefined;
}

const gatewaysOf = new WeakMap<Incident, ReadonlySet<string>>();

/** Addresses of machines that end a tunnel, this PC's own left out. */
export function vpnGateways(incident: Incident): ReadonlySet<string> {
  const known = gatewaysOf.get(incident) ?? findGateways(incident);
  gatewaysOf.set(incident, known);
  return known;
}

function findGateways(incident: Incident): ReadonlySet<string> {
  const gateways = incident.all('ipsec.sa').filter((sa) => sa.remoteVirtual.length > 0);
  const ends = new Set(gateways.map((sa) => sa.local.address));
  // A gateway has more addresses than the one its tunnels end on.
  const more = incident
    .all('capture.interface')
    .map((f) => incident.host.interfaceOf(f.at.source, f.index)?.own ?? [])
    .filter((own) => own.some((a) => ends.has(a)))
    .flat();
  const clients = incident.all('ipsec.sa').filter((sa) => sa.localVirtual.length > 0);
  return new Set([
    ...ends,
    ...more,
    ...clients.map((sa) => sa.remote.address),
    ...incident.all('vpn.tunnel').flatMap((t) => t.gatewayAddress ?? []),
    ...tunnelFlows(incident).map((t) => t.gateway),
  ]);
}
