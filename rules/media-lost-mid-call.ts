import { MID_CALL_TEXT } from '../src/calls.ts';
import { callKey, callsWords, groupBy, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'media-lost-mid-call',
  title: 'Media stopped in the middle of a call',
  severity: 'error',
  owner: 'network',
  needs: ['sip.diagnostic'],
  explainedBy: ['ice-tunnel-selected', 'media-in-tunnel', 'icewarn-fault'],
  verify: 'A call longer than the failed one stands, also while the VPN reconnects.',
  *check(incident) {
    // The numbers 31 to 34 follow a pattern no public source confirms: the text decides.
    const lost = incident.all('sip.diagnostic').filter((d) => MID_CALL_TEXT.test(d.reason ?? ''));
    for (const [code, same] of groupBy(lost, (d) => `${d.code}`)) {
      const ids = [...new Set(same.flatMap((d) => d.callId ?? []))];
      const what = sentence(callsWords(ids.flatMap((id) => incident.call(id) ?? [])));
      yield {
        message: `${what} lost media while up (${code}: ${same[0].reason}).`,
        subject: code,
        subjects: [code, ...ids],
        about: ids.map(callKey),
        evidence: evidence.proof(same.map(evidence.diagnostic)),
        noticed: `${what} dropped.`,
        fix: [
          'Compare the time with VPN reconnects and network changes of the PC (Wi-Fi roaming, docking).',
          'Raise the idle time-out of NAT and firewall for UDP, and keep the media outside the tunnel.',
        ],
      };
    }
    return 'clear';
  },
});
