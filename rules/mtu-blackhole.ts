import { endpointText } from '../src/addresses.ts';
import { blackHoles, STALL_WINDOW } from '../src/black-hole.ts';
import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { clampMss, permitFragNeeded } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { count } from '../src/text.ts';
import { inTunnel } from '../src/tunnel-mtu.ts';

export default defineRule({
  id: 'mtu-blackhole',
  title: 'Large packets are lost on the way, small ones pass',
  severity: 'error',
  owner: 'network',
  needs: ['tcp.conversation'],
  explainedBy: ['tcp-mss-too-large', 'outer-fragments', 'mtu-xfrm-errors'],
  verify: 'ping -f -l 1372 SERVER (Windows) tells the size that passes; a capture shows no full-size segment repeated.',
  *check(incident) {
    const { holes, missing: gaps, unclear } = blackHoles(incident);
    for (const { conversation: c, stall, told } of holes) {
      const sender = endpointText(stall.by === 'client' ? c.client : c.server);
      const inside = inTunnel(incident, c);
      yield {
        message: `${sender} sent a packet of ${stall.packetLength} bytes ${stall.transmissions} times and it was never acknowledged, while smaller ones (up to ${stall.largestAcked} bytes of data) were: ${told ? `${told.from} asked for smaller ones (${told.mtu ? `${told.mtu} bytes` : 'without saying a size'}), in vain` : 'no router asked for smaller ones'}.`,
        subject: `${endpointText(c.client)} ${endpointText(c.server)}`,
        about: [c.client.address, c.server.address].map(addressKey),
        // Loss by size follows from the acknowledgements; where on the way nobody says.
        confidence: told ? 'certain' : 'likely',
        ...(inside ? { owner: 'vpn' as const } : {}),
        evidence: evidence.proof([
          evidence.seenAt(c, stall.first, `segment of ${stall.bytes} bytes from ${sender}`),
          evidence.seenAt(c, stall.last, `the same segment, time ${stall.transmissions}`),
          ...(told ? [evidence.icmp(told)] : []),
        ]),
        noticed: `The connection to ${endpointText(c.server)} comes up and then hangs.`,
        fix: [
          permitFragNeeded(told !== undefined),
          ...clampMss(incident, Math.max(536, Math.min(1360, (told?.mtu || 1400) - 40))),
        ],
      };
    }
    for (const { conversation: c, gap } of gaps) {
      const [sender, receiver] = (gap.by === 'server' ? [c.server, c.client] : [c.client, c.server]).map(endpointText);
      yield {
        message: `${count(gap.bytes, 'byte')} from ${sender}, full-size packets, never arrived at ${receiver}, while smaller ones (up to ${gap.largest} bytes of data) did.`,
        subject: `${endpointText(c.client)} ${endpointText(c.server)}`,
        about: [c.client.address, c.server.address].map(addressKey),
        confidence: 'likely',
        ...(inTunnel(incident, c) ? { owner: 'vpn' as const } : {}),
        evidence: evidence.proof([
          evidence.seenAt(c, gap.first, `segment behind the gap, from ${sender}`),
          evidence.seenAt(c, gap.last, `${receiver} still has nothing of it`),
        ]),
        noticed: `The connection to ${endpointText(c.server)} comes up and then hangs.`,
        fix: [permitFragNeeded(false), ...clampMss(incident, 1360)],
      };
    }
    if (unclear === 'handshake')
      return missing('the handshake of the connection whose segments are repeated (SYN and SYN-ACK with MSS)');
    if (unclear === 'time')
      return missing(`a capture that goes on for ${STALL_WINDOW / 1000} s after a segment is first lost`);
    if (unclear === 'offload')
      return missing(
        'a capture from the far side or the router: the frames of the stalled connection are offload-sized, not as on the wire',
      );
    const full = incident.all('tcp.conversation').some((c) => Math.max(c.clientBytes, c.serverBytes) > 2_000);
    return full ? 'clear' : missing('a TCP connection that sends full-size segments');
  },
});
