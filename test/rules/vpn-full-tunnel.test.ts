import { describe, expect, test } from 'vitest';
import rule from '../../rules/vpn-full-tunnel.ts';
import type { Fact, HostAdapter } from '../../src/facts.ts';
import { NO_SITE } from '../../src/site.ts';
import {
  ACCESS_EDGE,
  adapter,
  check,
  clear,
  finding,
  found,
  invite,
  ipsecSa,
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
            'Everything goes through the tunnel, the packets to 198.51.100.40 as well: media is encrypted twice, takes the detour by the VPN gateway, and the gateway has to send it on to the Internet. If that is the design, say so in the profile (fullTunnel: true).',
          subject: TUNNEL,
          evidence: [{ source: 'route-print.txt', line: 13, excerpt: '0.0.0.0/0 on-link on 172.27.3.18' }],
          fix: [
            'Exclude 198.51.100.40 from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('where one more route leads out: that of the gateway', () => {
    const gateway = route(`198.51.100.10/32 ${ROUTER} ${WIFI} 36`, { line: 14 });
    expect(check(rule, [...all, gateway]).findings.map((f) => f.severity)).toEqual(['note']);
  });
  test('names the one that carries everything where two VPNs are up', () => {
    const company = {
      own: '10.20.8.55/22',
      description: 'Cisco AnyConnect Secure Mobility Client Virtual Miniport',
      line: 30,
    };
    const said = (more: readonly Fact[]) =>
      check(rule, [...all, ...more]).findings.map((f) => [f.owner, f.message, f.fix]);
    expect(said([adapter(company)])).toEqual([
      [
        'help-desk',
        'Everything goes through the tunnel of 172.27.3.18 (10.20.8.55 is another VPN’s), the packets to 198.51.100.40 as well: media is encrypted twice, takes the detour by the VPN gateway, and the gateway has to send it on to the Internet. If that is the design, say so in the profile (fullTunnel: true).',
        [
          'Two VPNs are up: disconnect the one of 172.27.3.18 while SfB runs, unless it is the company’s; else keep SfB out of it by address.',
        ],
      ],
    ]);
    // Not connected, or its address of an older text.
    for (const more of [{ up: false }, { source: 'older.txt' }])
      expect(said([adapter({ ...company, ...more })]).map(([owner]) => owner)).toEqual(['vpn']);
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

const wlan: HostAdapter = {
  ...adapter({ form: 'ip-addr', source: 'ip.txt', name: 'wlan0' }),
  addresses: [
    { address: WIFI, prefix: 24 },
    { address: '10.20.30.40', prefix: 32 },
  ],
};
const wlanOut = route(`0.0.0.0/0 ${ROUTER}`, { form: 'ip-route', source: 'ip.txt', interfaceName: 'wlan0' });

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['the default route beside the tunnel', [...pc, home]],
    ['a route beside the tunnel for the Edge', [...all, route(`${ACCESS_EDGE}/32 ${ROUTER} ${WIFI} 36`)]],
    ['some prefixes are included', [...pc, text({ includeRoutes: ['10.0.0.0/8'] })]],
    ['a program is excluded', [...all, text({ includeRoutes: ['0.0.0.0/0'], excludeApplications: ['lync.exe'] })]],
    ['addresses are excluded', [...all, text({ includeRoutes: ['0.0.0.0/0'], excludeRoutes: [`${ACCESS_EDGE}/32`] })]],
    ['narrow selectors, the virtual IP being on the adapter of the default route', [wlan, wlanOut, ipsecSa()]],
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

describe('says nothing against what the inputs show', () => {
  const known = [
    adapter({ gateways: [ROUTER], section: 'wireless', description: 'Intel(R) Wi-Fi 6E AX211 160MHz' }),
    pc[1]!,
  ];
  test('when the table keeps other addresses out, whose they may be', () => {
    const inner = sipMessage({ method: 'REGISTER', remote: { address: '10.60.4.21', port: 5061 } });
    const out = [10, 40, 42].map((n) => route(`198.51.100.${n}/32 ${ROUTER} ${WIFI} 36`, { line: 20 + n }));
    expect(check(rule, [...known, home, into, inner, ...out])).toEqual(clear(rule));
  });
  test('when the client signed in from the physical adapter', () => {
    const from = { local: { address: WIFI, port: 50311 }, remote: { address: ACCESS_EDGE, port: 443 } };
    const asked = sipMessage({ method: 'REGISTER', ...from });
    const accepted = sipMessage({ method: 'REGISTER', status: 200, direction: 'received', line: 20, ...from });
    expect(check(rule, [...known, home, into, asked, accepted])).toEqual(
      skipped(rule, 'why SfB leaves beside the tunnel (the VPN client’s log: an exclusion by program)'),
    );
  });
});
