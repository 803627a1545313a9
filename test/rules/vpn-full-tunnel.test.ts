import { describe, expect, test } from 'vitest';
import rule from '../../rules/vpn-full-tunnel.ts';
import type { Fact } from '../../src/facts.ts';
import { NO_SITE } from '../../src/site.ts';
import {
  ACCESS_EDGE,
  adapter,
  check,
  clear,
  finding,
  found,
  invite,
  ROUTER,
  route,
  sipMessage,
  skipped,
  TUNNEL,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

const pc = [
  adapter({ gateways: [ROUTER] }),
  adapter({ own: `${TUNNEL}/32`, description: 'PANGP Virtual Ethernet Adapter Secure', line: 10 }),
];
const home = route(`0.0.0.0/0 ${ROUTER} ${WIFI} 35`, { line: 12 });
const into = route(`0.0.0.0/0 on-link ${TUNNEL} 1`, { line: 13 });
const register = sipMessage({
  method: 'REGISTER',
  local: { address: TUNNEL, port: 50311 },
  remote: { address: ACCESS_EDGE, port: 443 },
});
const all = [...pc, home, into, register];
const text = (more: Parameters<typeof vpnTunnel>[0]) => vpnTunnel({ addresses: [TUNNEL], up: true, ...more });

describe('fires', () => {
  test('on a default route into the tunnel', () => {
    expect(check(rule, all)).toEqual({
      findings: [
        finding(rule, {
          severity: 'note',
          confidence: 'certain',
          message:
            'Everything goes through the tunnel, the packets to 198.51.100.40 as well: media is encrypted twice, takes the detour by the VPN gateway, and the gateway has to send it on to the Internet. If that is the design, say so in the profile (vpn.fullTunnel).',
          subject: TUNNEL,
          evidence: [
            { source: 'route-print.txt', line: 13, excerpt: '0.0.0.0/0 on-link on 172.27.3.18 (route-print.txt:13)' },
          ],
          fix: [
            'Exclude 198.51.100.40 from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('as a warning where calls ran', () => {
    expect(check(rule, [...all, invite([`UDP ${TUNNEL}:50020 host`])]).findings.map((f) => f.severity)).toEqual([
      'warning',
    ]);
  });
  test.each<readonly [string, readonly Fact[], string]>([
    [
      'both halves of the Internet',
      [route(`0.0.0.0/1 on-link ${TUNNEL} 1`), route(`128.0.0.0/1 on-link ${TUNNEL} 1`)],
      'certain',
    ],
    ['split tunnelling is off', [text({ product: 'windows', splitTunneling: false })], 'certain'],
    ['everything is included', [text({ includeRoutes: ['0.0.0.0/0'] })], 'likely'],
    ['no list has anything', [text({ includeRoutes: [], excludeRoutes: [] })], 'likely'],
  ])('%s', (_, facts, confidence) => {
    const table = facts[0]!.kind === 'host.route' ? [home] : [];
    expect(check(rule, [...pc, ...table, ...facts]).findings.map((f) => [f.severity, f.confidence])).toEqual([
      ['note', confidence],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['the default route beside the tunnel', [...pc, home]],
    ['a route beside the tunnel for the Edge', [...all, route(`${ACCESS_EDGE}/32 ${ROUTER} ${WIFI} 36`)]],
    ['some prefixes are included', [...pc, text({ includeRoutes: ['10.0.0.0/8'] })]],
    ['a program is excluded', [...all, text({ includeRoutes: ['0.0.0.0/0'], excludeApplications: ['lync.exe'] })]],
    ['addresses are excluded', [...all, text({ includeRoutes: ['0.0.0.0/0'], excludeRoutes: [`${ACCESS_EDGE}/32`] })]],
    ['the table says otherwise than the text', [...pc, home, text({ includeRoutes: ['0.0.0.0/0'] })]],
  ])('%s', (_, facts) => {
    expect(check(rule, facts)).toEqual(clear(rule));
  });
  test('by design', () => {
    expect(check(rule, all, { site: { ...NO_SITE, fullTunnel: true } })).toEqual(clear(rule));
  });
});

test('skipped when nothing tells of the split', () => {
  expect(check(rule, [...pc, register])).toEqual(
    skipped(rule, 'whether the tunnel is split (route print, or the VPN client’s log or status)'),
  );
});
