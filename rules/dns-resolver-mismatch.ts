import { addressKey, groupBy, nameKey } from '../src/describe.ts';
import { clearOfNames } from '../src/encrypted-dns.ts';
import * as evidence from '../src/evidence.ts';
import { signedInInside, vpn, vpnUp } from '../src/reach.ts';
import { serveExternalRecords } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

/** Windows asks all its resolvers within seconds. An answer that came earlier than that before the internal one was
 *  given before the VPN was up: not a mismatch. Milliseconds. */
const TOGETHER = 30_000;

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
    const byName = groupBy(asked, (l) => l.dns.name);
    const pairs = [...byName].flatMap(([name, same]) => {
      const inside = same.find((l) => l.addresses.some((a) => incident.isInternal(a)));
      const open = same.find(
        (l) =>
          l.addresses.some((a) => incident.isPublic(a)) &&
          l.dns.resolver.address !== inside?.dns.resolver.address &&
          (l.dns.time ?? 0) >= (inside?.dns.time ?? 0) - TOGETHER &&
          vpnUp(incident, l.dns.time ?? 0),
      );
      return inside && open ? [{ name, inside, open }] : [];
    });
    const first = pairs[0];
    if (!first) {
      const compared = [...byName.values()].some((same) => new Set(same.map((l) => l.dns.resolver.address)).size > 1);
      return compared ? clearOfNames(incident) : missing('answers for one SfB name from two resolvers');
    }
    const names = pairs.map((p) => p.name);
    // A client that is let in inside is meant to ask there: then the other answer is what the rest of the world gets.
    const served = signedInInside(incident);
    yield {
      message: `${first.name} is ${first.inside.addresses.find((a) => incident.isInternal(a))} by ${first.inside.dns.resolver.address} and ${first.open.addresses[0]} by ${first.open.dns.resolver.address}${names.length > 1 ? `; likewise ${list(names.slice(1))}` : ''}: ${served ? 'the client was let in inside, as split DNS means it.' : 'which one the client uses is a matter of which answers first.'}`,
      subject: first.name,
      subjects: names,
      about: [
        ...names.map(nameKey),
        ...pairs.flatMap((p) => p.inside.addresses.filter((a) => incident.isInternal(a)).map(addressKey)),
      ],
      ...(served ? { severity: 'note' } : {}),
      evidence: evidence.proof(pairs.flatMap((p) => [evidence.dns(p.inside.dns), evidence.dns(p.open.dns)])),
      fix: serveExternalRecords(incident, names),
    };
    return 'clear';
  },
});
