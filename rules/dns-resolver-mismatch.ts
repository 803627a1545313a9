import { addressKey, nameKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { vpn } from '../src/reach.ts';
import { serveExternalRecords } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';

export default defineRule({
  id: 'dns-resolver-mismatch',
  title: 'One resolver answers with an internal, another with a public address',
  severity: 'warning',
  owner: 'dns',
  needs: ['dns.exchange'],
  verify: 'nslookup NAME against each resolver that ipconfig /all lists: both answer with the same, public, address.',
  *check(incident) {
    const asked = incident.lookups.filter((l) => l.meaning.role !== 'discovery-internal' && l.addresses.length > 0);
    if (asked.length === 0) return missing('DNS answers for SfB names');
    if (vpn(incident) === undefined)
      return missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
    for (const name of new Set(asked.map((l) => l.dns.name))) {
      const same = asked.filter((l) => l.dns.name === name);
      const inside = same.find((l) => l.addresses.some((a) => incident.isInternal(a)));
      const open = same.find(
        (l) => l.addresses.some((a) => incident.isPublic(a)) && l.dns.resolver.address !== inside?.dns.resolver.address,
      );
      if (!inside || !open) continue;
      yield {
        message: `${name} is ${inside.addresses[0]} by ${inside.dns.resolver.address} and ${open.addresses[0]} by ${open.dns.resolver.address}: which one the client uses is a matter of which answers first.`,
        subject: name,
        about: [nameKey(name), ...inside.addresses.map(addressKey)],
        evidence: [evidence.dns(inside.dns), evidence.dns(open.dns)],
        fix: serveExternalRecords(incident, [name]),
      };
    }
    return 'clear';
  },
});
