import { addressKey, nameKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { failedConnections } from '../src/reach.ts';
import { excludeByAddress } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';
import { publicSfb, views, wayOf } from '../src/vpn-design.ts';

export default defineRule({
  id: 'vpn-exchange-in-tunnel',
  title: 'SfB goes beside the tunnel, Exchange through it',
  severity: 'note',
  owner: 'vpn',
  needs: ['vpn.tunnel'],
  rises: true,
  verify: 'Reconnect; missed calls and voice mail appear in the client, and stay.',
  *check(incident) {
    const here = views(incident).filter((v) => (v.excludeRoutes?.length ?? 0) > 0);
    if (here.length === 0) return missing('what the VPN excludes by address (the VPN client’s log or status)');
    const exchange = [...incident.servers.values()].filter(
      (s) => s.roles.has('exchange') && incident.isPublic(s.address),
    );
    if (exchange.length === 0) return missing('the public address of Exchange (a capture with DNS, or a lookup)');
    const beside = publicSfb(incident).filter((a) => incident.routing.splitOf(a)?.says === 'beside');
    const inside = exchange.filter((s) => wayOf(incident, s.address) === 'tunnel');
    const [first] = inside;
    if (!first || beside.length === 0) return 'clear';
    const addresses = inside.map((s) => s.address);
    const names = [...new Set(inside.flatMap((s) => s.names))];
    const failed = failedConnections(incident).filter((f) => addresses.includes(f.address));
    const split = incident.routing.splitOf(first.address);
    const way = incident.routing.wayTo(first.address);
    yield {
      message: `The VPN leaves SfB (${list(beside)}) beside the tunnel, but not Exchange (${list(addresses)})${failed.length > 0 ? `, and ${failed[0]!.to} does not answer there: ${failed[0]!.words}` : ''}. The client’s voice mail, calendar and missed calls depend on that way.`,
      subject: first.address,
      subjects: addresses,
      about: [...addresses.map(addressKey), ...names.map(nameKey)],
      severity: failed.length > 0 ? 'warning' : 'note',
      confidence: way?.class === 'tunnel' || split?.truncated === false ? 'certain' : 'likely',
      evidence: evidence.proof([
        ...(split
          ? [evidence.placed(split.at, `${first.address} into the tunnel${split.prefix ? ` (${split.prefix})` : ''}`)]
          : []),
        ...(way ? [evidence.placed(way.at, `${first.address}: ${way.because}`)] : []),
        ...failed.flatMap((f) => f.evidence.slice(0, 2)),
      ]),
      fix: [excludeByAddress(incident)],
    };
    return 'clear';
  },
});
