import { endpointText } from '../src/addresses.ts';
import { mediaFailed } from '../src/calls.ts';
import { callKey, callsWords, sentence, tunnelWords } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { blockInside, excludeByAddress } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { meantInside } from '../src/vpn-design.ts';

export default defineRule({
  id: 'ice-tunnel-selected',
  title: 'Media of a call runs through the tunnel',
  severity: 'warning',
  owner: 'vpn',
  needs: ['sip.message'],
  explainedBy: [
    'ice-tunnel-candidate',
    'ice-relay-via-tunnel',
    'vpn-media-not-excluded',
    'vpn-exclude-shadowed',
    'vpn-inside-reachable',
    'vpn-full-tunnel',
  ],
  verify: 'Repeat the call: the local side of the chosen pair (a=remote-candidates) is not a tunnel address.',
  *check(incident) {
    const chosen = incident.calls.flatMap((call) => call.selected.map((pair) => ({ call, pair })));
    if (chosen.length === 0) return missing('a call with a nominated pair (a=remote-candidates)');
    // A full tunnel by design: the tunnel's address is the one that is meant.
    if (incident.site.fullTunnel) return 'clear';
    const ends = ({ pair }: (typeof chosen)[number]) => [pair.local.address, pair.local.candidate?.related?.address];
    for (const tunnel of incident.host.tunnels) {
      const here = chosen.filter((c) => ends(c).includes(tunnel.address));
      const calls = [...new Set(here.map((c) => c.call))];
      const failed = calls.filter(mediaFailed);
      const first = here.find((c) => mediaFailed(c.call)) ?? here[0];
      if (!first) continue;
      const { local, remote } = first.pair;
      // To an address that the split itself puts into the tunnel there is no other way.
      const meant = failed.length === 0 && here.every((c) => meantInside(incident, c.pair.remote.address));
      yield {
        message: `${sentence(callsWords(failed.length > 0 ? failed : calls))} ${failed.length > 0 ? 'failed on' : 'ran over'} ${endpointText(local)} ↔ ${endpointText(remote)}: its local side is ${tunnelWords(tunnel).replace(/,$/, meant ? ', and the VPN’s routes lead to the other side.' : '.')}`,
        subject: tunnel.address,
        subjects: [tunnel.address, ...calls.map((c) => c.id)],
        // Not about the address: that one call ran over it does not tell why another failed.
        about: calls.map((c) => callKey(c.id)),
        severity: tunnel.confidence === 'possible' || meant ? 'note' : failed.length > 0 ? 'error' : 'warning',
        confidence: tunnel.confidence,
        evidence: evidence.proof(
          here.map(({ pair }) =>
            evidence.seen(
              pair.proof,
              `nominated: own ${endpointText(pair.local)}, remote ${endpointText(pair.remote)}`,
            ),
          ),
        ),
        fix: [excludeByAddress(incident), blockInside(incident)],
      };
    }
    const own = incident.host.addresses;
    const known = incident.host.tunnels.length > 0 || (own.length > 0 && own.every((a) => a.class !== 'unknown'));
    return known
      ? 'clear'
      : missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
  },
});
