import { nameKey } from '../src/describe.ts';
import { clearOfNames, encryptedDns } from '../src/encrypted-dns.ts';
import * as evidence from '../src/evidence.ts';
import type { Incident, Lookup } from '../src/incident.ts';
import { reached, vpn, wentOn } from '../src/reach.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

/** Queries that stayed without an answer before silence says something. */
const TRIES = 3;

export default defineRule({
  id: 'dns-record-missing',
  title: 'A DNS record that the client needs from outside is missing',
  severity: 'warning',
  owner: 'dns',
  needs: ['dns.exchange'],
  rises: true,
  verify: 'nslookup the names from outside: each answers with a public address.',
  *check(incident) {
    const remote = vpn(incident) !== undefined || incident.all('sip.message').some((m) => m.remoteUser);
    if (!remote) return missing('whether this client is outside (a VPN, or a sign-in through the Edge)');
    const asked = incident.lookups.filter(
      (l) =>
        l.meaning.role !== 'discovery-internal' && l.meaning.role !== 'exchange' && /^(A|AAAA|SRV)$/.test(l.dns.type),
    );
    if (asked.length === 0) return missing('DNS questions for SfB names (clear the DNS cache before the capture)');
    const byName = group(asked);
    const absent = [...byName]
      .filter(([, all]) => all.every((l) => isAbsent(l, incident)) && all.some((l) => l.dns.type !== 'AAAA'))
      .map(([name]) => name);
    // One way in is enough: the client tries lyncdiscover, SRV and plain names until one answers. A way it knew before
    // the capture began shows in the connection.
    const signIn = [...byName].filter(
      ([, all]) => all[0]!.meaning.role === 'discovery' || all[0]!.meaning.role === 'registrar',
    );
    const wayIn =
      signIn.some(([name]) => !absent.includes(name)) ||
      [...incident.servers.values()].some((s) => s.roles.has('registrar') && reached(incident, s.address));
    const wanted = absent.filter((name) =>
      wayIn ? byName.get(name)![0]!.meaning.role === 'edge-media' : byName.get(name)![0]!.meaning.role !== 'web',
    );
    if (wanted.length === 0) return clearOfNames(incident);
    yield {
      message: `${list(wanted)} ${wanted.length > 1 ? 'do' : 'does'} not resolve for this client.`,
      subject: wanted[0]!,
      subjects: wanted,
      about: wanted.map(nameKey),
      confidence:
        encryptedDns(incident).length === 0 &&
        wanted.every((name) => byName.get(name)!.some((l) => l.dns.rcode === 'NXDOMAIN'))
          ? 'certain'
          : 'likely',
      evidence: evidence.proof(wanted.flatMap((name) => byName.get(name)!.map((l) => evidence.dns(l.dns)))),
      fix: [
        `Publish ${list(wanted, 6)} in the DNS zone that clients outside and VPN clients ask, pointing to the external address.`,
      ],
    };
    return 'clear';
  },
});

function group(lookups: readonly Lookup[]): ReadonlyMap<string, readonly Lookup[]> {
  const groups = new Map<string, Lookup[]>();
  for (const l of lookups) groups.set(l.dns.name, [...(groups.get(l.dns.name) ?? []), l]);
  return groups;
}

/** NXDOMAIN, or asked again and again without any answer; an empty NOERROR may be the other address family. */
function isAbsent({ dns, addresses }: Lookup, incident: Incident): boolean {
  // A truncated answer is asked for again over TCP.
  if (dns.answer) return dns.rcode === 'NXDOMAIN' || (dns.type === 'AAAA' && addresses.length === 0 && !dns.truncated);
  // The client that hears nothing here may have been answered there.
  if (encryptedDns(incident).length > 0) return dns.type === 'AAAA';
  const last = dns.queries.at(-1);
  return (
    dns.type === 'AAAA' ||
    (dns.queries.length >= TRIES && last !== undefined && wentOn(incident, dns.at.source, dns.interface, last.time))
  );
}
