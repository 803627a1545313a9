import { endpointText } from '../src/addresses.ts';
import { clearFlows } from '../src/clear-packets.ts';
import { addressKey, faceWords, groupBy } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { defineRule, missing } from '../src/rule.ts';
import { hasPools, poolOf } from '../src/selectors.ts';
import { count, list } from '../src/text.ts';
import { tunnelFlows } from '../src/tunnel-flows.ts';

/** Packets without an answer before they count. */
const PACKETS = 3;
const LONGER = 'a capture that goes on for 2 s after the last packet with a virtual address';

export default defineRule({
  id: 'ipsec-virtual-ip-not-natted',
  title: 'The gateway sends virtual addresses to the Internet without NAT',
  severity: 'error',
  owner: 'vpn',
  needs: ['capture.interface'],
  verify:
    'Capture the gateway’s outside while a VPN client opens a public site: the source is the gateway’s address, and answers come.',
  *check(incident) {
    if (!hasPools(incident))
      return missing(
        'the virtual addresses of the VPN clients (swanctl --list-sas, swanctl --list-conns, or --tunnel)',
      );
    // The gateway's outside is where tunnels of clients end.
    const outsides = new Set(tunnelFlows(incident).map((t) => `${t.flow.at.source} ${t.flow.interface}`));
    const here = clearFlows(incident).filter((f) => outsides.has(`${f.source} ${f.interface}`));
    const out = here.filter((f) => poolOf(incident, f.client.address) && incident.isPublic(f.server.address));
    let short = false;
    for (const [, flows] of groupBy(out, (f) => `${f.source} ${f.interface}`)) {
      // One answer proves that somebody translates or routes them.
      if (flows.some((f) => f.answered)) continue;
      const lost = flows.filter((f) => f.judged);
      const packets = lost.reduce((n, f) => n + f.packets, 0);
      const [first] = lost;
      if (!first || packets < PACKETS) {
        short ||= lost.length < flows.length;
        continue;
      }
      const told = poolOf(incident, first.client.address)!;
      const clients = [...new Set(lost.map((f) => f.client.address))];
      // --tunnel names this PC's tunnel as well as a gateway's pool: only a gateway's text tells which.
      const gateway = told.because !== 'given with --tunnel';
      yield {
        message: `${count(packets, 'packet')} from ${list(clients)} (${told.because}) left ${faceWords(incident, first.source, first.interface)} for ${list([...new Set(lost.map((f) => endpointText(f.server)))])} with the virtual address as source: no answer can find the way back.`,
        subject: clients[0]!,
        subjects: clients,
        about: [...new Set(lost.flatMap((f) => [f.client.address, f.server.address]))].map(addressKey),
        confidence: gateway ? 'certain' : 'possible',
        evidence: evidence.proof(lost.map((f) => f.evidence)),
        noticed: 'With the VPN up, public sites and the Edge do not answer.',
        fix: [
          `On the gateway, translate the pool behind it: iptables -t nat -A POSTROUTING -s ${told.prefix.text} -o OUTSIDE -m policy --dir out --pol ipsec -j ACCEPT, then iptables -t nat -A POSTROUTING -s ${told.prefix.text} -o OUTSIDE -j MASQUERADE.`,
          'Or narrow the tunnel to the networks inside (local_ts, leftsubnet), so that public destinations stay outside.',
        ],
      };
    }
    if (short) return missing(LONGER);
    return outsides.size > 0
      ? 'clear'
      : missing('a capture of the gateway’s outside interface, the one that carries ESP');
  },
});
