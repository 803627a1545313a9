import { endpointText } from '../src/addresses.ts';
import { addressKey, clock } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { serveExternalRecords } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { internalServers } from '../src/vpn-design.ts';

/** A sign-in belongs to the VPN's coming up within this time behind it. Milliseconds. */
const SOON = 30 * 60_000;

const ADVICE =
  'Until names and exclusions are right for both orders, sign in to SfB and connect the VPN in the order that works; that is a stopgap.';

export default defineRule({
  id: 'sign-in-vpn-order',
  title: 'Sign-in depends on whether the VPN was up first',
  severity: 'note',
  owner: 'vpn',
  needs: ['sip.message', 'vpn.event'],
  explainedBy: ['vpn-process-split-only', 'dns-internal-answer', 'dns-hosts-override', 'vpn-class-route'],
  verify: 'Connect the VPN first and sign in, then the other way round: both go to the same server at once.',
  *check(incident) {
    const ups = incident
      .all('vpn.event')
      .filter(
        (e) => incident.machines.isPc(e) && (e.event === 'connected' || e.event === 'address') && e.time !== undefined,
      );
    if (ups.length === 0) return missing('when the VPN connected (the log of the VPN client)');
    const signIns = incident.signIns.filter((s) => s.registrar && s.start !== undefined && s.kind !== 'refresh');
    if (signIns.length === 0) return missing('a client log that holds a sign-in');
    for (const up of ups) {
      const at = up.time!;
      const before = signIns.findLast((s) => s.start! < at && s.result === 'signed-in');
      const after = signIns.find((s) => s.start! >= at && s.start! - at <= SOON);
      if (!before || !after || before.registrar!.address === after.registrar!.address) continue;
      const fell = after.result !== 'signed-in' || incident.isInternal(after.registrar!.address);
      if (!fell) continue;
      const inside = internalServers(incident);
      const names = [...new Set(inside.flatMap((a) => incident.servers.get(a)?.names ?? []))];
      yield {
        message: `Before the VPN came up (${clock(at)}) the client was signed in at ${endpointText(before.registrar!)}; behind it, at ${clock(after.start)}, it went to ${endpointText(after.registrar!)}${after.result === 'unanswered' ? ' and got no answer' : ''}: what the VPN changes in names and routes decides where it signs in.`,
        subject: endpointText(after.registrar!),
        about: [before.registrar!.address, after.registrar!.address].map(addressKey),
        confidence: 'likely',
        evidence: evidence.proof([
          evidence.message(before.answer ?? before.messages[0]!),
          evidence.seen(up, up.excerpt),
          evidence.message(after.messages[0]!),
        ]),
        fix: names.length > 0 ? [...serveExternalRecords(incident, names), ADVICE] : [ADVICE],
      };
      return 'clear';
    }
    const first = ups[0]!.time!;
    return signIns.some((s) => s.start! < first) && signIns.some((s) => s.start! >= first)
      ? 'clear'
      : missing('sign-ins from before and after the VPN came up');
  },
});
