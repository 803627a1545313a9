import { describe, expect, test } from 'vitest';
import rule from '../../rules/vpn-exclude-shadowed.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  adapter,
  check,
  clear,
  finding,
  found,
  ROUTER,
  route,
  sipMessage,
  skipped,
  TUNNEL,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

const register = sipMessage({
  method: 'REGISTER',
  local: { address: WIFI, port: 50311 },
  remote: { address: ACCESS_EDGE, port: 443 },
});
const pc = [
  adapter({ gateways: [ROUTER], description: 'Intel(R) Wi-Fi 6E AX211 160MHz' }),
  adapter({ own: `${TUNNEL}/32`, description: 'PANGP Virtual Ethernet Adapter Secure', line: 10 }),
];
const lists = (
  includeRoutes: readonly string[],
  excludeRoutes: readonly string[],
  more: Parameters<typeof vpnTunnel>[0] = {},
) => vpnTunnel({ addresses: [TUNNEL], includeRoutes, excludeRoutes, line: 7, ...more });
const FIX = [
  'Exclude single addresses or prefixes that are more specific than every prefix that is included, and take narrower inclusions of them out.',
  'Where "No direct access to local network" is set, servers in the local network of the user cannot be excluded.',
] as const;
const said = (facts: readonly Fact[]) => check(rule, facts).findings.map((f) => [f.confidence, f.message]);

describe('fires', () => {
  test('on the same prefix in both lists', () => {
    expect(check(rule, [...pc, register, lists(['198.51.100.0/24', '10.0.0.0/8'], ['198.51.100.0/24'])])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            '1 exclusion of the VPN has no effect: 198.51.100.0/24, since 198.51.100.0/24 is included as well. What goes to 198.51.100.40 takes the tunnel.',
          subject: '198.51.100.0/24',
          evidence: [
            { source: 'PanGPS.log', line: 7, excerpt: 'beside the tunnel: 198.51.100.0/24' },
            { source: 'PanGPS.log', line: 7, excerpt: '198.51.100.0/24 is included as well' },
          ],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });
  test('on a narrower inclusion that takes a server', () => {
    expect(said([...pc, register, lists([`${ACCESS_EDGE}/32`], ['198.51.100.0/24'])])).toEqual([
      [
        'certain',
        '1 exclusion of the VPN has no effect: 198.51.100.0/24, since the narrower 198.51.100.40/32 is included. What goes to 198.51.100.40 takes the tunnel.',
      ],
    ]);
  });
  test('on the local network without direct access to it', () => {
    expect(said([...pc, lists(['0.0.0.0/0'], ['192.168.1.0/24'], { noLocalAccess: true })])).toEqual([
      [
        'certain',
        '1 exclusion of the VPN has no effect: 192.168.1.0/24, since no direct access to the local network is set.',
      ],
    ]);
  });
  test('likely, when the routing table has it in the tunnel', () => {
    const table = [route(`0.0.0.0/0 ${ROUTER} ${WIFI} 35`), route(`0.0.0.0/0 on-link ${TUNNEL} 1`, { line: 2 })];
    expect(said([...pc, ...table, register, lists(['0.0.0.0/0'], [`${ACCESS_EDGE}/32`])])).toEqual([
      [
        'likely',
        '1 exclusion of the VPN has no effect: 198.51.100.40/32, since the routing table sends it into the tunnel (0.0.0.0/0 on-link on 172.27.3.18 (route-print.txt:2)). What goes to 198.51.100.40 takes the tunnel.',
      ],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['more specific than what is included', [lists(['0.0.0.0/0', '198.51.0.0/16'], [`${ACCESS_EDGE}/32`])]],
    ['a narrower inclusion of something else', [lists(['198.51.100.128/25'], ['198.51.100.0/24'])]],
    [
      'in the routing table as it should be',
      [
        route(`0.0.0.0/0 on-link ${TUNNEL} 1`),
        route(`${ACCESS_EDGE}/32 ${ROUTER} ${WIFI} 36`),
        lists(['0.0.0.0/0'], [`${ACCESS_EDGE}/32`]),
      ],
    ],
    ['direct access to the local network', [lists(['0.0.0.0/0'], ['192.168.1.0/24'], { noLocalAccess: false })]],
  ])('%s', (_, facts) => {
    expect(check(rule, [...pc, register, ...facts])).toEqual(clear(rule));
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  [
    'no exclusion by address',
    [lists(['0.0.0.0/0'], [])],
    'what the VPN excludes by address (the VPN client’s log or status)',
  ],
  ['no text', [register], 'the VPN client’s log or status (GlobalProtect log bundle, Get-VpnConnection …)'],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
