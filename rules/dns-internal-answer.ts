import { addressKey, nameKey, sentTo } from '../src/describe.ts';
import { clearOfNames } from '../src/encrypted-dns.ts';
import * as evidence from '../src/evidence.ts';
import { type Answer, answers, NO_DNS, noDns } from '../src/pc-names.ts';
import { failedConnections, leaksOf, reached, signedInInside, vpn } from '../src/reach.ts';
import { blockInside, dropProcessExclusion, excludeByAddress, serveExternalRecords } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

/** Roles that a client outside has to find on the Internet. */
const OUTSIDE: ReadonlySet<string> = new Set(['discovery', 'registrar', 'edge-media', 'web']);

export default defineRule({
  id: 'dns-internal-answer',
  title: 'SfB names resolve to internal addresses for a VPN client',
  severity: 'warning',
  owner: 'dns',
  needs: [],
  explainedBy: [
    'vpn-lan-overlap',
    'vpn-process-split-only',
    'dns-hosts-override',
    'vpn-class-route',
    'vpn-dns-takeover',
  ],
  rises: true,
  verify:
    'Reconnect the VPN, clear the DNS cache (ipconfig /flushdns) and resolve the names again: every answer is a public address.',
  *check(incident) {
    if (noDns(incident)) return missing(NO_DNS);
    const asked = answers(incident).filter((l) => OUTSIDE.has(l.role));
    if (asked.length === 0) return missing('a DNS answer for an SfB name (clear the DNS cache before the capture)');
    const known = vpn(incident);
    if (known === undefined)
      return missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
    const leaks = leaksOf(incident);
    const failed = new Set(leaks.map((l) => l.address));
    // A client that is let in through the tunnel is meant to be inside; then only what it loses is wrong.
    const served = signedInInside(incident);
    const wrong = asked.filter((l) =>
      l.addresses.some((a) => incident.isInternal(a) && (failed.has(a) || (!served && !reached(incident, a)))),
    );
    if (wrong.length === 0) return clearOfNames(incident);

    const names = [...new Set(wrong.map((l) => l.name))].sort(
      (a, b) => Number(hit(wrong, b, failed)) - Number(hit(wrong, a, failed)),
    );
    const addresses = [...new Set(wrong.flatMap((l) => l.addresses.filter((a) => incident.isInternal(a))))];
    const resolvers = [...new Set(wrong.flatMap((l) => l.resolver ?? []))];
    const broken = addresses.some((a) => failed.has(a));
    const proven = leaks.some((l) => addresses.includes(l.address) && l.confidence === 'certain');
    // By the table, not by an exclusion of the program.
    const unrouted = addresses.every((a) => !failed.has(a) || incident.routing.wayTo(a)?.class === 'physical');
    const tried =
      failedConnections(incident).some((f) => addresses.includes(f.address)) ||
      (wrong.every((l) => !l.captured) &&
        incident.signIns.some((s) => s.result === 'unanswered' && addresses.includes(s.registrar?.address ?? '')));
    const first = names[0]!;
    const answer = wrong.find((l) => l.name === first)!;
    yield {
      message:
        `VPN clients are given internal addresses for ${list(names)} (${first} = ${answer.addresses.find((a) => incident.isInternal(a))}${resolvers.length > 0 ? `, by ${list(resolvers)}` : ''})` +
        (broken
          ? unrouted
            ? ', but the tunnel’s routes do not lead there: the client’s packets leave outside it and are lost.'
            : ', but the SfB client is kept out of the tunnel: its packets leave outside it and are lost.'
          : tried
            ? ', and do not get through to them.'
            : '; a capture of a sign-in would tell whether they get through to them.'),
      subject: first,
      subjects: names,
      about: [...addresses.map(addressKey), ...names.map(nameKey)],
      severity: broken ? 'error' : 'warning',
      confidence: broken ? (proven ? known : 'likely') : tried ? 'likely' : 'possible',
      evidence: [
        answer.evidence,
        ...wrong.filter((l) => l !== answer).map((l) => l.evidence),
        ...sentTo(incident, addresses).map(evidence.message),
      ],
      fix: [
        ...serveExternalRecords(incident, names),
        excludeByAddress(incident),
        blockInside(incident),
        dropProcessExclusion(incident),
      ],
    };
    return 'clear';
  },
});

const hit = (lookups: readonly Answer[], name: string, failed: ReadonlySet<string>): boolean =>
  lookups.some((l) => l.name === name && l.role === 'registrar' && l.addresses.some((a) => failed.has(a)));
