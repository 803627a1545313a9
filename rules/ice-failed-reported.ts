import { mediaFailed } from '../src/calls.ts';
import { addressKey, callKey, callsWords, groupBy, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { QualityReport } from '../src/facts.ts';
import { decodeIceWarn } from '../src/knowledge/icewarn.ts';
import { ICE_WARN_2007 } from '../src/knowledge/icewarn-ocs2007.ts';
import { callIds, labelOf, placesOf, reporter, subjectOf } from '../src/quality.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

type Warning = NonNullable<QualityReport['iceWarning']>;

/** Bits that say something in a failed call, in the numbering of the endpoint's version. */
function bitsOf({ value, numbering }: Warning): readonly { readonly meaning: string; readonly action?: string }[] {
  if (numbering === 'ocs2007') return ICE_WARN_2007.filter((b) => (value & b.bit) !== 0);
  return decodeIceWarn(value).bits.filter((b) => b.weight !== 'info' && b.confirmed);
}

/** `IceWarningFlags 935, read as decimal (0x3a7): …` */
function flagsWords(warning: Warning | undefined): string {
  if (!warning || warning.value === 0) return '';
  const hex = `0x${warning.value.toString(16)}`;
  const written = warning.readAs === 'hex' ? hex : `${warning.value}, read as decimal (${hex})`;
  const meanings = bitsOf(warning).map((b) => b.meaning);
  return `; IceWarningFlags ${written}${meanings.length > 0 ? `: ${list(meanings, 3)}` : ''}`;
}

export default defineRule({
  id: 'ice-failed-reported',
  title: 'ICE found no media path, by the quality report of the call',
  severity: 'error',
  owner: 'network',
  needs: ['quality.report'],
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
    'quality-vpn-reported',
    'media-connectivity-failed',
  ],
  verify: 'Repeat the call between the same two places: its quality report says DIRECT or RELAY.',
  *check(incident) {
    const all = incident.all('quality.report');
    const place = placesOf(all);
    const failed = all.filter((r) => r.ice === 'FAILED');
    // Hung up before the checks were through: no fault.
    const meant = failed.filter((r) => !['abandoned', 'declined'].includes(incident.call(r.callId)?.result ?? ''));
    for (const [, here] of groupBy(meant, (r) => `${place(r)} ${r.iceWarning?.value ?? ''}`)) {
      const first = here[0];
      const ids = callIds(here);
      const calls = ids.flatMap((id) => incident.call(id) ?? []);
      const what = sentence(callsWords(calls));
      const own = [
        ...here.flatMap((r) => [r.local, ...r.relays].flatMap((a) => a?.address ?? [])),
        ...calls.flatMap((c) => c.local.flatMap((s) => s.media.flatMap((m) => m.candidates.map((x) => x.address)))),
      ];
      const actions = first.iceWarning ? bitsOf(first.iceWarning).flatMap((b) => b.action ?? []) : [];
      const labels = [...new Set(here.map(labelOf))];
      yield {
        message: `${what} found no media path: ICE failed for ${list(labels)} by ${reporter(first)}${flagsWords(first.iceWarning)}.`,
        subject: ids[0] ?? subjectOf(first),
        subjects: ids.length > 0 ? ids : [subjectOf(first)],
        about: [...ids.map(callKey), ...[...new Set(own)].map(addressKey)],
        evidence: evidence.proof(
          here.map((r) => evidence.seen(r, `${labelOf(r)}: Ice FAILED${flagsWords(r.iceWarning)}`)),
        ),
        // The diagnostics header of the same call says it already.
        ...(calls.some(mediaFailed) ? {} : { noticed: `${what} found no path for its media.` }),
        fix: [
          'Open UDP 3478 and TCP 443 from the client to the A/V Edge, and compare the candidates of both sides in the log.',
          ...actions,
        ],
      };
    }
    if (failed.length > 0) return missing('a call that was not given up before its media could connect');
    return all.every((r) => r.ice !== undefined)
      ? 'clear'
      : missing('the ICE result of every media line: a quality report breaks off or leaves it out');
  },
});
