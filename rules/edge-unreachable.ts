import { addressKey, nameKey } from '../src/describe.ts';
import { edgeTrials } from '../src/edge.ts';
import * as evidence from '../src/evidence.ts';
import { leaksOf, silent } from '../src/reach.ts';
import { defineRule, missing } from '../src/rule.ts';

export default defineRule({
  id: 'edge-unreachable',
  title: 'The A/V Edge answers neither on UDP 3478 nor on TCP 443',
  severity: 'error',
  owner: 'network',
  needs: ['capture.interface'],
  explainedBy: ['dns-internal-answer', 'dns-internal-discovery', 'leak-internal-address'],
  verify: 'Capture the start of a call: the Edge answers Allocate (0x0103) on UDP 3478 and TCP 443.',
  *check(incident) {
    const trials = edgeTrials(incident);
    if (trials.length === 0) return missing('a TURN request to the A/V Edge (UDP 3478 or TCP 443)');
    const leaked = new Set(leaksOf(incident).map((l) => l.address));
    let open = false;
    for (const t of trials) {
      if (t.udpAnswered || t.tcpAnswered || leaked.has(t.address)) continue;
      const udp = t.udp.filter((s) => silent(s, incident));
      if (udp.length === 0 && t.tcpFailures.length === 0) {
        open = true;
        continue;
      }
      const both = udp.length > 0 && t.tcpFailures.length > 0;
      const tried = [
        udp.length > 0 ? 'UDP 3478 (no answer)' : '',
        ...t.tcpFailures.slice(0, 1).map((f) => `TCP 443 (${f.words})`),
      ].filter((x) => x !== '');
      yield {
        message: `The A/V Edge ${t.address} was tried over ${tried.join(' and ')}${both ? '' : '; the other way was not tried in this capture'}.`,
        subject: t.address,
        about: [
          addressKey(t.address),
          ...(incident.servers.get(t.address)?.names.map(nameKey) ?? []),
          ...t.clients.map(addressKey),
        ],
        severity: both ? 'error' : 'warning',
        confidence: both ? 'certain' : 'likely',
        evidence: evidence.proof([...udp.map(evidence.stun), ...t.tcpFailures.flatMap((f) => f.evidence)]),
        noticed: 'Calls to people outside the own network find no path.',
        fix: [
          `Open UDP 3478 and TCP 443 from the client's network to the A/V Edge ${t.address}, and check that its A/V service runs.`,
        ],
      };
    }
    return open ? missing('a capture that lasts long enough after the TURN requests') : 'clear';
  },
});
