import { endpointText } from '../src/addresses.ts';
import { type ClearFlow, clearFlows } from '../src/clear-packets.ts';
import { addressKey, groupBy } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { Incident } from '../src/incident.ts';
import { natWithoutExemption } from '../src/nat-rules.ts';
import { type Prefixes, prefixes } from '../src/prefixes.ts';
import { defineRule, missing } from '../src/rule.ts';
import { selectorFor, selectorOf, toRemote } from '../src/selectors.ts';
import { count, list } from '../src/text.ts';

/** Packets without an answer before they count. */
const PACKETS = 3;

/** The child of a tunnel from this address whose remote side covers the destination, though its local side does not cover
 *  the source. */
const missed = (incident: Incident, sources: ReadonlySet<string>, f: ClearFlow) =>
  toRemote(incident, f.server.address).find(
    ({ sa, child }) =>
      child.mode === 'tunnel' &&
      f.server.address !== sa.remote.address &&
      (f.client.address === sa.local.address || sources.has(f.client.address)) &&
      selectorFor(child.remoteTs, f.server, f.protocol) !== undefined &&
      selectorFor(child.localTs, f.client, f.protocol) === undefined,
  );

/** Destinations that policies let pass or drop. */
const shunts = (incident: Incident): Prefixes<true> =>
  prefixes(
    incident
      .all('ipsec.policy')
      .filter((p) => p.mode === 'pass' || p.mode === 'drop')
      .flatMap((p) => p.remoteTs.flatMap((ts) => selectorOf(ts) ?? []))
      .map((s) => [s.prefix, true] as const),
    1,
  );

export default defineRule({
  id: 'ipsec-nat-before-policy',
  title: 'NAT rewrites packets before the IPsec policy sees them, and they leave unencrypted',
  severity: 'error',
  owner: 'vpn',
  needs: ['capture.interface'],
  verify:
    'Capture the gateway’s outside: nothing for the remote selectors leaves in the clear; the child’s out counter grows.',
  *check(incident) {
    const sas = incident.all('ipsec.sa');
    if (sas.length === 0) return missing('the traffic selectors of the tunnel (swanctl --list-sas or ipsec statusall)');
    const nat = natWithoutExemption(incident);
    const sources = new Set(nat.flatMap((r) => r.toSource ?? []));
    const passed = shunts(incident);
    const locals = new Set(sas.map((sa) => sa.local.address));
    let seen = false;
    let short = false;
    const lost = clearFlows(incident).flatMap((f) => {
      seen ||= locals.has(f.client.address) || locals.has(f.server.address);
      // What is answered in the clear has another way there.
      const by = f.answered || passed.longest(f.server.address).length > 0 ? undefined : missed(incident, sources, f);
      short ||= by !== undefined && !f.judged;
      return by && f.judged && f.packets >= PACKETS ? [{ f, ...by }] : [];
    });
    for (const [, here] of groupBy(lost, (l) => `${l.sa.name} ${l.child.name}`)) {
      const { f, sa, child, selector } = here[0];
      yield {
        message: `${count(
          here.reduce((n, l) => n + l.f.packets, 0),
          'packet',
        )} for ${list([...new Set(here.map((l) => endpointText(l.f.server)))])} left ${f.client.address} in the clear, unanswered: ${child.name} of ${sa.name} covers ${selector}, but only from ${list(child.localTs)}, and NAT had already made ${f.client.address} their source.`,
        subject: child.name,
        subjects: [child.name, ...new Set(here.map((l) => endpointText(l.f.server)))],
        about: [...new Set(here.flatMap((l) => [l.f.client.address, l.f.server.address]))].map(addressKey),
        confidence: nat.length > 0 ? 'certain' : 'likely',
        evidence: evidence.proof([
          ...here.map((l) => l.f.evidence),
          evidence.seen(sa, `${child.name}: ${list(child.localTs)} === ${selector}`),
          ...nat.map((r) =>
            evidence.seen(r, `${r.chain} ${r.position}: ${r.target}, no exemption for IPsec before it`),
          ),
        ]),
        noticed: 'Servers behind the tunnel do not answer, although the tunnel is up.',
        fix: [
          'On the gateway, exempt what a policy covers before any SNAT or MASQUERADE: iptables -t nat -I POSTROUTING -m policy --pol ipsec --dir out -j ACCEPT.',
        ],
      };
    }
    if (short) return missing('a capture that goes on for 2 s after the last packet in the clear');
    return seen ? 'clear' : missing('a capture of the gateway’s outside interface, the one that carries ESP');
  },
});
