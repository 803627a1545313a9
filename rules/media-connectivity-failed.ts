import { failedToConnect } from '../src/calls.ts';
import { callKey, callsWords, groupBy, ownKeys, sentence } from '../src/describe.ts';
import { writerOf } from '../src/dialogs.ts';
import * as evidence from '../src/evidence.ts';
import { adviceOf } from '../src/knowledge/diagnostic-advice.ts';
import { DIAGNOSTICS } from '../src/knowledge/ms-diagnostics.ts';
import { defineRule } from '../src/rule.ts';
import { list } from '../src/text.ts';

export default defineRule({
  id: 'media-connectivity-failed',
  title: 'A call failed because no media path was found',
  severity: 'error',
  owner: 'network',
  needs: ['sip.diagnostic'],
  explainedBy: [
    'edge-unreachable',
    'turn-auth-failed',
    'edge-tls-inspected',
    'path-asymmetric',
    'ice-tunnel-selected',
    'ice-relay-via-tunnel',
    'ice-no-relay',
    'ice-tunnel-candidate',
    'edge-udp-blocked',
    'ice-checks-failed',
    'icewarn-fault',
  ],
  verify: 'Repeat the call between the same two places: it connects and both hear each other.',
  *check(incident) {
    const all = incident.all('sip.diagnostic').filter(failedToConnect);
    for (const [code, same] of groupBy(all, (d) => `${d.code}`)) {
      const d = same[0];
      const ids = [...new Set(same.flatMap((x) => x.callId ?? []))];
      const calls = ids.flatMap((id) => incident.call(id) ?? []);
      const what = sentence(callsWords(calls));
      const writers = [...new Set(same.map(writerOf))];
      const text = (d.reason ?? DIAGNOSTICS[d.code]?.reason ?? 'no text').replace(
        /^(Call|A federated call) failed to establish due to a /,
        '',
      );
      yield {
        message: `${what} failed with ${code} (${text}), as ${list(writers)} reported.`,
        subject: code,
        subjects: ids.length > 0 ? [code, ...ids] : [code],
        about: [...ids.map(callKey), ...ownKeys(calls)],
        evidence: evidence.proof(same.map(evidence.diagnostic)),
        noticed: `${what} failed (${code}: no path for its media).`,
        fix: [
          adviceOf(d.code)?.fix ??
            'Compare the candidates of both sides and open the A/V Edge (UDP 3478, TCP 443) to both.',
        ],
      };
    }
    return 'clear';
  },
});
