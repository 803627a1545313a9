import { addressKey, callKey, callsWords, groupBy, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { QualityReport } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { vpnSign } from '../src/knowledge/quality-vpn.ts';
import { LEAST_PACKETS } from '../src/knowledge/stream-quality.ts';
import { callIds, isPoor, labelOf, placesOf, reporter, streamsOf, subjectOf } from '../src/quality.ts';
import { excludeByAddress } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';

/** `main-audio inbound jitter 45 ms (poor above 30 ms)`, one a poor stream. */
const said = (report: QualityReport): readonly string[] =>
  streamsOf(report).flatMap((s) =>
    s.class === 'poor' ? [`${labelOf(report)} ${s.direction} ${s.because.join(', ')}`] : [],
  );

function fixes(reports: readonly QualityReport[], incident: Incident): [string, ...string[]] {
  const steps = [
    ...(reports.some((r) => vpnSign(r)) ? [excludeByAddress(incident)] : []),
    ...(reports.some((r) => r.transport === 'TCP')
      ? ['The media ran over TCP, where a lost packet delays all that follow: open UDP 3478 to the A/V Edge.']
      : []),
    ...(reports.some((r) => /^wi-?fi$/i.test(r.connectionDetails ?? r.connection ?? ''))
      ? ['Repeat the call from the same place over a cable: if it is good, the Wi-Fi is to blame.']
      : []),
    'Measure loss and delay at the time of day of the call, first to the own router, then to the far end: the first stretch with loss is the one to relieve.',
  ];
  return [steps[0]!, ...steps.slice(1)];
}

export default defineRule({
  id: 'quality-poor',
  title: 'A stream of a call was poor by its quality report',
  severity: 'warning',
  owner: 'network',
  needs: ['quality.report'],
  explainedBy: [
    'ice-tunnel-selected',
    'ice-relay-via-tunnel',
    'quality-vpn-reported',
    'media-in-tunnel',
    'vpn-ssl-fallback',
    'outer-fragments',
    'edge-udp-blocked',
  ],
  verify:
    'Repeat the call from the same place: its quality report stays within the bounds (audio: packet loss 10 %, jitter 30 ms, round trip 500 ms).',
  *check(incident) {
    const all = incident.all('quality.report');
    for (const [, here] of groupBy(all.filter(isPoor), placesOf(all))) {
      const first = here[0];
      const ids = callIds(here);
      const calls = ids.flatMap((id) => incident.call(id) ?? []);
      const several = ids.length > 1;
      const subject = subjectOf(first);
      // A report in mid-call and the one at the end are of the same media line: the last counts.
      const lines = new Map(here.filter((r) => r.callId === first.callId).map((r) => [r.label, r]));
      yield {
        message: `${sentence(calls.length > 0 ? callsWords(calls) : several ? `${ids.length} calls` : 'a call')} ${several ? 'were' : 'was'} poor by ${reporter(first)}: ${several ? 'the first, ' : ''}${[...lines.values()].flatMap(said).join('; ')}.`,
        subject,
        subjects: [subject, ...ids],
        about: [
          ...ids.map(callKey),
          ...(first.local && (first.transport === 'TCP' || incident.host.of(first.local.address)?.class === 'tunnel')
            ? [addressKey(first.local.address)]
            : []),
        ],
        evidence: evidence.proof(here.flatMap((r) => said(r).map((words) => evidence.seen(r, words)))),
        fix: fixes(here, incident),
      };
    }
    const judged = all.every((r) => r.ice === 'FAILED' || streamsOf(r).some((s) => s.class !== 'unclassified'));
    return judged && all.some((r) => r.ice !== 'FAILED')
      ? 'clear'
      : missing(`quality reports of audio or video with more than ${LEAST_PACKETS} packets a stream`);
  },
});
