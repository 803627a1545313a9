import { addressKey, nameKey } from '../src/describe.ts';
import { edgeTrials } from '../src/edge.ts';
import * as evidence from '../src/evidence.ts';
import { leaksOf, silent } from '../src/reach.ts';
import { excludeByAddress } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';

export default defineRule({
  id: 'edge-unreachable',
  title: 'The A/V Edge answers neither on UDP 3478 nor on TCP 443',
  severity: 'error',
  owner: 'network',
  needs: ['capture.interface'],
  explainedBy: [
    'dns-internal-answer',
    'dns-internal-discovery',
    'edge-tls-inspected',
    'path-asymmetric',
    'ipsec-nat-before-policy',
    'ipsec-virtual-ip-not-natted',
    'icmp-redirect',
  ],
  verify: 'Capture the start of a call: the Edge answers Allocate (0x0103) on UDP 3478 and TCP 443.',
  *check(incident) {
    const trials = edgeTrials(incident);
    if (trials.length === 0) return missing('a TURN request to the A/V Edge (UDP 3478 or TCP 443)');
    const leaked = new Set(leaksOf(incident).map((l) => l.address));
    let open = false;
    for (const t of trials) {
      if (t.udpAnswered || t.tcpAnswered) continue;
      // An internal Edge asked from outside the tunnel is leak-internal-address's business, and proves nothing of it.
      if (leaked.has(t.address)) {
        open = true;
        continue;
      }
      const udp = t.udp.filter((s) => silent(s, incident));
      const [tcp] = t.tcpFailures;
      // Only both ways closed make it unreachable; UDP alone is edge-udp-blocked's business.
      if (udp.length === 0 || tcp === undefined) {
        open = true;
        continue;
      }
      const through = [...udp, ...t.tcp].every(
        (x) => incident.host.interfaceOf(x.at.source, x.interface)?.class === 'tunnel',
      );
      const another = trials.find((o) => o.udpAnswered || o.tcpAnswered);
      yield {
        message: `The A/V Edge ${t.address} was tried over UDP 3478 (no answer) and TCP 443 (${tcp.words})${through ? ', both through the tunnel' : ''}${another ? `; ${another.address} took its place` : ''}.`,
        subject: t.address,
        about: [
          addressKey(t.address),
          ...(incident.servers.get(t.address)?.names.map(nameKey) ?? []),
          ...t.clients.map(addressKey),
        ],
        severity: another ? 'warning' : 'error',
        evidence: evidence.proof([...udp.map(evidence.stun), ...t.tcpFailures.flatMap((f) => f.evidence)]),
        ...(another ? {} : { noticed: 'Calls to people outside the own network find no path.' }),
        fix: through
          ? [
              `On the firewall behind the VPN gateway open UDP 3478 and TCP 443 from the VPN pool (this client: ${t.clients.join(', ')}) to the A/V Edge ${t.address}; or keep it out of the tunnel.`,
              excludeByAddress(incident),
            ]
          : [
              `Open UDP 3478 and TCP 443 from the client's network to the A/V Edge ${t.address}, and check that its A/V service runs.`,
            ],
      };
    }
    return open ? missing('UDP 3478 and TCP 443 to the same A/V Edge, both tried and captured to the end') : 'clear';
  },
});
