import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { IpsecChild, IpsecSa } from '../src/facts.ts';
import { defineRule, missing } from '../src/rule.ts';
import { count, list } from '../src/text.ts';

/** Packets one way before none the other way says something. */
const PACKETS = 20;

/** Nothing at all came the other way. */
const oneSided = (incident: { machines: { of(sa: IpsecSa): { machine: string } } }, sa: IpsecSa, c: IpsecChild) => {
  if (c.packetsIn === undefined || c.packetsOut === undefined || !/^(?:INSTALLED|REKEYED)/i.test(c.state))
    return undefined;
  const { machine } = incident.machines.of(sa);
  if (machine === 'gateway' && c.packetsIn >= PACKETS && c.packetsOut === 0)
    return { sent: c.packetsIn, words: `${count(c.packetsIn, 'packet')} of the client came in, none went out to it` };
  if (machine === 'pc' && c.packetsOut >= PACKETS && c.packetsIn === 0)
    return { sent: c.packetsOut, words: `${count(c.packetsOut, 'packet')} went out to the gateway, none came back` };
  return undefined;
};

export default defineRule({
  id: 'ipsec-return-route-missing',
  title: 'Packets go one way only through the tunnel',
  severity: 'warning',
  owner: 'vpn',
  needs: ['ipsec.sa'],
  explainedBy: [
    'ipsec-forwarding-off',
    'ipsec-virtual-ip-not-natted',
    'ipsec-virtual-ip-no-proxy-arp',
    'ipsec-nat-before-policy',
  ],
  verify: 'swanctl --list-sas: in and out of the child both grow.',
  *check(incident) {
    let counted = false;
    for (const sa of incident.all('ipsec.sa'))
      for (const c of sa.children) {
        counted ||=
          c.packetsIn !== undefined && c.packetsOut !== undefined && incident.machines.of(sa).machine !== 'unknown';
        const found = oneSided(incident, sa, c);
        if (!found) continue;
        const virtuals = [...sa.remoteVirtual, ...sa.localVirtual];
        yield {
          message: `${c.name} of ${sa.name}${virtuals.length > 0 ? ` (${list(virtuals)})` : ''}: ${found.words}. Hosts behind the gateway may not know the way back to the virtual addresses, or a firewall drops it; a capture on the gateway’s inside would settle it.`,
          subject: `${sa.name} ${c.name}`,
          about: virtuals.map(addressKey),
          confidence: 'possible',
          evidence: [evidence.seenOn(sa, c.line, `${c.name}: ${c.packetsIn} packets in, ${c.packetsOut} packets out`)],
          fix: [
            'Where the gateway is not the default gateway of the LAN, route the virtual network to it: on the default gateway, or on the hosts (DHCP option 121).',
            'Or translate the virtual addresses to the gateway’s inner address (MASQUERADE on the inner interface).',
          ],
        };
      }
    return counted ? 'clear' : missing('the packet counters of the tunnel (swanctl --list-sas, ipsec statusall)');
  },
});
