import { endpointText } from '../src/addresses.ts';
import { addressKey, clock } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { Endpoint, LogTrace } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { vpn } from '../src/reach.ts';
import { serveExternalRecords } from '../src/remedies.ts';
import type { Way } from '../src/routing.ts';
import { defineRule, missing } from '../src/rule.ts';
import { type Fallback, fallbackOf } from '../src/sign-in.ts';
import { list } from '../src/text.ts';

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
const WAY = { edge: ' through the Edge', inside: ' inside', unknown: '' };

export default defineRule({
  id: 'sign-in-slow-fallback',
  title: 'Sign-in waits for a server that never answers before it succeeds elsewhere',
  severity: 'warning',
  owner: 'dns',
  needs: ['sip.message'],
  explainedBy: [
    'vpn-lan-overlap',
    'vpn-class-route',
    'dns-hosts-override',
    'dns-internal-answer',
    'dns-internal-discovery',
    'leak-internal-address',
    'server-unreachable',
    'path-asymmetric',
    'ipsec-nat-before-policy',
    'ipsec-virtual-ip-not-natted',
    'icmp-redirect',
    'mtu-blackhole',
  ],
  verify: 'Sign out and in again: the first REGISTER of the log is answered at once.',
  *check(incident) {
    const { signIns } = incident;
    for (const f of signIns.flatMap((s) => fallbackOf(s) ?? [])) {
      const { signIn, dead, took } = f;
      const servers = [...new Set(dead.map((d) => endpointText(d.registrar!)))];
      const addresses = [...new Set(dead.map((d) => d.registrar!.address))];
      const names = [
        ...new Set(
          incident.lookups
            .filter((l) => l.addresses.some((a) => addresses.includes(a) && incident.isInternal(a)))
            .map((l) => l.dns.name),
        ),
      ].sort();
      const trace = incident.all('log.trace').filter((t) => between(t, f) && addresses.includes(t.address ?? ''));
      // Of a VPN client: a server inside to which no route and no selector leads.
      const beside = vpn(incident) && addresses.find((a) => incident.isInternal(a) && way(incident, a) !== undefined);
      const leads = beside && way(incident, beside);
      const before = signIns
        .slice(0, signIns.indexOf(signIn))
        .findLast((s) => s.user === signIn.user && s.result === 'signed-in' && same(s.registrar, dead[0].registrar));
      const moved = before?.local && before.local.address !== signIn.local?.address ? before.local.address : undefined;
      const inside = signIn.way === 'inside' && moved === undefined;
      yield {
        message: `Sign-in at ${clock(dead[0].start)} took ${seconds(took)}: ${list(servers)} never answered, then ${endpointText(signIn.registrar!)} let the client in${WAY[signIn.way]}.${leads ? ` What goes to ${beside} leaves beside the tunnel.` : ''}${moved ? ` ${servers[0]} had let the client in before, from ${moved}: the PC is in another network now.` : ''}`,
        subject: servers[0]!,
        subjects: servers,
        about: addresses.map(addressKey),
        evidence: evidence.proof([
          ...dead.map((d) => evidence.message(d.messages[0]!)),
          ...(leads ? [evidence.placed(leads.at, `${beside}: ${leads.because}`)] : []),
          ...trace.map(evidence.trace),
          evidence.message(signIn.answer!),
        ]),
        // A client that was carried home tries the office first; of a VPN client there may be more to it.
        ...(moved && vpn(incident) === undefined ? { severity: 'note' } : {}),
        ...(inside ? { owner: 'uc' } : {}),
        noticed: `Sign-in at ${clock(dead[0].start)} took ${seconds(took)}.`,
        fix:
          names.length > 0 && signIn.way === 'edge'
            ? serveExternalRecords(incident, names)
            : leads
              ? [
                  `If SfB is meant to be reached inside, lead ${list(addresses)} into the tunnel (VPN team: a route or traffic selector); if not, answer its names with external addresses for VPN clients.`,
                ]
              : inside
                ? [
                    `Check that the service on ${list(servers)} runs, and the way to it from the PC (Test-NetConnection ADDRESS -Port PORT): another registrar inside took its place.`,
                  ]
                : [
                    `Find what led the client to ${list(servers)} (DNS answers for its sign-in names, a server set by hand or by policy), and make that a server it reaches from here.`,
                  ],
      };
    }
    if (!signIns.some((s) => s.registrar !== undefined)) return missing('a client log that holds a sign-in');
    return signIns.some((s) => s.result !== 'open') ? 'clear' : missing('a log that goes on behind the sign-in');
  },
});

const same = (a: Endpoint | undefined, b: Endpoint | undefined): boolean =>
  a !== undefined && b !== undefined && endpointText(a) === endpointText(b);

const way = (incident: Incident, address: string): Way | undefined => {
  const found = incident.routing.wayTo(address);
  return found?.class === 'physical' ? found : undefined;
};

/** Lines of the same log while the client waited. */
const between = (t: LogTrace, { dead, signIn }: Fallback): boolean =>
  t.at.source === dead[0].messages[0]!.at.source &&
  t.time !== undefined &&
  t.time >= dead[0].start! &&
  t.time <= signIn.end!;
