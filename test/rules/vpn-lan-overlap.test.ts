import { describe, expect, test } from 'vitest';
import dnsRule from '../../rules/dns-internal-answer.ts';
import slowRule from '../../rules/sign-in-slow-fallback.ts';
import rule from '../../rules/vpn-lan-overlap.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  adapter,
  check,
  checkAll,
  clear,
  dns,
  endpoint,
  FRONT_END,
  finding,
  found,
  onLine,
  route,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  vpnTunnel,
} from '../facts.ts';

const HOME = '10.60.4.77';
const PANGP = 'PANGP Virtual Ethernet Adapter Secure';
const lan = adapter({ own: `${HOME}/24`, section: 'wireless', gateways: ['10.60.4.1'], dnsServers: ['10.60.4.1'] });
const pc = [lan, adapter({ own: `${TUNNEL}/32`, description: PANGP, line: 10 })];
const local = route(`10.60.4.0/24 on-link ${HOME} 291`, { line: 12 });
const wide = route(`10.0.0.0/8 on-link ${TUNNEL} 1`, { line: 13 });
const register = sipMessage({
  method: 'REGISTER',
  line: 30,
  local: endpoint(`${HOME}:50311`),
  remote: endpoint(`${FRONT_END}:5061`),
});
const all = [...pc, local, wide, register];
const told = (facts: readonly Fact[]) => check(rule, facts).findings.map((f) => [f.confidence, f.subjects]);

describe('fires', () => {
  test('on a home network that has the server’s addresses', () => {
    expect(check(rule, all)).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            '10.60.4.21 is inside, where the VPN leads 10.0.0.0/8, but the PC is in 10.60.4.0/24 itself, at 10.60.4.77: what it sends there stays in the local network.',
          subject: FRONT_END,
          noticed: 'Sign-in hangs: 10.60.4.21 cannot be reached over the VPN.',
          evidence: [
            onLine(30, '09:20:00', 'REGISTER sent to 10.60.4.21:5061'),
            { source: 'route-print.txt', line: 12, excerpt: '10.60.4.0/24 on-link on 10.60.4.77' },
            { source: 'route-print.txt', line: 13, excerpt: '10.0.0.0/8 into the tunnel' },
          ],
          fix: [
            'Have the user connect from another network (a telephone’s hotspot), or give the home router another range that the company does not use.',
            'For all users in such networks (VPN team): a route of its own into the tunnel for each server (10.60.4.21/32), which is more specific than any local network.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('by what the VPN says of its split; as likely when nothing was sent yet', () => {
    const says = vpnTunnel({ addresses: [TUNNEL], up: true, includeRoutes: ['10.60.0.0/16'], excludeRoutes: [] });
    const answer = dns('sip.contoso.com', [`A ${FRONT_END}`]);
    expect(told([...splitTunnel(), ...pc, local, says, answer])).toEqual([['likely', [FRONT_END]]]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['the server answered: the PC is in the company', [...all, { ...register, status: 200, direction: 'received' }]],
    ['a route of its own leads into the tunnel', [...all, route(`${FRONT_END}/32 on-link ${TUNNEL} 1`)]],
    ['nothing leads there but everything', [...pc, local, route(`0.0.0.0/0 on-link ${TUNNEL} 1`), register]],
    ['by the router, not a neighbour', [...pc, route(`10.60.4.0/24 10.60.5.1 ${HOME} 20`), wide, register]],
    ['the router itself', [...pc, local, wide, { ...register, remote: endpoint('10.60.4.1:443') }]],
  ])('%s', (_, facts) => {
    expect(check(rule, facts)).toEqual(clear(rule));
  });
});

test('skipped without a table, and without a server inside', () => {
  expect(check(rule, [...pc, register])).toEqual(skipped(rule, 'route print of the PC'));
  expect(check(rule, [...pc, local, wide])).toEqual(
    skipped(rule, 'an internal SfB or Exchange server that the client looked for (client log, or DNS)'),
  );
});

test('explains the wait, and answers that are right elsewhere', () => {
  const edge = endpoint(`${ACCESS_EDGE}:443`);
  const later = (status?: number) =>
    sipMessage({ method: 'REGISTER', callId: 'e', line: 40, clock: '09:20:42', remote: edge, status });
  const answer = dns('sip.contoso.com', [`A ${FRONT_END}`]);
  const report = checkAll([rule, slowRule, dnsRule], [...all, later(), later(200), ...splitTunnel(), answer]);
  expect(report.findings.map((f) => [f.rule, f.cause])).toEqual([
    ['vpn-lan-overlap', []],
    ['dns-internal-answer', ['vpn-lan-overlap']],
    ['sign-in-slow-fallback', ['vpn-lan-overlap', 'dns-internal-answer']],
  ]);
});
