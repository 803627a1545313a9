import { endpointText } from '../src/addresses.ts';
import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { IKE_PATIENCE, ikeSilences } from '../src/ike.ts';
import { defineRule, missing } from '../src/rule.ts';

export default defineRule({
  id: 'ike-unanswered',
  title: 'The VPN gateway does not answer IKE',
  severity: 'error',
  owner: 'network',
  needs: ['ike.exchange'],
  explainedBy: ['outer-fragments'],
  verify:
    'Reconnect with a capture of the physical adapter: IKE_SA_INIT on UDP 500 and IKE_AUTH on UDP 4500 are answered.',
  *check(incident) {
    const { silences, open } = ikeSilences(incident);
    for (const { exchange: x, stage, began, rejected } of silences) {
      const to = endpointText(x.server);
      const pieces =
        x.fragments > 1 ? ` It went in ${x.fragments} fragments, and a box that drops fragments drops it.` : '';
      yield {
        message:
          stage === 'start'
            ? `${to} did not answer ${x.transmissions} IKE requests (${x.exchange}) from ${x.client.address}${rejected ? `; ${rejected.from} rejected them (ICMP ${rejected.type}/${rejected.code})` : ''}.`
            : stage === 'auth'
              ? `IKE with ${x.server.address} began (${endpointText(began!.server)} answered), but ${to} did not answer ${x.transmissions} × ${x.exchange}.${pieces}`
              : `${to} no longer answers IKE: ${x.transmissions} × ${x.exchange} from ${x.client.address} without an answer. The tunnel is dead until it is set up anew.`,
        subject: x.server.address,
        about: [...new Set([x.server.address, x.client.address, ...incident.host.tunnels.map((t) => t.address)])].map(
          addressKey,
        ),
        confidence: rejected ? 'certain' : 'likely',
        evidence: evidence.proof([
          ...(began?.answer ? [evidence.ike(began)] : []),
          evidence.ike(x),
          ...(rejected ? [evidence.icmp(rejected)] : []),
        ]),
        noticed:
          stage === 'later' ? 'The VPN says it is connected, but nothing goes through.' : 'The VPN does not connect.',
        fix: [
          `Open UDP 500 and UDP 4500 (and ESP, IP protocol 50) between ${x.client.address} and ${x.server.address} on the firewalls on the way; check that the gateway’s IKE service runs and knows this client.`,
          ...(stage === 'auth'
            ? ['Switch IKE fragmentation (RFC 7383) on at both ends, so that no IKE message needs IP fragments.']
            : []),
        ],
      };
    }
    return open
      ? missing(`an IKE request with its repeats, both directions captured, and ${IKE_PATIENCE / 1000} s more`)
      : 'clear';
  },
});
