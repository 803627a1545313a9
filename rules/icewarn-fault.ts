import { failedToConnect, mediaFailed } from '../src/calls.ts';
import { callKey, callsWords, groupBy, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { SipDiagnostic } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { decodeIceWarn } from '../src/knowledge/icewarn.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

/** Direct, over the UDP relay, and over TCP all failed: no path was left. */
const NO_PATH = (value: number): boolean =>
  (value & 0x20) !== 0 && (value & 0x80) !== 0 && (value & (0x200 | 0x4000000)) !== 0;

/** Set on every call of a site without an Edge, good calls included (a published header of a call within one network). */
const NO_TURN_SERVER = 0x80000;

/** How the call that the header is about ended: `stood` = with a nominated pair, so a path was found. */
function endOf(d: SipDiagnostic, incident: Incident): 'failed' | 'stood' | 'open' {
  const call = incident.call(d.callId);
  if (failedToConnect(d) || (call && mediaFailed(call))) return 'failed';
  return call?.result === 'connected' && call.selected.length > 0 ? 'stood' : 'open';
}

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
    'edge-udp-blocked',
    'ice-relay-via-tunnel',
    'ice-tunnel-selected',
    'ice-tunnel-candidate',
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
      const { bits } = decodeIceWarn(value);
      const grave = bits.filter(
        (b) => b.weight === 'never' && b.confirmed && !(b.bit === NO_TURN_SERVER && end === 'stood'),
      );
      const lost = NO_PATH(value) && end !== 'stood';
      const bad = [...grave, ...(failed || lost ? bits.filter((b) => b.weight === 'side') : [])];
      const [action, ...actions] = [...new Set(bad.map((b) => b.action))];
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
        about: ids.map(callKey),
        severity: failed && grave.length > 0 ? 'error' : 'warning',
        confidence: grave.length > 0 || failed ? 'certain' : 'likely',
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
