import { endpointText } from '../src/addresses.ts';
import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { IpFlow } from '../src/facts.ts';
import { clampMss } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { count } from '../src/text.ts';
import { kindOf, TUNNEL_WORDS } from '../src/tunnel-flows.ts';

/** A single large IKE message in fragments is no trouble of the tunnel. */
const DATAGRAMS = 3;

const fragmented = (f: IpFlow): number => (f.sentFragmented ?? 0) + (f.receivedFragmented ?? 0);

export default defineRule({
  id: 'outer-fragments',
  title: 'The tunnel’s own packets are fragmented',
  severity: 'warning',
  owner: 'vpn',
  needs: ['ip.flow'],
  verify: 'Wireshark on the physical adapter: ip.flags.mf == 1 || ip.frag_offset > 0 shows no packet of the gateway.',
  *check(incident) {
    const tunnels = incident.all('ip.flow').filter((f) => kindOf(f) !== undefined);
    if (tunnels.length === 0) return missing('the tunnel’s packets (a capture of the physical adapter)');
    for (const f of tunnels) {
      // IKE in whole: its fragments are the work of IP as designed, unless it stays unanswered (ike-unanswered).
      if (f.tunnel === 'ike' || fragmented(f) < DATAGRAMS) continue;
      const ways = [
        ...(f.sentFragmented ? [`${f.sentFragmented} of ${f.sent} from ${f.client.address}`] : []),
        ...(f.receivedFragmented ? [`${f.receivedFragmented} of ${f.received} from ${f.server.address}`] : []),
      ];
      const kind = TUNNEL_WORDS[kindOf(f)!];
      yield {
        message: `${count(fragmented(f), 'packet')} of the tunnel (${kind}, ${endpointText(f.client)} ↔ ${endpointText(f.server)}) came in IP fragments: ${ways.join(', ')}. Each costs two packets, and many firewalls drop fragments.`,
        subject: f.server.address,
        about: [...new Set([f.client.address, f.server.address, ...incident.host.tunnels.map((t) => t.address)])].map(
          addressKey,
        ),
        evidence: evidence.proof([
          f.firstFragment
            ? evidence.seenAt(
                f,
                f.firstFragment,
                `fragment of ${kind} between ${f.client.address} and ${f.server.address}`,
              )
            : evidence.flow(f),
        ]),
        noticed: 'The VPN is slow, or large transfers over it hang.',
        fix: [
          'Lower the MTU of the tunnel adapter (or the VPN profile’s), so that inner packets fit with the tunnel’s headers into what the Internet line carries.',
          ...clampMss(incident, 1360),
        ],
      };
    }
    return 'clear';
  },
});
