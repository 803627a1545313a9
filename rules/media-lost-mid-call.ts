import { MID_CALL_TEXT } from '../src/calls.ts';
import { callKey, callWords, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'media-lost-mid-call',
  title: 'Media stopped in the middle of a call',
  severity: 'error',
  owner: 'network',
  needs: ['sip.diagnostic'],
  explainedBy: ['ice-tunnel-selected', 'icewarn-fault'],
  verify: 'A call longer than the failed one stands, also while the VPN reconnects.',
  *check(incident) {
    // The numbers 31 to 34 follow a pattern no public source confirms: the text decides.
    const lost = incident.all('sip.diagnostic').filter((d) => MID_CALL_TEXT.test(d.reason ?? ''));
    for (const id of new Set(lost.map((d) => d.callId ?? ''))) {
      const same = lost.filter((d) => (d.callId ?? '') === id);
      const call = incident.calls.find((c) => c.id === id);
      const what = call ? callWords(call) : 'a call';
      yield {
        message: `${sentence(what)} lost its media while it was up (${same[0]!.code}: ${same[0]!.reason}).`,
        subject: id === '' ? `code ${same[0]!.code}` : id,
        about: id === '' ? [] : [callKey(id)],
        evidence: evidence.proof(same.map(evidence.diagnostic)),
        noticed: `${sentence(what)} dropped.`,
        fix: [
          'Compare the time with VPN reconnects and network changes of the PC (Wi-Fi roaming, docking).',
          'Raise the idle time-out of NAT and firewall for UDP, and keep the media outside the tunnel.',
        ],
      };
    }
    return 'clear';
  },
});
