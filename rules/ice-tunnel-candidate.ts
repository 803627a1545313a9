import { covered } from '../src/addresses.ts';
import { mediaFailed, otherHasNoRelay, saysNoPath } from '../src/calls.ts';
import { addressKey, callKey, callsWords, tunnelWords } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { Incident } from '../src/incident.ts';
import { hostAddresses, hostCandidates } from '../src/offer-answer.ts';
import { signedInInside } from '../src/reach.ts';
import { blockInside, dropProcessExclusion, excludeByAddress, hideInternalDiscovery } from '../src/remedies.ts';
import type { HostAddress } from '../src/report.ts';
import { defineRule, missing } from '../src/rule.ts';
import { meantInside } from '../src/vpn-design.ts';

const INTERNAL_NAMES = ['lyncdiscoverinternal', '_sipinternaltls._tcp', 'sipinternal'];

/** Whether the tunnel is the only way this client has now. */
const stranded = (incident: Incident): boolean =>
  signedInInside(incident) ||
  (incident.routing.defaults.length > 0 && incident.routing.defaults.every((w) => w.class === 'tunnel'));

export default defineRule({
  id: 'ice-tunnel-candidate',
  title: 'The client offers its tunnel address as an ICE candidate',
  severity: 'warning',
  owner: 'vpn',
  needs: ['sdp.session'],
  explainedBy: ['vpn-process-split-only', 'vpn-inside-reachable', 'vpn-full-tunnel'],
  rises: true,
  verify:
    'Repeat the call: the chosen pair (a=remote-candidates) holds no address of the VPN pool, and the call stands.',
  *check(incident) {
    // Bare candidate lines say nothing of their sender; an address given with --tunnel does.
    const offers = incident.all('sdp.session').filter((s) => s.direction !== 'received');
    const addresses = hostAddresses(offers);
    if (addresses.size === 0) return missing('an offer or answer of this client with host candidates');
    // A full tunnel by design: the tunnel's address is the one that is meant.
    if (incident.site.fullTunnel) return 'clear';
    const tunnels = new Map(incident.host.tunnels.map((t) => [t.address, t]));
    for (const address of addresses) {
      const tunnel = tunnels.get(address) ?? given(address, incident);
      if (!tunnel) continue;
      const here = hostCandidates(offers, address).map((o) => ({ ...o, call: incident.call(o.session.callId) }));
      const calls = [...new Set(here.flatMap((o) => o.call ?? []))];
      const failed = calls.filter((c) => mediaFailed(c) && !otherHasNoRelay(c));
      // Answered, and given up because nothing was heard.
      const mute =
        failed.length > 0 ? [] : calls.filter((c) => c.selected.length === 0 && c.diagnostics.some(saysNoPath));
      const over = calls.flatMap((c) =>
        c.selected.filter((p) => [p.local.address, p.local.candidate?.related?.address].includes(address)),
      );
      const chosen = over.length > 0;
      // To an address that the split itself puts into the tunnel there is no other way.
      const meant =
        failed.length === 0 &&
        mute.length === 0 &&
        chosen &&
        over.every((p) => meantInside(incident, p.remote.address));
      const harmless =
        failed.length === 0 &&
        mute.length === 0 &&
        ((calls.length > 0 && !chosen) || meant || tunnel.confidence === 'possible');
      yield {
        message:
          `${tunnelWords(tunnel)} is offered as a host candidate` +
          (failed.length > 0
            ? `; ${callsWords(failed)} failed with it on offer.`
            : mute.length > 0
              ? `; ${callsWords(mute)} found no media path with it on offer.`
              : calls.length > 0 && !chosen
                ? ', but no call failed with it, and none ran over it.'
                : meant
                  ? '; calls ran over it only to where the VPN’s routes lead.'
                  : '.'),
        subject: address,
        about: [addressKey(address), ...calls.map((c) => callKey(c.id))],
        severity: harmless ? 'note' : 'warning',
        confidence: tunnel.confidence,
        // Component 2 repeats it for RTCP.
        evidence: evidence.proof(
          here
            .filter((o) => o.candidate.component === here[0]!.candidate.component)
            .map((o) => evidence.candidate(o.session, o.candidate)),
        ),
        // Blocked before it can go outside, a client that is let in inside, or has no other way, would lose everything.
        fix: [
          ...(stranded(incident)
            ? ([excludeByAddress(incident), hideInternalDiscovery(INTERNAL_NAMES), blockInside(incident)] as const)
            : ([blockInside(incident), excludeByAddress(incident)] as const)),
          dropProcessExclusion(incident),
        ],
      };
    }
    const unclear = [...addresses].some((a) => (incident.host.of(a)?.class ?? 'unknown') === 'unknown');
    return unclear && tunnels.size === 0 && incident.site.tunnel.length === 0
      ? missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)')
      : 'clear';
  },
});

/** An address of bare candidate lines, which belong to no call and so are not known as this PC's. */
const given = (address: string, incident: Incident): HostAddress | undefined =>
  covered(address, incident.site.tunnel)
    ? { address, class: 'tunnel', confidence: 'certain', because: 'given with --tunnel' }
    : undefined;
