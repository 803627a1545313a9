import { addressKey, nameKey } from '../src/describe.ts';
import { clearOfNames } from '../src/encrypted-dns.ts';
import { answers, NO_DNS, noDns } from '../src/pc-names.ts';
import { reached, signedInInside, vpn } from '../src/reach.ts';
import { hideInternalDiscovery } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

export default defineRule({
  id: 'dns-internal-discovery',
  title: 'Internal discovery names resolve for a VPN client',
  severity: 'warning',
  owner: 'dns',
  needs: [],
  explainedBy: ['vpn-lan-overlap', 'vpn-process-split-only', 'vpn-dns-takeover'],
  rises: true,
  verify:
    'nslookup of lyncdiscoverinternal in the domain of the sign-in address, with the VPN connected: NXDOMAIN, at once.',
  *check(incident) {
    if (noDns(incident)) return missing(NO_DNS);
    const asked = answers(incident).filter((l) => l.role === 'discovery-internal');
    if (asked.length === 0) return missing('a DNS answer for lyncdiscoverinternal, sipinternal or _sipinternaltls');
    const known = vpn(incident);
    if (known === undefined)
      return missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
    // A sinkhole's 0.0.0.0 or a provider's search page is no internal server.
    const found = asked.filter((l) => l.exists && (l.pointer || l.addresses.some((a) => incident.isInternal(a))));
    const addresses = [...new Set(found.flatMap((l) => l.addresses))];
    if (found.length === 0) return clearOfNames(incident);
    // A client that is let in through the tunnel and gets there is meant to be an internal one.
    if (signedInInside(incident) || addresses.some((a) => reached(incident, a))) return 'clear';
    const names = [...new Set(found.map((l) => l.name))];
    yield {
      message: `${list(names)} ${names.length > 1 ? 'resolve' : 'resolves'} for this VPN client${addresses.length > 0 ? ` (${list(addresses)})` : ''}: it takes itself for an internal client and asks for internal servers.`,
      subject: names[0]!,
      subjects: names,
      about: [...names.map(nameKey), ...addresses.map(addressKey)],
      confidence: known,
      evidence: [found[0]!.evidence, ...found.slice(1).map((l) => l.evidence)],
      fix: [hideInternalDiscovery(names)],
    };
    return 'clear';
  },
});
