import { addressKey, callKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { hostAddresses, hostCandidates } from '../src/offer-answer.ts';
import type { HostAddress } from '../src/report.ts';
import { defineRule, missing } from '../src/rule.ts';

/** Docker's default bridge on the host itself; anybody may use the network otherwise. */
const DOCKER = '172.17.0.1';

const WORDS: Readonly<Record<string, string>> = {
  'virtual-host': 'a virtual adapter of this PC',
  'link-local': 'an address without a network (link-local)',
  transition: 'an IPv6 transition tunnel (Teredo or 6to4)',
};

function virtual(address: string, known: HostAddress | undefined): HostAddress | undefined {
  if (known && known.class in WORDS && !address.startsWith('fe80:')) return known;
  return address === DOCKER && (known?.class ?? 'unknown') === 'unknown'
    ? { address, class: 'virtual-host', confidence: 'possible', because: "Docker's default bridge" }
    : undefined;
}

export default defineRule({
  id: 'ice-virtual-adapter-candidate',
  title: 'The client offers addresses of virtual adapters',
  severity: 'note',
  owner: 'help-desk',
  needs: ['sdp.session'],
  verify: 'Repeat the call: the offer holds no candidate of the virtual adapter.',
  *check(incident) {
    const offers = incident.all('sdp.session').filter((s) => s.direction === 'sent');
    const addresses = hostAddresses(offers);
    if (addresses.size === 0) return missing('an offer or answer of this client with host candidates');
    for (const address of addresses) {
      const known = virtual(address, incident.host.of(address));
      if (!known) continue;
      const here = hostCandidates(offers, address);
      const ids = [...new Set(here.flatMap((o) => o.session.callId ?? []))];
      yield {
        message: `${address} is offered as a host candidate: ${WORDS[known.class]} (${known.because}). No other PC reaches it; the checks cost time.`,
        subject: address,
        about: [addressKey(address), ...ids.map(callKey)],
        confidence: known.confidence,
        evidence: evidence.proof(
          here
            .filter((o) => o.candidate.component === here[0]!.candidate.component)
            .map((o) => evidence.candidate(o.session, o.candidate)),
        ),
        fix: [
          'Nothing has to be done. If calls come up slowly, disable adapters that are not used (Hyper-V, VirtualBox, VMware, Docker, Teredo).',
        ],
      };
    }
    return 'clear';
  },
});
