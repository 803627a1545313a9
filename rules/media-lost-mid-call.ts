import { MID_CALL_TEXT } from '../src/calls.ts';
import { callKey, callsWords, clock, groupBy, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { SipDiagnostic, VpnEvent } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { defineRule } from '../src/rule.ts';

/** Media that stops is noticed, and the call ended, within this time. Milliseconds; inferred. */
const NOTICED = 60_000;

const FIX = [
  'Compare the time with VPN reconnects and network changes of the PC (Wi-Fi roaming, docking).',
  'Raise the idle time-out of NAT and firewall for UDP, and keep the media outside the tunnel.',
] as const;

const why = (down: VpnEvent): string =>
  `Find out why the VPN went down at ${clock(down.time)} (the lines around that one in its log); a call inside the tunnel ends with it.`;

export default defineRule({
  id: 'media-lost-mid-call',
  title: 'Media stopped in the middle of a call',
  severity: 'error',
  owner: 'network',
  needs: ['sip.diagnostic'],
  explainedBy: ['ice-tunnel-selected', 'media-in-tunnel', 'icewarn-fault'],
  verify: 'A call longer than the failed one stands, also while the VPN reconnects.',
  *check(incident) {
    // The numbers 31 to 34 follow a pattern no public source confirms: the text decides.
    const lost = incident.all('sip.diagnostic').filter((d) => MID_CALL_TEXT.test(d.reason ?? ''));
    for (const [code, same] of groupBy(lost, (d) => `${d.code}`)) {
      const ids = [...new Set(same.flatMap((d) => d.callId ?? []))];
      const what = sentence(callsWords(ids.flatMap((id) => incident.call(id) ?? [])));
      const down = same.map((d) => wentDown(incident, d)).find((e) => e !== undefined);
      yield {
        message:
          `${what} lost media while up (${code}: ${same[0].reason}).` +
          (down === undefined ? '' : ` The VPN went down at ${clock(down.time)}, shortly before.`),
        subject: code,
        subjects: [code, ...ids],
        about: ids.map(callKey),
        evidence: evidence.proof([
          ...same.map(evidence.diagnostic),
          ...(down === undefined ? [] : [evidence.seen(down, down.excerpt)]),
        ]),
        ...(down === undefined ? {} : { owner: 'vpn' }),
        noticed: `${what} dropped.`,
        fix: down === undefined ? FIX : [why(down), ...FIX],
      };
    }
    return 'clear';
  },
});

/** The tunnel's end right before the header that tells of the loss. Both clocks are this PC's. */
const wentDown = (incident: Incident, d: SipDiagnostic): VpnEvent | undefined =>
  'frame' in d.at || d.time === undefined
    ? undefined
    : incident
        .all('vpn.event')
        .findLast(
          (e) =>
            e.event === 'disconnected' &&
            incident.machines.isPc(e) &&
            e.time !== undefined &&
            e.time <= d.time! &&
            d.time! - e.time <= NOTICED,
        );
