import { type Call, mediaFailed } from '../src/calls.ts';
import { addressKey, callKey, tunnelWords } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { signedInInside, vpn } from '../src/reach.ts';
import { excludeByAddress, hideInternalDiscovery } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';

export default defineRule({
  id: 'ice-relay-via-tunnel',
  title: 'The relay was allocated through the tunnel',
  severity: 'warning',
  owner: 'vpn',
  needs: ['sdp.session'],
  explainedBy: [
    'vpn-media-not-excluded',
    'vpn-exclude-shadowed',
    'dns-internal-discovery',
    'dns-internal-answer',
    'vpn-inside-reachable',
    'vpn-full-tunnel',
  ],
  rises: true,
  verify: 'Repeat the call: raddr of the relay candidates is a public address, that of the Internet line.',
  *check(incident) {
    const bases = relayBases(incident.calls);
    if (bases.size === 0) return missing('a relay candidate of this client');
    // A full tunnel by design: the tunnel's address is the one that is meant.
    if (incident.site.fullTunnel) return 'clear';
    let judged = true;
    const inside = signedInInside(incident);
    const hide = hideInternalDiscovery(['lyncdiscoverinternal', '_sipinternaltls._tcp', 'sipinternal']);
    for (const base of bases) {
      const own = incident.host.of(base);
      // The Edge saw a private address: nothing translated it on the way, so the way was not the Internet.
      const through =
        own?.class === 'tunnel' || (own === undefined && incident.isInternal(base) && vpn(incident) !== undefined);
      if (own?.class === 'unknown' && incident.isInternal(base)) judged = false;
      if (!through) continue;
      const here = relaysOver(base, incident.calls);
      const calls = [...new Set(here.map((r) => r.call.id))];
      const failed = here.some((r) => mediaFailed(r.call));
      yield {
        message: `The Edge saw ${own ? tunnelWords(own) : `${base}, an internal address,`} when it allocated the relay: the way to it led through the tunnel${inside ? ', for the client is signed in inside' : ''}.`,
        subject: base,
        about: [addressKey(base), ...calls.map(callKey)],
        // Calls that stand over it may be what the site wants.
        severity: failed && own?.confidence !== 'possible' ? 'warning' : 'note',
        confidence: own?.confidence ?? 'likely',
        evidence: evidence.proof(
          here.filter((r) => r.c.component === here[0]!.c.component).map((r) => evidence.candidate(r.session, r.c)),
        ),
        // A client that is let in inside was sent to the Edge's inner side: no exclusion of outer addresses changes that.
        fix: inside ? [hide, excludeByAddress(incident)] : [excludeByAddress(incident), hide],
        ...(inside ? { owner: 'dns' } : {}),
      };
    }
    return judged
      ? 'clear'
      : missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
  },
});

/** Addresses that relays of this client were seen from, in order of appearance. */
function relayBases(calls: readonly Call[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const call of calls)
    for (const session of call.local)
      for (const m of session.media)
        for (const c of m.candidates) if (c.type === 'relay' && c.related) found.add(c.related.address);
  return found;
}

const relaysOver = (base: string, calls: readonly Call[]) =>
  calls.flatMap((call) =>
    call.local.flatMap((session) =>
      session.media.flatMap((m) =>
        m.candidates.flatMap((c) => (c.type === 'relay' && c.related?.address === base ? [{ call, session, c }] : [])),
      ),
    ),
  );
