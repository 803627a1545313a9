import { callKey, callsWords, groupBy, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { decodeIceWarn } from '../src/knowledge/icewarn.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

/** Direct, over the UDP relay, and over TCP all failed: no path was left. */
const NO_PATH = (value: number): boolean =>
  (value & 0x20) !== 0 && (value & 0x80) !== 0 && (value & (0x200 | 0x4000000)) !== 0;

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
    const failed = (id: string | undefined): boolean => incident.call(id)?.result === 'failed';
    for (const [, same] of groupBy(warned, (d) => `${d.media!.iceWarn} ${failed(d.callId)}`)) {
      const d = same[0];
      const value = d.media!.iceWarn!;
      const { bits } = decodeIceWarn(value);
      const grave = bits.filter((b) => b.weight === 'never' && b.confirmed);
      const lost = NO_PATH(value);
      const bad = [...grave, ...(failed(d.callId) || lost ? bits.filter((b) => b.weight === 'side') : [])];
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
        severity: failed(d.callId) && grave.length > 0 ? 'error' : 'warning',
        confidence: grave.length > 0 || failed(d.callId) ? 'certain' : 'likely',
        evidence: evidence.proof(same.map(evidence.diagnostic)),
        ...(lost && calls.length > 0 && !failed(d.callId)
          ? { noticed: `${sentence(callsWords(calls))} may have been silent.` }
          : {}),
        fix: [action, ...actions],
      };
    }
    return 'clear';
  },
});
