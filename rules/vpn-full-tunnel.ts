import { addressKey, callKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { excludeByAddress } from '../src/remedies.ts';
import type { Evidence } from '../src/report.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';
import { besideByRoutes, publicSfb, sfbDomains, sfbPrograms, tunnelAddresses, views } from '../src/vpn-design.ts';

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
    yield {
      message: `Everything goes through the tunnel${servers.length > 0 ? `, the packets to ${list(servers)} as well` : ''}: media is encrypted twice, takes the detour by the VPN gateway, and the gateway has to send it on to the Internet. If that is the design, say so in the profile (vpn.fullTunnel).`,
      subject: tunnelAddresses(incident)[0] ?? here[0]?.name?.value ?? 'tunnel',
      about: [
        ...new Set([...tunnelAddresses(incident), ...servers].map(addressKey)),
        ...calls.map((c) => callKey(c.id)),
      ],
      severity: calls.length > 0 ? 'warning' : 'note',
      confidence: byRoutes || whole?.splitTunneling ? 'certain' : 'likely',
      evidence: evidence.proof(proof),
      fix: [excludeByAddress(incident)],
    };
    return 'clear';
  },
});
