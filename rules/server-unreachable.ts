import { endpointText } from '../src/addresses.ts';
import { addressKey, groupBy } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { Incident } from '../src/incident.ts';
import { cutShort, type Failure, failedConnections, leaksOf } from '../src/reach.ts';
import { defineRule, missing } from '../src/rule.ts';
import type { SignIn } from '../src/sign-in.ts';
import { list } from '../src/text.ts';

/** SIP of clients inside; an Access Edge takes its clients on 443. */
const SIP_INSIDE: ReadonlySet<number> = new Set([5060, 5061]);

/** Where a sign-in got through elsewhere this soon, nobody waited. Milliseconds. */
const AT_ONCE = 10_000;

/** The sign-in that went another way at once, as through the proxy where the direct way is closed on purpose. */
const wentElsewhere = (f: Failure, incident: Incident): SignIn | undefined =>
  incident.signIns.find((s) => {
    const offset = incident.utcOffset(s.messages[0]?.at.source ?? '');
    const wait = s.end === undefined || offset === undefined ? -1 : s.end - offset - f.time;
    return s.result === 'signed-in' && s.kind !== 'refresh' && wait >= 0 && wait <= AT_ONCE;
  });

const isV6 = (address: string): boolean => address.includes(':');

export default defineRule({
  id: 'server-unreachable',
  title: 'A Skype for Business or Exchange server cannot be reached',
  severity: 'error',
  owner: 'network',
  needs: ['tcp.conversation'],
  explainedBy: [
    'vpn-lan-overlap',
    'dns-internal-answer',
    'dns-internal-discovery',
    'path-asymmetric',
    'ipsec-nat-before-policy',
    'ipsec-virtual-ip-not-natted',
    'icmp-redirect',
    'vpn-class-route',
    'ipsec-forwarding-off',
    'ipsec-virtual-ip-no-proxy-arp',
  ],
  verify: 'Test-NetConnection SERVER -Port PORT from the PC succeeds.',
  *check(incident) {
    const tried = incident.all('tcp.conversation').filter((c) => incident.servers.has(c.server.address));
    if (tried.length === 0) return missing('a TCP connection to an SfB or Exchange server');
    const leaked = new Set(leaksOf(incident).map((l) => `${l.source} ${l.to}`));
    const worked = tried.filter((c) => c.established && !cutShort(c));
    const reached = new Set(worked.map((c) => `${c.server.address} ${c.server.port}`));
    const up = new Set(worked.map((c) => c.server.address));
    // Clients try these and go on to TCP 443: plain HTTP, the inside port of SIP at an Access Edge, the other IP version.
    const fallback = (f: Failure): boolean =>
      (reached.has(`${f.address} 443`) &&
        (f.port === 80 || (incident.isPublic(f.address) && SIP_INSIDE.has(f.port)))) ||
      sameName(f).some((a) => isV6(a) !== isV6(f.address));
    // Of each name the first servers that were reached, two of each IP version: one may be the one that is asked about.
    const named = new Map<string, string[]>();
    for (const s of incident.servers.values())
      for (const n of up.has(s.address) ? s.names : []) {
        const known = named.get(n) ?? [];
        if (known.filter((a) => isV6(a) === isV6(s.address)).length < 2) named.set(n, [...known, s.address]);
      }
    const sameName = (f: Failure): readonly string[] =>
      (f.server?.names ?? []).flatMap((n) => named.get(n) ?? []).filter((a) => a !== f.address);
    const failed = failedConnections(incident).filter(
      (f) =>
        f.server &&
        !fallback(f) &&
        !f.server.roles.has('media-relay') &&
        !leaked.has(`${f.source} ${f.to}`) &&
        !reached.has(`${f.address} ${f.port}`),
    );
    for (const [to, same] of groupBy(failed, (f) => f.to)) {
      const { server, words, from, how } = same[0];
      const onlySignIn = server !== undefined && [...server.roles].every((r) => r === 'registrar');
      const elsewhere = onlySignIn ? wentElsewhere(same[0], incident) : undefined;
      yield {
        message: `${to} (${list([...(server?.names ?? [])]) || server?.because}) cannot be reached from ${from}: ${words}${elsewhere?.registrar ? `; the client signed in at ${endpointText(elsewhere.registrar)} at once` : ''}.`,
        subject: to,
        about: [addressKey(same[0].address)],
        // Another server of that name took its place.
        severity: elsewhere ? 'note' : sameName(same[0]).length > 0 ? 'warning' : 'error',
        confidence: how === 'unanswered' || how === 'cut' ? 'likely' : 'certain',
        evidence: evidence.proof(same.flatMap((f) => f.evidence)),
        ...(elsewhere ? {} : { noticed: `The client cannot connect to ${to}.` }),
        fix: [
          how === 'cut'
            ? `Look for a firewall or proxy between ${from} and ${to} that reads TLS hellos and resets the connection; exempt ${to} from it. If there is none, the service on ${to} itself does.`
            : how === 'refused'
              ? `Check that the service on ${to} runs, and that no firewall resets the connection.`
              : `Let ${from} reach ${to} over TCP: routing and firewall on the way${how === 'rejected' ? ' (the ICMP error names the router that refused)' : ''}.`,
        ],
      };
    }
    const judged = new Set(failedConnections(incident).map((f) => f.to));
    const open = tried.some(
      (c) =>
        !c.established &&
        c.syns.length > 0 &&
        !reached.has(`${c.server.address} ${c.server.port}`) &&
        !judged.has(endpointText(c.server)),
    );
    return open ? missing('a capture that goes on long enough after the last attempt to connect') : 'clear';
  },
});
