import { addressKey } from '../src/describe.ts';
import { mssFor } from '../src/effective-mtu.ts';
import * as evidence from '../src/evidence.ts';
import { clampMss } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { tunnelMtu } from '../src/tunnel-mtu.ts';
import { tunnelAddresses } from '../src/vpn-design.ts';

/** Packets that were too large once encapsulated (strongSwan documentation, "MTU/MSS issues"). */
const COUNTER = 'XfrmOutStateModeError';
/** strongSwan’s page clamps to it where the cipher is not known. */
const USUAL_CLAMP = 1360;

export default defineRule({
  id: 'mtu-xfrm-errors',
  title: 'The gateway’s kernel counts packets that are too large for the tunnel',
  severity: 'warning',
  owner: 'vpn',
  needs: ['host.setting'],
  rises: true,
  verify: 'Read /proc/net/xfrm_stat twice while clients work: XfrmOutStateModeError stays the same.',
  *check(incident) {
    const read = incident.all('host.setting').filter((s) => s.name === COUNTER && /^\d{1,15}$/.test(s.value));
    const last = read.at(-1);
    if (!last) return missing('/proc/net/xfrm_stat of the gateway');
    const value = Number(last.value);
    if (value === 0) return 'clear';
    const earlier = read.slice(0, -1).findLast((s) => Number(s.value) < value);
    if (read.length > 1 && !earlier) return 'clear';
    const tunnel = tunnelMtu(incident);
    yield {
      message: earlier
        ? `${COUNTER} grew from ${earlier.value} to ${last.value}: packets were too large once IPsec was around them.`
        : `${COUNTER} is ${last.value}: since the start of the machine packets were too large once IPsec was around them. A second reading some minutes later tells whether that goes on.`,
      subject: COUNTER,
      about: tunnelAddresses(incident).map(addressKey),
      severity: earlier ? 'warning' : 'note',
      confidence: earlier ? 'certain' : 'possible',
      evidence: evidence.proof([
        ...(earlier ? [evidence.seen(earlier, `${COUNTER} ${earlier.value}`)] : []),
        evidence.seen(last, `${COUNTER} ${last.value}`),
      ]),
      fix: clampMss(incident, tunnel && tunnel.how !== 'bound' ? mssFor(tunnel.mtu, 4) : USUAL_CLAMP),
    };
    return 'clear';
  },
});
