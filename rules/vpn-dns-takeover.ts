import { cidr, covered } from '../src/addresses.ts';
import { addressKey, nameKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { HostAdapter } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { defineRule, missing } from '../src/rule.ts';
import { clean, list } from '../src/text.ts';
import { views } from '../src/vpn-design.ts';

const classOf = (incident: Incident, a: HostAdapter) => {
  const found = a.addresses
    .flatMap((x) => incident.host.of(x.address) ?? [])
    .filter((h) => h.confidence !== 'possible');
  return new Set(found.map((h) => h.class));
};

export default defineRule({
  id: 'vpn-dns-takeover',
  title: 'The tunnel’s DNS servers are on the physical adapter as well',
  severity: 'warning',
  owner: 'vpn',
  needs: ['host.adapter'],
  verify: 'With the VPN connected, ipconfig /all lists the tunnel’s DNS servers on its own adapter only.',
  *check(incident) {
    const mine = incident.all('host.adapter').filter((a) => incident.machines.isPc(a));
    const tunnels = mine.filter((a) => classOf(incident, a).has('tunnel'));
    const physical = mine.filter((a) => classOf(incident, a).has('physical') && !classOf(incident, a).has('tunnel'));
    const given = new Set([
      ...tunnels.flatMap((a) => a.dnsServers),
      ...views(incident).flatMap((v) => v.dnsServers?.map((d) => d.value) ?? []),
    ]);
    if (given.size === 0) return missing('the DNS servers of the tunnel (ipconfig /all with the VPN connected)');
    if (!physical.some((a) => a.dnsServers.length > 0))
      return missing('the DNS servers of the physical adapter (ipconfig /all)');
    const taken = physical.flatMap((a) => {
      // A resolver of the adapter's own network, or its router, is its own.
      const nets = a.addresses.flatMap((x) => (x.prefix === undefined ? [] : (cidr(`${x.address}/${x.prefix}`) ?? [])));
      const own = a.dnsServers.filter(
        (d) => given.has(d) && incident.isInternal(d) && !covered(d, nets) && !a.gateways.includes(d),
      );
      return own.length > 0 ? [{ a, servers: own }] : [];
    });
    const [first] = taken;
    if (!first) return 'clear';
    // An office adapter: what it reaches beside the tunnel is the same network.
    if (taken.every(({ servers }) => servers.every((d) => answersBeside(incident, d)))) return 'clear';
    const servers = [...new Set(taken.flatMap((t) => t.servers))];
    const names = incident.lookups
      .filter((l) => servers.includes(l.dns.resolver.address) && l.addresses.some((x) => incident.isInternal(x)))
      .map((l) => l.dns.name);
    const inside = incident.lookups
      .filter((l) => servers.includes(l.dns.resolver.address))
      .flatMap((l) => l.addresses.filter((x) => incident.isInternal(x)));
    // As far as seen, this resolver gives the external records: then nothing is lost by asking it.
    const external =
      inside.length === 0 &&
      incident.lookups.some((l) => servers.includes(l.dns.resolver.address) && l.addresses.length > 0);
    yield {
      message: `${list(servers)}, ${servers.length > 1 ? 'resolvers' : 'a resolver'} of the tunnel, ${servers.length > 1 ? 'are' : 'is'} on the physical adapter ${clean(first.a.name ?? first.a.description ?? '', 60)} as well: every program, also one that is kept out of the tunnel, gets ${external ? 'its answers; those for SfB names in this capture are public addresses' : 'the answers of the inside'}.`,
      subject: servers[0]!,
      subjects: servers,
      about: [...servers, ...new Set(inside)].map(addressKey).concat([...new Set(names)].map(nameKey)),
      ...(external ? { severity: 'note' } : {}),
      confidence: 'likely',
      evidence: evidence.proof([
        ...taken.map(({ a, servers: s }) =>
          evidence.seen(a, `${a.name ?? a.description ?? 'physical adapter'}: DNS ${list(s)}`),
        ),
        ...tunnels
          .slice(0, 1)
          .map((a) => evidence.seen(a, `${a.name ?? a.description ?? 'tunnel'}: DNS ${list(a.dnsServers)}`)),
      ]),
      fix: [
        incident.host.product?.product === 'fortigate'
          ? 'In FortiClient EMS (or the XML configuration) turn "Prefer SSL VPN DNS" off, so that the tunnel’s servers stay on its own adapter.'
          : 'In the VPN’s settings keep its DNS servers on its own adapter (split DNS), and serve VPN clients the external records of SfB and Exchange.',
      ],
    };
    return 'clear';
  },
});

const answersBeside = (incident: Incident, resolver: string): boolean =>
  incident
    .all('dns.exchange')
    .some(
      (d) =>
        d.resolver.address === resolver &&
        d.answer !== undefined &&
        incident.host.interfaceOf(d.at.source, d.interface)?.class === 'physical',
    );
