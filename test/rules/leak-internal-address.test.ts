import { describe, expect, test } from 'vitest';
import rule from '../../rules/leak-internal-address.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  adapter,
  at,
  check,
  clear,
  deadAllocate,
  deadTcp,
  dns,
  endpoint,
  FRONT_END,
  finding,
  found,
  icmp,
  iface,
  inFrame,
  invite,
  onLine,
  route,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
  tunnelFace,
  WHICH_TUNNEL,
  WIFI,
} from '../facts.ts';
import { child, ipsecSa } from '../facts-network.ts';

const sip = dns('sip.contoso.com', [`A ${FRONT_END}`], { frame: 11 });
const told = (facts: readonly Fact[]) =>
  check(rule, facts).findings.map((f) => [f.confidence, f.message, f.subjects, f.noticed]);

describe('fires', () => {
  test('on a sign-in that leaves by Wi-Fi', () => {
    const register = sipMessage({
      method: 'REGISTER',
      line: 1042,
      clock: '10:20:28',
      callId: 'r',
      remote: endpoint(`${FRONT_END}:5061`),
    });
    expect(check(rule, [...splitTunnel(), sip, deadTcp({ frame: 30 }), register])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message: '10.60.4.21:5061 is internal, but 192.168.1.34 sends to it outside the tunnel: 3 SYNs, no answer.',
          subject: '10.60.4.21:5061',
          noticed: 'Sign-in at 10:20:28 hangs: 10.60.4.21:5061 cannot be reached.',
          evidence: [
            onLine(1042, '10:20:28', 'REGISTER sent to 10.60.4.21:5061'),
            inFrame(30, '09:20:00', 'SYN 192.168.1.34:50208 → 10.60.4.21:5061'),
            inFrame(31, '09:20:03', 'SYN 192.168.1.34:50208 → 10.60.4.21:5061, repeat 1'),
            inFrame(32, '09:20:09', 'SYN 192.168.1.34:50208 → 10.60.4.21:5061, repeat 2'),
          ],
          fix: [
            'Exclude all external SfB addresses (Access Edge, A/V Edge, reverse proxy) from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
            'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers (10.60.4.21).',
            'Then remove the exclusion of the client process (lync.exe) under Split Tunnel > Domain and Application: by address it is no longer needed, and alone it leaves DNS in the tunnel.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('and says how long the sign-in took when it succeeded elsewhere', () => {
    const register = (clock: string, to: string, status?: number) =>
      sipMessage({
        method: 'REGISTER',
        clock,
        callId: to,
        remote: endpoint(to),
        to: 'sip:anna@contoso.com',
        ...(status === undefined ? {} : { status, reason: 'OK' }),
      });
    const edge = '198.51.100.40:443';
    const log = [
      register('10:20:28', `${FRONT_END}:5061`),
      register('10:21:09', edge),
      register('10:21:09', edge, 200),
    ];
    expect(check(rule, [...splitTunnel(), sip, deadTcp({ frame: 30 }), ...log]).findings.map((f) => f.noticed)).toEqual(
      ['Sign-in at 10:20:28 took 41 s: 10.60.4.21:5061 cannot be reached.'],
    );
  });

  test('once a capture, with every server', () => {
    const web = [dns('lyncdiscover.contoso.com', ['A 10.60.4.25']), deadTcp({ server: '10.60.4.25:443', frame: 50 })];
    expect(told([...splitTunnel(), sip, ...web, deadTcp({ frame: 60, client: `${WIFI}:50209` })])).toEqual([
      [
        'certain',
        '10.60.4.25:443 and 10.60.4.21:5061 are internal, but 192.168.1.34 sends to them outside the tunnel: 3 SYNs, no answer.',
        ['10.60.4.25:443', '10.60.4.21:5061'],
        'Sign-in hangs: 10.60.4.21:5061 cannot be reached.',
      ],
    ]);
  });

  test('on TURN to the internal Edge, and on a server known by its port alone', () => {
    expect(told([...splitTunnel(), deadAllocate({ server: '10.60.4.42:3478' })])).toEqual([
      [
        'certain',
        '10.60.4.42:3478 is internal, but 192.168.1.34 sends to it outside the tunnel: 7 TURN requests, no answer.',
        ['10.60.4.42:3478'],
        'A server that the client needs (10.60.4.42:3478) cannot be reached.',
      ],
    ]);
    expect(told([...splitTunnel(), deadTcp(), icmp()])).toEqual([
      [
        'likely',
        '10.60.4.21:5061 is internal, but 192.168.1.34 sends to it outside the tunnel: rejected by 192.168.1.1 (ICMP 3/13).',
        ['10.60.4.21:5061'],
        'Sign-in hangs: 10.60.4.21:5061 cannot be reached.',
      ],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['public servers', [...splitTunnel(), tcp(), deadTcp({ server: `${ACCESS_EDGE}:5061` })]],
    ['answered: an office, a routed home network', [...splitTunnel(), sip, tcp({ server: `${FRONT_END}:5061` })]],
    [
      'one try was lost, the next was answered',
      [...splitTunnel(), sip, deadTcp(), tcp({ client: `${WIFI}:50209`, server: `${FRONT_END}:5061` })],
    ],
    ['a neighbour', [...splitTunnel(), tcp(), deadTcp({ server: '192.168.1.77:5061' })]],
    ['some other service inside', [...splitTunnel(), tcp(), deadTcp({ server: '10.60.8.8:445' })]],
    ['the inner packets of a policy-based tunnel', [...splitTunnel(), sip, deadTcp({ client: `${TUNNEL}:50208` })]],
    [
      'checks to a peer’s private address',
      [
        ...splitTunnel(),
        tcp(),
        deadAllocate({ dialect: 'stun', method: 'binding', server: '10.80.1.20:50100' }),
      ].concat(dns('sipexternal.contoso.com', [`A ${ACCESS_EDGE}`]) as never),
    ],
    [
      'a traffic selector carries it: a view of the tunnel’s packets',
      [
        ...splitTunnel(),
        sip,
        deadTcp(),
        ipsecSa({ children: [child({ localTs: ['192.168.1.0/24'], remoteTs: ['10.60.0.0/16'] })] }),
      ],
    ],
    ['the VPN was not up yet', [iface(), tunnelFace({ first: at('09:25:00') }), sip, deadTcp()]],
    ['the capture ends before an answer could come', [iface({ last: at('09:20:10') }), tunnelFace(), sip, deadTcp()]],
    [
      'Exchange, which exchange-internal-address tells of',
      [...splitTunnel(), dns('autodiscover.contoso.com', ['A 10.60.4.30']), deadTcp({ server: '10.60.4.30:443' })],
    ],
  ])('%s', (_, facts) => {
    const { findings } = check(rule, facts);
    expect(findings).toEqual([]);
  });
  test('and says so only where the client’s packets were seen', () => {
    expect(check(rule, [...splitTunnel(), dns('sipexternal.contoso.com', [`A ${ACCESS_EDGE}`]), tcp()])).toEqual(
      clear(rule),
    );
    expect(check(rule, [...splitTunnel(), tcp({ server: '203.0.113.5:443' })])).toEqual(
      skipped(rule, 'packets of the SfB client in the capture of the physical adapter'),
    );
  });
});

test('a server known by its port alone does not count while the client is signed in elsewhere', () => {
  const signIn = (clock: string, line = 10) =>
    [undefined, 200].map((status, i) =>
      sipMessage({
        method: 'REGISTER',
        callId: `r${line}`,
        line: line + i,
        clock,
        remote: endpoint(`${ACCESS_EDGE}:443`),
        status,
      }),
    );
  const wire = [...splitTunnel(), tcp(), deadTcp({ server: '10.99.1.5:5061' })];
  const subjects = (...facts: Fact[]) =>
    check(rule, [...wire, ...facts], { utcOffset: 60 }).findings.map((f) => f.subject);
  expect(subjects(...signIn('10:19:00'))).toEqual([]);
  // It got in only later: that address may be what it waited for.
  expect(subjects(...signIn('10:20:41'))).toEqual(['10.99.1.5:5061']);
  expect(subjects(...signIn('10:19:00'), ...signIn('10:20:41', 20).slice(0, 1))).toEqual(['10.99.1.5:5061']);
  expect(subjects()).toEqual(['10.99.1.5:5061']);
});

test('a server known by its port alone counts where the table leads it into the tunnel, or no table is there', () => {
  const texts = [
    adapter(),
    adapter({ own: `${TUNNEL}/32`, line: 9 }),
    route(`0.0.0.0/0 192.168.1.1 ${WIFI} 35`),
    route(`10.0.0.0/8 on-link ${TUNNEL} 1`),
  ];
  const said = (to: string) =>
    check(rule, [...splitTunnel(), tcp(), deadTcp({ server: `${to}:5061` }), ...texts]).findings.map((f) => f.subjects);
  expect(said('10.60.4.21')).toEqual([['10.60.4.21:5061']]);
  // A PBX in another network of the home: the tunnel never was its way.
  expect(said('192.168.50.7')).toEqual([]);
});

describe('skipped', () => {
  test('without a VPN', () => {
    expect(check(rule, [iface(), sip, deadTcp()])).toEqual(skipped(rule, WHICH_TUNNEL));
  });
  test('without a capture of the physical adapter', () => {
    expect(check(rule, [tunnelFace(), sip, deadTcp({ interface: 1, client: `${TUNNEL}:50208` })])).toEqual(
      skipped(rule, 'a capture of the physical adapter'),
    );
    expect(check(rule, [invite([])])).toEqual(skipped(rule, 'a capture'));
  });
});
