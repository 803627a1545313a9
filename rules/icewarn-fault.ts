import { failedToConnect, mediaFailed } from '../src/calls.ts';
import { callKey, callsWords, groupBy, ownKeys, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { SipDiagnostic } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { explainIceWarn, type IceOutcome } from '../src/knowledge/icewarn-reading.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

/** How the call that the header is about ended: `stood` = with a nominated pair, so a path was found. */
function endOf(d: SipDiagnostic, incident: Incident): IceOutcome {
  const call = incident.call(d.callId);
  if (failedToConnect(d) || (call && mediaFailed(call))) return 'failed';
  return call?.answered && call.selected.length > 0 ? 'stood' : 'unknown';
}

/** TURN server unreachable, for whatever reason. */
const UNREACHABLE = 0x1;

/** The tables say beside each step how grave the bit is; here the finding's severity does. */
const stepOf = (action: string): string =>
  action
    .replace(/^Never normal[.;] /, '')
    .replace(/ Can fail the call\.$/, '')
    .replace(/^./, (c) => c.toUpperCase());

const SIDE = { sent: ' (this client)', received: ' (the other side)', unknown: '' } as const;

export default defineRule({
  id: 'icewarn-fault',
  title: 'ICEWarn reports a fault of the media path',
  severity: 'warning',
  owner: 'network',
  needs: ['sip.diagnostic'],
  explainedBy: [
    'edge-unreachable',
    'turn-auth-failed',
    'edge-tls-inspected',
    'path-asymmetric',
    'edge-udp-blocked',
    'ice-relay-via-tunnel',
    'ice-tunnel-selected',
    'ice-tunnel-candidate',
    'ice-checks-failed',
  ],
  verify: 'Repeat the call: ICEWarn is 0x0, or holds only bits that good calls show too (0x20, 0x40, 0x100, 0x200).',
  *check(incident) {
    const warned = incident.all('sip.diagnostic').filter((d) => d.media?.iceWarn !== undefined);
    if (warned.length === 0) return missing('a diagnostics header with ICEWarn');
    for (const [, same] of groupBy(warned, (d) => `${d.media!.iceWarn} ${endOf(d, incident)}`)) {
      const d = same[0];
      const value = d.media!.iceWarn!;
      const end = endOf(d, incident);
      const failed = end === 'failed';
      const { faults, noPath } = explainIceWarn(value, end);
      // Checks that good calls fail too are told in one clause, not one by one.
      const bad = faults.filter((b) => b.weight !== 'normal');
      const grave = bad.some((b) => b.weight === 'never');
      const lost = noPath && end !== 'stood';
      // What cut the way to the relay goes before that it was cut.
      const told = [...bad.filter((b) => b.bit !== UNREACHABLE), ...bad.filter((b) => b.bit === UNREACHABLE)];
      const there = d.direction === 'received' ? 'At the other side: ' : '';
      const [action, ...actions] = [...new Set(told.map((b) => `${there}${stepOf(b.action)}`))];
      if (action === undefined) continue;
      const hex = `0x${value.toString(16)}`;
      const ids = [...new Set(same.flatMap((x) => x.callId ?? []))];
      const calls = ids.flatMap((id) => incident.call(id) ?? []);
      yield {
        message: `ICEWarn ${hex}${d.media!.writer ? ` of the ${d.media!.writer}${SIDE[d.direction]}` : ''}: ${list(
          bad.map((b) => b.meaning),
          4,
        )}${lost ? '; with the direct path closed too, none was left' : ''}.`,
        subject: hex,
        subjects: [hex, ...ids],
        about: [...ids.map(callKey), ...ownKeys(calls)],
        severity: failed && grave ? 'error' : 'warning',
        confidence: grave || failed ? 'certain' : 'likely',
        evidence: evidence.proof(same.map(evidence.diagnostic)),
        ...(lost && calls.length > 0 && !failed
          ? { noticed: `${sentence(callsWords(calls))} may have been silent.` }
          : {}),
        fix: [action, ...actions],
      };
    }
    return 'clear';
  },
});
