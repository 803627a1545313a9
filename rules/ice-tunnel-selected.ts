import { addressKey, callKey, callWords, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { blockInside, excludeByAddress } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';

export default defineRule({
  id: 'ice-tunnel-selected',
  title: 'Media of a call runs through the tunnel',
  severity: 'warning',
  owner: 'vpn',
  needs: ['sip.message'],
  explainedBy: ['ice-tunnel-candidate', 'ice-relay-via-tunnel'],
  verify: 'Repeat the call: the local side of the chosen pair (a=remote-candidates) is not a tunnel address.',
  *check(incident) {
    const chosen = incident.calls.flatMap((call) => call.selected.map((pair) => ({ call, pair })));
    if (chosen.length === 0) return missing('a call with a nominated pair (a=remote-candidates)');
    for (const { call, pair } of chosen) {
      const ends = [pair.local.address, pair.local.candidate?.related?.address];
      const tunnel = incident.host.tunnels.find((t) => ends.includes(t.address));
      if (!tunnel) continue;
      const failed = call.result === 'failed';
      yield {
        message: `${sentence(callWords(call))} ${failed ? 'failed on' : 'ran over'} ${pair.local.address}:${pair.local.port} ↔ ${pair.remote.address}:${pair.remote.port}, whose local side is the tunnel (${tunnel.because}).`,
        subject: `${call.id} ${pair.media}`,
        about: [addressKey(tunnel.address), callKey(call.id)],
        severity: failed ? 'error' : tunnel.confidence === 'possible' ? 'note' : 'warning',
        confidence: tunnel.confidence,
        evidence: [
          evidence.seen(
            pair.session,
            `remote-candidates: ${pair.remote.address} ${pair.remote.port}, own ${pair.local.address} ${pair.local.port}`,
          ),
        ],
        fix: [excludeByAddress(incident), blockInside(incident)],
      };
    }
    const known = incident.host.tunnels.length > 0 || incident.host.addresses.every((a) => a.class !== 'unknown');
    return known
      ? 'clear'
      : missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
  },
});
