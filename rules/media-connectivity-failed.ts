import { failedToConnect } from '../src/calls.ts';
import { callKey, callsWords, groupBy, ownKeys, sentence } from '../src/describe.ts';
import { writerOf } from '../src/dialogs.ts';
import * as evidence from '../src/evidence.ts';
import { DIAGNOSTICS } from '../src/knowledge/ms-diagnostics.ts';
import { defineRule } from '../src/rule.ts';
import { list } from '../src/text.ts';

/** Where to look first, by code. */
const LOOK: Readonly<Record<number, string>> = {
  21: 'Compare the candidates of both sides in the log: one side is an old or third-party client.',
  22: 'Open the client port ranges between the two internal networks, and UDP 3478 and TCP 443 to the internal Edge interface.',
  23: 'Open UDP 3478 and TCP 443 from both sides to the A/V Edge; keep the VPN from carrying half of the path.',
  24: 'Open UDP 3478 and TCP 443 from both clients to the A/V Edge, and allow the Edge to reach its own public addresses (hairpin).',
  25: 'Open TCP 443, UDP 3478 and 50000-59999 between the A/V Edges of the two organisations.',
};

export default defineRule({
  id: 'media-connectivity-failed',
  title: 'A call failed because no media path was found',
  severity: 'error',
  owner: 'network',
  needs: ['sip.diagnostic'],
  explainedBy: [
    'edge-unreachable',
    'turn-auth-failed',
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
          LOOK[d.code] ?? 'Compare the candidates of both sides and open the A/V Edge (UDP 3478, TCP 443) to both.',
        ],
      };
    }
    return 'clear';
  },
});
