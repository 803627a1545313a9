import { addressKey, callKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { HostAdapter } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { excludeByAddress } from '../src/remedies.ts';
import type { Evidence } from '../src/report.ts';
import { defineRule, missing, type Proof } from '../src/rule.ts';
import { list } from '../src/text.ts';
import { besideByRoutes, publicSfb, sfbDomains, sfbPrograms, tunnelAddresses, views } from '../src/vpn-design.ts';

/** What the table or the log has against it: addresses that the table keeps out, or a client that is seen to leave by
 *  another adapter. The gateway's own route is one of the former, so that one a tunnel says nothing. */
function leavesBeside(incident: Incident): Proof | undefined {
  const kept = new Set(
    incident
      .all('host.route')
      .filter((r) => incident.machines.isPc(r) && r.gateway !== undefined && !/\/[01]$/.test(r.destination))
      .filter((r) => incident.isPublic(r.destination.split('/')[0]!))
      .filter((r) => incident.host.interfaceOfRoute(r)?.class === 'physical')
      .map((r) => r.destination),
  );
  if (kept.size > Math.max(1, incident.host.tunnels.length)) return 'clear';
  const direct = incident.signIns.some(
    (s) => s.result === 'signed-in' && s.local !== undefined && incident.host.of(s.local.address)?.class === 'physical',
  );
  return direct
    ? missing('why SfB leaves beside the tunnel (the VPN client’s log: an exclusion by program)')
    : undefined;
}

/** The tunnel that has the default route, and one of another adapter that is up beside it, in one text. */
function twoVpns(incident: Incident): { readonly carrier: string; readonly other: string } | undefined {
  const ways = incident.routing.defaults.flatMap((w) =>
    w.class === 'tunnel' ? (w.route?.interfaceAddress ?? []) : [],
  );
  const [carrier] = ways;
  if (carrier === undefined || new Set(ways).size > 1) return undefined;
  const tunnels = incident.all('host.adapter').filter((a) => a.up !== false && incident.machines.isPc(a));
  const addressOf = (a: HostAdapter): string | undefined =>
    a.addresses.find((x) => {
      const known = incident.host.of(x.address);
      return !x.address.includes(':') && known?.class === 'tunnel' && known.confidence === 'certain';
    })?.address;
  const here = tunnels.find((a) => addressOf(a) === carrier);
  const other = tunnels.find((a) => a.at.source === here?.at.source && ![undefined, carrier].includes(addressOf(a)));
  const address = other && addressOf(other);
  return address === undefined ? undefined : { carrier, other: address };
}

export default defineRule({
  id: 'vpn-full-tunnel',
  title: 'The VPN carries everything, calls as well',
  severity: 'note',
  owner: 'vpn',
  needs: [],
  verify: 'Reconnect; route print shows the SfB addresses with the gateway of the physical adapter.',
  *check(incident) {
    if (incident.site.fullTunnel) return 'clear';
    const { routing } = incident;
    const here = views(incident);
    const parts = here.some(
      (v) => (v.excludeRoutes?.length ?? 0) > 0 || sfbPrograms(v).length > 0 || sfbDomains(v, incident).length > 0,
    );
    const whole = here.find(
      (v) =>
        v.splitTunneling?.value === false ||
        v.includeRoutes?.some((r) => r.value === '0.0.0.0/0') === true ||
        (v.includeRoutes?.length === 0 && v.excludeRoutes?.length === 0),
    );
    const byRoutes =
      routing.defaults.length > 0 && routing.defaults.every((w) => w.class === 'tunnel' && w.confidence !== 'possible');
    if (!whole && !byRoutes && !routing.known && here.length === 0)
      return missing('whether the tunnel is split (route print, or the VPN client’s log or status)');
    // Only a table can tell whether servers are left out of what a text says is everything.
    const out = publicSfb(incident).filter((a) => besideByRoutes(incident, a));
    if (parts || out.length > 0 || (!byRoutes && (routing.known || !whole))) return 'clear';
    const contradicted = leavesBeside(incident);
    if (contradicted !== undefined) return contradicted;
    const servers = publicSfb(incident);
    const calls = incident.calls.filter((c) => c.local.length > 0);
    const proof: Evidence[] = [
      ...(whole?.splitTunneling?.value === false
        ? [evidence.placed(whole.splitTunneling.at, 'split tunnelling is off')]
        : (whole?.includeRoutes ?? []).slice(0, 2).map((r) => evidence.placed(r.at, `into the tunnel: ${r.value}`))),
      ...routing.defaults.filter((w) => w.class === 'tunnel').map((w) => evidence.placed(w.at, w.because)),
      ...(whole && !byRoutes
        ? whole.from.slice(0, 1).map((f) => evidence.seen(f, 'nothing is included or excluded'))
        : []),
    ];
    const two = twoVpns(incident);
    yield {
      message: `Everything goes through the tunnel${two === undefined ? '' : ` of ${two.carrier} (${two.other} is another VPN’s)`}${servers.length > 0 ? `, the packets to ${list(servers)} as well` : ''}: media is encrypted twice, takes the detour by the VPN gateway, and the gateway has to send it on to the Internet. If that is the design, say so in the profile (fullTunnel: true).`,
      subject: tunnelAddresses(incident)[0] ?? here[0]?.name?.value ?? 'tunnel',
      about: [
        ...new Set([...tunnelAddresses(incident), ...servers].map(addressKey)),
        ...calls.map((c) => callKey(c.id)),
      ],
      severity: calls.length > 0 ? 'warning' : 'note',
      confidence: byRoutes || whole?.splitTunneling ? 'certain' : 'likely',
      evidence: evidence.proof(proof),
      ...(two === undefined ? {} : { owner: 'help-desk' }),
      fix:
        two === undefined
          ? [excludeByAddress(incident)]
          : [
              `Two VPNs are up: disconnect the one of ${two.carrier} while SfB runs, unless it is the company’s; else keep SfB out of it by address.`,
            ],
    };
    return 'clear';
  },
});
