import { callKey, callWords } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { decodeIceWarn, type IceWarnBit } from '../src/knowledge/icewarn.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

/** Direct, over the UDP relay, and over TCP all failed: no path was left. */
const NO_PATH = (value: number): boolean =>
  (value & 0x20) !== 0 && (value & 0x80) !== 0 && (value & (0x200 | 0x4000000)) !== 0;

export default defineRule({
  id: 'icewarn-fault',
  title: 'ICEWarn reports a fault of the media path',
  severity: 'warning',
  owner: 'network',
  needs: ['sip.diagnostic'],
  explainedBy: [
    'edge-unreachable',
    'edge-udp-blocked',
    'turn-auth-failed',
    'ice-relay-via-tunnel',
    'ice-tunnel-selected',
    'ice-tunnel-candidate',
  ],
  verify: 'Repeat the call: ICEWarn is 0x0, or holds only bits that good calls show too (0x20, 0x40, 0x100, 0x200).',
  *check(incident) {
    const warned = incident.all('sip.diagnostic').filter((d) => d.media?.iceWarn !== undefined);
    if (warned.length === 0) return missing('a diagnostics header with ICEWarn');
    for (const d of warned) {
      const value = d.media!.iceWarn!;
      const call = incident.calls.find((c) => c.id === d.callId);
      const failed = call?.result === 'failed';
      const { bits } = decodeIceWarn(value);
      const grave = bits.filter((b) => b.weight === 'never' && b.confirmed);
      const lost = NO_PATH(value);
      const bad: readonly IceWarnBit[] = [...grave, ...(failed || lost ? bits.filter((b) => b.weight === 'side') : [])];
      if (bad.length === 0) continue;
      const hex = `0x${value.toString(16)}`;
      yield {
        message: `ICEWarn ${hex}${d.media!.writer ? ` of the ${d.media!.writer}` : ''}: ${list(
          bad.map((b) => b.meaning.toLowerCase()),
          4,
        )}${lost ? '; with the direct path closed too, none was left' : ''}.`,
        subject: call ? `${hex} ${call.id}` : hex,
        about: call ? [callKey(call.id)] : [],
        severity: failed && grave.length > 0 ? 'error' : 'warning',
        confidence: grave.length > 0 || failed ? 'certain' : 'likely',
        evidence: [evidence.diagnostic(d)],
        ...(lost && call && !failed ? { noticed: `In ${callWords(call)} nothing may have been heard.` } : {}),
        fix: actionsOf(bad),
      };
    }
    return 'clear';
  },
});

const actionsOf = (bits: readonly IceWarnBit[]): readonly [string, ...string[]] => {
  const [first, ...rest] = [...new Set(bits.map((b) => b.action))];
  return [first!, ...rest];
};
