import { describe, expect, test } from 'vitest';
import rule from '../../rules/vpn-inside-reachable.ts';
import type { Fact } from '../../src/facts.ts';
import { NO_SITE } from '../../src/site.ts';
import {
  ACCESS_EDGE,
  check,
  clear,
  deadTcp,
  dns,
  FRONT_END,
  finding,
  found,
  iface,
  inFrame,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

const register = sipMessage({
  method: 'REGISTER',
  local: { address: WIFI, port: 50311 },
  remote: { address: ACCESS_EDGE, port: 443 },
});
const names = dns('sip.contoso.com', [`A ${FRONT_END}`]);
const excluded = vpnTunnel({
  addresses: [TUNNEL],
  includeRoutes: ['10.0.0.0/8'],
  excludeRoutes: [`${ACCESS_EDGE}/32`],
  line: 7,
});
const through = tcp({ client: `${TUNNEL}:50300`, server: `${FRONT_END}:5061`, interface: 1, frame: 40 });
const all = [...splitTunnel(), register, names, excluded];
const FIX = [
  'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers (10.60.4.21).',
] as const;

describe('fires', () => {
  test('on an answer through the tunnel', () => {
    expect(check(rule, [...all, through])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            '10.60.4.21:5061 answered this client through the tunnel, although the VPN keeps 198.51.100.40 out of the tunnel: the client takes the way inside for usable and mixes both. A firewall rule between the VPN pool and the internal servers is missing.',
          subject: `${FRONT_END}:5061`,
          evidence: [
            { source: 'PanGPS.log', line: 7, excerpt: 'beside the tunnel: 198.51.100.40' },
            inFrame(40, '09:20:00', 'TCP to 10.60.4.21:5061 in the tunnel, answered'),
          ],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });
  test('likely where a program or the profile is all that says so', () => {
    const program = vpnTunnel({ addresses: [TUNNEL], includeRoutes: ['0.0.0.0/0'], excludeApplications: ['lync.exe'] });
    expect(
      check(rule, [...splitTunnel(), register, names, program, through]).findings.map((f) => f.confidence),
    ).toEqual(['likely']);
    const site = {
      ...NO_SITE,
      servers: [{ name: 'sip.contoso.com', kind: 'sfb', inside: [], outside: [ACCESS_EDGE] }] as const,
    };
    expect(check(rule, [...splitTunnel(), names, through], { site }).findings.map((f) => f.confidence)).toEqual([
      'likely',
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['nobody answered', [deadTcp({ client: `${TUNNEL}:50300`, interface: 1, frame: 40 })]],
    ['some other server', [tcp({ client: `${TUNNEL}:50300`, server: '10.60.9.9:445', interface: 1 })]],
    ['beside the tunnel: an office', [tcp({ server: `${FRONT_END}:5061` })]],
  ])('%s', (_, facts) => {
    expect(check(rule, [...all, ...facts])).toEqual(clear(rule));
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  [
    'nothing says that SfB is meant to be outside',
    [...splitTunnel(), register, names, through],
    'whether SfB is meant to go beside the tunnel (the VPN client’s log, or the profile’s servers)',
  ],
  ['no capture of the tunnel', [iface(), register, names, excluded], 'a capture of the tunnel adapter'],
  ['no capture', [register, excluded], 'a capture'],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
