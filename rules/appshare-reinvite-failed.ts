import { stoppedBefore } from '../src/calls.ts';
import { callKey, clock } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'appshare-reinvite-failed',
  title: 'Application sharing ended because its re-INVITE failed',
  severity: 'error',
  owner: 'uc',
  needs: ['sip.diagnostic'],
  explainedBy: ['ice-tunnel-selected', 'ice-tunnel-candidate', 'icewarn-fault'],
  verify: 'Share a window in the same kind of meeting for longer than before: it stays.',
  *check(incident) {
    for (const d of incident.all('sip.diagnostic').filter((x) => x.code === 52049)) {
      const call = incident.call(d.callId);
      if (call && stoppedBefore(call.messages)) continue;
      // Of a re-INVITE: a refused first INVITE is repeated, and the dialog came up only after it.
      const up = call?.messages.findIndex((m) => m.method === 'INVITE' && m.status === 200) ?? -1;
      const refusal = call?.messages
        .slice(up + 1)
        .findLast(
          (m) =>
            m.method === 'INVITE' &&
            (m.status ?? 0) >= 400 &&
            ![401, 407, 487].includes(m.status!) &&
            (m.time ?? 0) <= (d.time ?? Number.POSITIVE_INFINITY),
        );
      const request =
        refusal &&
        call?.messages.find((m) => m.method === 'INVITE' && m.status === undefined && m.cseq === refusal.cseq);
      const because = refusal?.diagnostics[0];
      const answer = refusal ? `${refusal.status} ${refusal.reason ?? ''}`.trim() : undefined;
      yield {
        message: answer
          ? `Application sharing was left (52049) because the re-INVITE of ${clock(request?.time ?? refusal!.time)} was answered ${answer}${because ? ` (${because.code}: ${because.reason ?? 'no text'})` : ''}.`
          : 'Application sharing was left because its re-INVITE failed (52049); the answer to it is not in this input.',
        subject: d.callId ?? '52049',
        about: d.callId ? [callKey(d.callId)] : [],
        evidence: evidence.proof([
          evidence.diagnostic(d),
          ...(request ? [evidence.message(request)] : []),
          ...(refusal ? [evidence.message(refusal), ...refusal.diagnostics.map(evidence.diagnostic)] : []),
        ]),
        noticed: `Application sharing stopped at ${clock(d.time) || 'an unknown time'}.`,
        fix: [
          refusal && [408, 500, 503, 504].includes(refusal.status!)
            ? 'Find why the conferencing server did not answer the re-INVITE in time: its path to this client, and its own diagnostics.'
            : 'Compare the two session descriptions of the re-INVITE: media, encryption level and candidates that the other side refused.',
          'If the client moves between tunnel and Internet during the meeting, keep its media outside the tunnel.',
        ],
      };
    }
    return 'clear';
  },
});
