import { cidr, endpointText } from '../src/addresses.ts';
import { clearFlows } from '../src/clear-packets.ts';
import { addressKey, faceWords, groupBy } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { Incident } from '../src/incident.ts';
import { defineRule, missing } from '../src/rule.ts';
import { hasPools, type Pool, poolOf } from '../src/selectors.ts';
import { count, list } from '../src/text.ts';
import { tunnelFlows } from '../src/tunnel-flows.ts';

/** Packets without an answer before they count. */
const PACKETS = 3;
const LONGER = 'a capture that goes on for 2 s after the last packet with a virtual address';

const GUESS = 'perhaps a virtual address';

/** Without a gateway's text: this PC's private address, on a wire where both ends of the tunnel are public. Behind a home
 *  router the tunnel's near end is private too. */
function guessed(incident: Incident): (address: string) => Pool | undefined {
  const gateways = tunnelFlows(incident).filter(
    (t) => incident.isPublic(t.flow.client.address) && incident.isPublic(t.flow.server.address),
  );
  const mine = new Set(incident.all('sip.message').flatMap((m) => (m.local ? [m.local.address] : [])));
  return (address) => {
    const prefix = gateways.length > 0 && mine.has(address) && incident.isInternal(address) ? cidr(address) : undefined;
    return prefix && { prefix, because: GUESS };
  };
}

export default defineRule({
  id: 'ipsec-virtual-ip-not-natted',
  title: 'The gateway sends virtual addresses to the Internet without NAT',
  severity: 'error',
  owner: 'vpn',
  needs: ['capture.interface'],
  verify:
    'Capture the gateway’s outside while a VPN client opens a public site: the source is the gateway’s address, and answers come.',
  *check(incident) {
    // The gateway's outside is where tunnels of clients end.
    const outsides = new Set(tunnelFlows(incident).map((t) => `${t.flow.at.source} ${t.flow.interface}`));
    const here = clearFlows(incident).filter((f) => outsides.has(`${f.source} ${f.interface}`));
    const pool = hasPools(incident) ? (address: string) => poolOf(incident, address) : guessed(incident);
    const out = here.filter((f) => pool(f.client.address) && incident.isPublic(f.server.address));
    if (!hasPools(incident) && out.length === 0)
      return missing(
        'the virtual addresses of the VPN clients (swanctl --list-sas, swanctl --list-conns, or --tunnel)',
      );
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
      const told = pool(first.client.address)!;
      const clients = [...new Set(lost.map((f) => f.client.address))];
      // --tunnel names this PC's tunnel as well as a gateway's pool: only a gateway's text tells which.
      const gateway = told.because !== 'given with --tunnel' && told.because !== GUESS;
      yield {
        message: `${count(packets, 'packet')} from ${list(clients)} (${told.because}) left ${faceWords(incident, first.source, first.interface)} for ${list([...new Set(lost.map((f) => endpointText(f.server)))])} with the virtual address as source: no answer can find the way back.${told.because === GUESS ? ' swanctl --list-sas of the gateway would tell whether it is one of its clients.' : ''}`,
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
