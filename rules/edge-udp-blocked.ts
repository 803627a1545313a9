import { addressKey } from '../src/describe.ts';
import { edgeTrials } from '../src/edge.ts';
import * as evidence from '../src/evidence.ts';
import { silent } from '../src/reach.ts';
import { defineRule, missing } from '../src/rule.ts';

export default defineRule({
  id: 'edge-udp-blocked',
  title: 'UDP 3478 to the A/V Edge is blocked; media falls back to TCP',
  severity: 'warning',
  owner: 'network',
  needs: ['stun.transaction'],
  verify: 'Capture the start of a call: Allocate over UDP 3478 is answered; the offer holds UDP relay candidates.',
  *check(incident) {
    const trials = edgeTrials(incident).filter((t) => t.udp.length > 0);
    if (trials.length === 0) return missing('a TURN request over UDP 3478');
    let open = false;
    for (const t of trials) {
      if (t.udpAnswered) continue;
      const quiet = t.udp.filter((s) => silent(s, incident));
      if (quiet.length === 0 || !t.tcpAnswered) {
        open = true;
        continue;
      }
      yield {
        message: `The A/V Edge ${t.address} answers on TCP 443 but not on UDP 3478: media goes over TCP, with delay and drop-outs.`,
        subject: t.address,
        about: [addressKey(t.address), ...t.clients.map(addressKey)],
        evidence: evidence.proof([
          ...quiet.map(evidence.stun),
          ...t.tcp.filter((c) => c.established).map((c) => evidence.seen(c, `TCP 443 to ${t.address} works`)),
        ]),
        noticed: 'Calls stutter or start late.',
        fix: [`Open UDP 3478 from ${t.clients.join(', ')} to ${t.address} on the firewalls on the way.`],
      };
    }
    return open ? missing('an answer of the Edge on TCP 443 to compare with, or a longer capture') : 'clear';
  },
});
