import { endpointText } from '../src/addresses.ts';
import { addressKey, callKey, faceWords } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { callsOn, mediaInside, tunnelAtMediaPace } from '../src/media-inside.ts';
import { excludeByAddress } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { splitOf } from '../src/split.ts';
import { count, list } from '../src/text.ts';
import { TUNNEL_WORDS } from '../src/tunnel-flows.ts';

export default defineRule({
  id: 'media-in-tunnel',
  title: 'Media goes through the tunnel although the tunnel is split',
  severity: 'warning',
  owner: 'vpn',
  needs: ['capture.interface'],
  explainedBy: [
    'vpn-media-not-excluded',
    'vpn-exclude-shadowed',
    'ice-tunnel-selected',
    'ice-tunnel-candidate',
    'ice-relay-via-tunnel',
  ],
  rises: true,
  verify: 'Capture both adapters during a call: RTP to the Edge or the peer shows on the physical one only.',
  *check(incident) {
    const split = splitOf(incident);
    const inside = mediaInside(incident);
    const faces = incident.all('capture.interface').map((f) => incident.host.interfaceOf(f.at.source, f.index)?.class);
    if (split?.split === false) return 'clear';
    if (inside.length > 0 && !split)
      return missing(
        'whether the tunnel is split (the VPN client’s log or status, or an SfB connection beside the tunnel)',
      );
    for (const own of new Set(inside.map((m) => m.own.address))) {
      const here = inside.filter((m) => m.own.address === own);
      const rtp = here.filter((m) => m.rtp);
      const to = list([...new Set((rtp.length > 0 ? rtp : here).map((m) => endpointText(m.remote)))]);
      const packets = rtp.reduce((n, m) => n + (m.rtp?.packets ?? 0), 0);
      yield {
        message: `${rtp.length > 0 ? `${count(packets, 'RTP packet')} between ${own} and ${to} went` : `${own} asked ${to} for relays`} through the tunnel (${faceWords(incident, here[0]!.fact.at.source, here[0]!.fact.interface)}) although it is split: ${split!.because}. Media is encrypted already; the detour by the VPN gateway costs time and packets.`,
        subject: own,
        subjects: [own, ...new Set(here.map((m) => endpointText(m.remote)))],
        about: [
          addressKey(own),
          ...new Set(here.map((m) => addressKey(m.remote.address))),
          ...callsOn(incident, here).map((c) => callKey(c.id)),
        ],
        confidence: rtp.length > 0 && split!.confidence === 'certain' ? 'certain' : 'likely',
        evidence: evidence.proof([
          ...here.map((m) => (m.rtp ? evidence.rtp(m.rtp) : evidence.stun(m.stun!))),
          ...split!.evidence,
        ]),
        noticed: 'Calls over the VPN are late or stutter.',
        fix: [excludeByAddress(incident)],
      };
    }
    if (inside.length > 0) return 'clear';
    const pace = tunnelAtMediaPace(incident);
    if (pace && split) {
      const { tunnel: t, call } = pace;
      yield {
        message: `While a call was up, ${TUNNEL_WORDS[t.kind]} to ${t.gateway} ran at ${Math.round(t.rates[0])} and ${Math.round(t.rates[1])} packets a second of ${Math.round(t.sizes[0])} and ${Math.round(t.sizes[1])} bytes, as voice does, and no RTP was seen beside it. A capture of the tunnel adapter would settle it.`,
        subject: t.own,
        about: [addressKey(t.own), addressKey(t.gateway), callKey(call.id)],
        confidence: 'possible',
        severity: 'note',
        evidence: evidence.proof([evidence.flow(t.flow), ...split.evidence]),
        fix: [excludeByAddress(incident)],
      };
    }
    return faces.includes('tunnel') && incident.all('rtp.stream').length > 0
      ? 'clear'
      : missing('a capture of the tunnel adapter during a call, with its RTP');
  },
});
