import { type Call, mediaFailed, saysNoPath } from '../src/calls.ts';
import { addressKey, callKey, callWords, sentence } from '../src/describe.ts';
import { writerOf } from '../src/dialogs.ts';
import * as evidence from '../src/evidence.ts';
import type { Incident } from '../src/incident.ts';
import { mediaCameIn } from '../src/media-inside.ts';
import { silent } from '../src/reach.ts';
import { defineRule, missing } from '../src/rule.ts';
import { count } from '../src/text.ts';

/** A pair that was nominated or answered, either way, refusals included, or media that came in: a path was there. */
const found = (call: Call, incident: Incident): boolean =>
  call.selected.length > 0 || call.checks.some((c) => c.stun.result !== 'none') || mediaCameIn(call, incident);

export default defineRule({
  id: 'ice-checks-failed',
  title: 'No connectivity check of a call was answered',
  severity: 'error',
  owner: 'network',
  needs: ['sip.message'],
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
  ],
  verify:
    'Repeat the call with a capture: Binding requests between the two sides are answered, and a pair is nominated.',
  *check(incident) {
    let told = false;
    let short = false;
    let unanswered = false;
    for (const call of incident.calls) {
      const sent = call.checks.filter((c) => c.sent).map((c) => c.stun);
      const warnings = call.diagnostics.filter(saysNoPath);
      told ||= sent.length > 0 || call.diagnostics.some((d) => d.media?.iceWarn !== undefined);
      if (found(call, incident)) continue;
      const dead = sent.filter((s) => silent(s, incident));
      short ||= sent.length > 0 && dead.length === 0;
      if (dead.length === 0 && warnings.length === 0) continue;
      // Given up while it rang: nobody waited for a path, and nobody says that there was none.
      if (!call.answered && !mediaFailed(call) && warnings.length === 0) {
        unanswered = true;
        continue;
      }
      const to = new Set(dead.map((s) => (s.peer ?? s.server).address));
      const failed = mediaFailed(call);
      const own = new Set(call.lines.flatMap((l) => l.local.map((c) => c.address)));
      const because = [
        ...(dead.length > 0
          ? [
              `${count(dead.length, 'check')} to ${count(to.size, 'address', 'addresses')} of the other side got no answer`,
            ]
          : []),
        ...warnings
          .slice(0, 1)
          .map(
            (d) =>
              `ICEWarn 0x${d.media!.iceWarn!.toString(16)} of ${writerOf(d)} says that direct, relayed and TCP paths all failed`,
          ),
      ];
      yield {
        message: `${sentence(callWords(call))} found no media path: ${because.join('; ')}.`,
        subject: call.id,
        about: [callKey(call.id), ...[...own].map(addressKey)],
        severity: failed ? 'error' : 'warning',
        confidence: failed ? 'certain' : 'likely',
        evidence: evidence.proof([...dead.map(evidence.stun), ...warnings.map(evidence.diagnostic)]),
        ...(failed ? {} : { noticed: `${sentence(callWords(call))} may have been silent.` }),
        fix: [
          'Open UDP 3478 and TCP 443 from both sides to the A/V Edge; the relay carries media where no direct path is open.',
          'Where both sides are in internal networks, open the client port ranges between them.',
        ],
      };
    }
    if (!told) return missing('connectivity checks of a call (capture), or a diagnostics header with ICEWarn');
    if (unanswered) return missing('a call that was answered, or that ended with a diagnostics header');
    return short ? missing('a capture that goes on after the checks of the call') : 'clear';
  },
});
