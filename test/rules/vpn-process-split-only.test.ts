import { describe, expect, test } from 'vitest';
import rule from '../../rules/vpn-process-split-only.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  AV_EDGE,
  adapter,
  at,
  check,
  clear,
  deadTcp,
  dns,
  FRONT_END,
  finding,
  found,
  iface,
  inFrame,
  ROUTER,
  route,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
  tunnelFace,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

const onLine = (source: string, line: number, excerpt: string) => ({ source, line, excerpt });
const whole = { includeRoutes: ['0.0.0.0/0'], excludeRoutes: [] };
const byProgram = (more: Parameters<typeof vpnTunnel>[0] = {}) =>
  vpnTunnel({ addresses: [TUNNEL], excludeApplications: ['lync.exe'], ...whole, ...more });
const texts = (...routes: readonly Fact[]): readonly Fact[] => [
  adapter({ gateways: [ROUTER] }),
  adapter({ own: `${TUNNEL}/32`, description: 'PANGP Virtual Ethernet Adapter Secure', line: 10 }),
  ...routes,
];
const inside = dns('sip.contoso.com', [`A ${FRONT_END}`], { frame: 40 });
const outsideAnswer = dns('sip.contoso.com', [`A ${ACCESS_EDGE}`], {
  resolver: ROUTER,
  client: WIFI,
  interface: 0,
  frame: 42,
});
const names = [...splitTunnel(), inside, outsideAnswer];
const FIX = [
  'Exclude 198.51.100.40 from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
  'On the DNS servers that VPN clients use (this client asked 10.60.0.5), answer with the external address: sip.contoso.com → 198.51.100.40. A DNS view or dedicated servers for the VPN pool keep the office unchanged.',
  'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers (10.60.4.21).',
  'Then remove the exclusion of the client process (lync.exe) under Split Tunnel > Domain and Application: by address it is no longer needed, and alone it leaves DNS in the tunnel.',
] as const;
const REST =
  'Names are still resolved through the tunnel, to internal addresses, and media, which is UDP, has no such exclusion to rely on.';

describe('fires', () => {
  test('on a whole text that excludes the program and no address', () => {
    expect(check(rule, [...names, byProgram()])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message: `Palo Alto GlobalProtect keeps SfB out of the tunnel by program only (lync.exe), by no address. ${REST}`,
          subject: 'lync.exe',
          evidence: [
            onLine('PanGPS.log', 1, 'kept out of the tunnel: lync.exe'),
            onLine('PanGPS.log', 1, 'into the tunnel: 0.0.0.0/0'),
          ],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });

  test('certain by the routing table, though the text breaks off', () => {
    const table = texts(route(`0.0.0.0/0 ${ROUTER} ${WIFI} 35`), route(`0.0.0.0/0 on-link ${TUNNEL} 1`, { line: 2 }));
    const { findings } = check(rule, [...names, ...table, byProgram({ truncated: true, excludeRoutes: undefined })]);
    expect(findings.map((f) => [f.confidence, f.message])).toEqual([
      [
        'certain',
        `Palo Alto GlobalProtect keeps SfB out of the tunnel by program only (lync.exe), and the routing table sends its servers into the tunnel. ${REST}`,
      ],
    ]);
  });

  test('as a question when the text breaks off and nothing else tells', () => {
    const { findings } = check(rule, [...names, byProgram({ truncated: true, excludeRoutes: undefined })]);
    expect(findings.map((f) => [f.severity, f.confidence])).toEqual([['warning', 'possible']]);
  });

  test('on names of SfB', () => {
    const named = byProgram({ excludeApplications: [], excludeDomains: ['*.lync.com', 'sip.contoso.com'] });
    const { findings } = check(rule, [...names, named]);
    expect(findings.map((f) => f.message)).toEqual([
      `Palo Alto GlobalProtect keeps SfB out of the tunnel by name only (*.lync.com and sip.contoso.com), by no address. ${REST}`,
    ]);
  });

  test('beside exclusions by address, when packets that belong into the tunnel are lost', () => {
    const both = byProgram({ includeRoutes: ['10.0.0.0/8'], excludeRoutes: [`${ACCESS_EDGE}/32`] });
    const { findings } = check(rule, [...names, both, deadTcp({ frame: 60 })]);
    expect(findings.map((f) => [f.confidence, f.message])).toEqual([
      [
        'likely',
        `Palo Alto GlobalProtect keeps SfB out of the tunnel by program only (lync.exe), and what it sends to internal servers is lost outside. ${REST}`,
      ],
    ]);
  });

  test('without a text: other internal connections go through the tunnel, the client’s do not', () => {
    const other = tcp({ client: `${TUNNEL}:50180`, server: '10.60.9.9:445', interface: 1, frame: 20 });
    expect(check(rule, [...names, other, deadTcp({ frame: 60 })])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'likely',
          message:
            'What this PC sends to 10.60.9.9 goes through the tunnel, what SfB sends to 10.60.4.21:5061 does not: the VPN probably keeps the SfB client out by program. PanGPS.log (the log bundle of the VPN client), ipconfig /all and route print would settle it.',
          subject: 'SfB client',
          subjects: ['SfB client', '10.60.4.21:5061'],
          evidence: [
            inFrame(20, '09:20:00', '10 packets to 10.60.9.9 in the tunnel'),
            inFrame(60, '09:20:00', 'SYN 192.168.1.34:50208 → 10.60.4.21:5061'),
          ],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });
});

test('a question when what goes through the tunnel is far from what is lost', () => {
  const other = tcp({ client: `${TUNNEL}:50180`, server: '172.16.9.9:445', interface: 1, frame: 20 });
  expect(check(rule, [...names, other, deadTcp({ frame: 60 })]).findings.map((f) => f.confidence)).toEqual([
    'possible',
  ]);
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['addresses are excluded', [byProgram({ excludeRoutes: [`${ACCESS_EDGE}/32`] })]],
    ['only the networks inside are included', [byProgram({ includeRoutes: ['10.0.0.0/8'] })]],
    [
      'the routing table sends the servers beside the tunnel',
      [...texts(route(`0.0.0.0/0 ${ROUTER} ${WIFI} 35`)), byProgram({ truncated: true, excludeRoutes: undefined })],
    ],
    ['another program', [byProgram({ excludeApplications: ['outlook.exe', 'lyncx.exe'] })]],
    ['a name of somebody else', [byProgram({ excludeApplications: [], excludeDomains: ['*.example.net'] })]],
    ['nothing excluded', [byProgram({ excludeApplications: [] })]],
  ])('%s', (_, facts) => {
    expect(check(rule, [...names, ...facts])).toEqual(clear(rule));
  });
});

const WHAT = 'what the VPN excludes (the VPN client’s log: GlobalProtect’s PanGPS.log)';

describe('skipped', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['nothing of a VPN', [inside]],
    ['a tunnel that is down', [...names, byProgram({ up: false })]],
    [
      'the routing table leads there beside the tunnel: a route is missing',
      [
        ...names,
        deadTcp({ frame: 60 }),
        tcp({ client: `${TUNNEL}:50180`, server: '10.60.9.9:445', interface: 1, frame: 20 }),
        ...texts(route(`0.0.0.0/0 ${ROUTER} ${WIFI} 35`), route(`10.60.9.0/24 on-link ${TUNNEL} 1`)),
      ],
    ],
    ['lost packets, but nothing goes through the tunnel', [...names, deadTcp({ frame: 60 })]],
    [
      'what goes through the tunnel are SfB servers',
      [...names, deadTcp({ frame: 60 }), tcp({ client: `${TUNNEL}:1`, server: `${AV_EDGE}:443`, interface: 1 })],
    ],
    [
      'the capture ends too soon for an answer',
      [
        iface({ last: at('09:20:10') }),
        tunnelFace(),
        inside,
        tcp({ client: `${TUNNEL}:50180`, server: '10.60.9.9:445', interface: 1 }),
        deadTcp({ frame: 60 }),
      ],
    ],
  ])('%s', (_, facts) => {
    expect(check(rule, facts)).toEqual(skipped(rule, WHAT));
  });
});
