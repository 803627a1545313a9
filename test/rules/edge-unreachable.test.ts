import { describe, expect, test } from 'vitest';
import dnsRule from '../../rules/dns-internal-answer.ts';
import rule from '../../rules/edge-unreachable.ts';
import leakRule from '../../rules/leak-internal-address.ts';
import failedRule from '../../rules/media-connectivity-failed.ts';
import type { Fact } from '../../src/facts.ts';
import {
  AV_EDGE,
  allocate,
  answer,
  at,
  bye,
  check,
  checkAll,
  clear,
  deadAllocate,
  deadTcp,
  diagnostic,
  dns,
  finding,
  found,
  icmp,
  iface,
  inFrame,
  invite,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
  WIFI,
} from '../facts.ts';

const edge = `${AV_EDGE}:443`;
const dead = [deadAllocate({ frame: 20 }), deadTcp({ frame: 40, server: edge })];
const FIX = [
  "Open UDP 3478 and TCP 443 from the client's network to the A/V Edge 198.51.100.42, and check that its A/V service runs.",
];

describe('fires', () => {
  test('naming the VPN pool where both ways were tried through the tunnel', () => {
    const [udp, tcp443] = [
      deadAllocate({ interface: 1, client: `${TUNNEL}:50020`, frame: 20 }),
      deadTcp({ interface: 1, client: `${TUNNEL}:50208`, frame: 40, server: edge }),
    ];
    expect(check(rule, [...splitTunnel(), udp, tcp443]).findings.map((f) => [f.message, f.fix[0]])).toEqual([
      [
        'The A/V Edge 198.51.100.42 was tried over UDP 3478 (no answer) and TCP 443 (3 SYNs, no answer), both through the tunnel.',
        'On the firewall behind the VPN gateway open UDP 3478 and TCP 443 from the VPN pool (this client: 172.27.3.18) to the A/V Edge 198.51.100.42; or keep it out of the tunnel.',
      ],
    ]);
  });

  test('when neither way is answered', () => {
    expect(check(rule, [iface(), ...dead])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message: 'The A/V Edge 198.51.100.42 was tried over UDP 3478 (no answer) and TCP 443 (3 SYNs, no answer).',
          subject: AV_EDGE,
          noticed: 'Calls to people outside the own network find no path.',
          evidence: [
            inFrame(20, '09:20:00', 'TURN allocate 192.168.1.34:50020 → 198.51.100.42:3478, sent 7 ×, no answer'),
            inFrame(40, '09:20:00', 'SYN 192.168.1.34:50208 → 198.51.100.42:443'),
            inFrame(41, '09:20:03', 'SYN 192.168.1.34:50208 → 198.51.100.42:443, repeat 1'),
            inFrame(42, '09:20:09', 'SYN 192.168.1.34:50208 → 198.51.100.42:443, repeat 2'),
          ],
          fix: FIX,
        }),
      ],
      outcome: found(rule),
    });
  });

  test('naming who rejected', () => {
    const rejected = icmp({ frame: 43, server: edge });
    expect(check(rule, [iface(), ...dead, rejected]).findings.map((f) => f.message)).toEqual([
      'The A/V Edge 198.51.100.42 was tried over UDP 3478 (no answer) and TCP 443 (rejected by 192.168.1.1 (ICMP 3/13)).',
    ]);
  });

  test('as a warning when another Edge of the pool took its place', () => {
    const other = allocate({ frame: 60, server: '198.51.100.43:3478' });
    expect(check(rule, [iface(), ...dead, other]).findings.map((f) => [f.severity, f.message, f.noticed])).toEqual([
      [
        'warning',
        'The A/V Edge 198.51.100.42 was tried over UDP 3478 (no answer) and TCP 443 (3 SYNs, no answer); 198.51.100.43 took its place.',
        undefined,
      ],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['UDP is answered, by a challenge', [allocate({ result: 'error', errorCode: 401 }), deadTcp({ server: edge })]],
    ['TCP is answered', [deadAllocate(), tcp({ server: edge, opening: 'pseudo-tls', reply: 'pseudo-tls' })]],
  ])('%s', (_, facts) => {
    expect(check(rule, [iface(), ...facts])).toEqual(clear(rule));
  });
  test('on an internal Edge asked outside the tunnel: leak-internal-address tells of it', () => {
    const inside = [deadAllocate({ server: '10.60.4.42:3478' }), deadTcp({ server: '10.60.4.42:443' })];
    expect(checkAll([rule, leakRule], [...splitTunnel(), ...inside]).findings.map((f) => f.rule)).toEqual([
      'leak-internal-address',
    ]);
  });
});

describe('skipped', () => {
  const BOTH = skipped(rule, 'UDP 3478 and TCP 443 to the same A/V Edge, both tried and captured to the end');
  test('when only one way was tried, or the capture could not have shown an answer', () => {
    expect(check(rule, [iface(), deadAllocate()])).toEqual(BOTH);
    expect(
      check(rule, [iface(), dns('av.contoso.com', [`A ${AV_EDGE}`]), sipMessage(), deadTcp({ server: edge })]),
    ).toEqual(BOTH);
    expect(check(rule, [iface({ last: at('09:20:10') }), ...dead])).toEqual(BOTH);
  });
  test('when TCP came up but something else answered there', () => {
    expect(
      check(rule, [iface(), deadAllocate(), tcp({ server: edge, opening: 'pseudo-tls', reply: 'tls-alert' })]),
    ).toEqual(BOTH);
  });
  test('when it was never tried', () => {
    expect(check(rule, [iface(), tcp()])).toEqual(
      skipped(rule, 'a TURN request to the A/V Edge (UDP 3478 or TCP 443)'),
    );
    expect(check(rule, [invite([])])).toEqual(skipped(rule, 'a capture'));
  });
});

test('fires when TCP 443 is cut at the hello', () => {
  const cut = tcp({
    server: `${AV_EDGE}:443`,
    frame: 40,
    opening: 'pseudo-tls',
    clientBytes: 50,
    serverBytes: 0,
    reset: { by: 'server', frame: 44, time: at('09:20:01') },
  });
  expect(check(rule, [iface(), deadAllocate(), cut]).findings.map((f) => f.message)).toEqual([
    "The A/V Edge 198.51.100.42 was tried over UDP 3478 (no answer) and TCP 443 (the connection came up and was reset at the client's first words (pseudo-tls)).",
  ]);
});

describe('linking', () => {
  const call = [invite([`UDP ${WIFI}:50020 host`]), answer(200, 'OK'), bye({ diagnostics: [diagnostic(23)] })];
  test('explains the failed call of that client', () => {
    expect(checkAll([rule, failedRule], [iface(), ...dead, ...call]).findings.map((f) => [f.rule, f.cause])).toEqual([
      ['edge-unreachable', []],
      ['media-connectivity-failed', ['edge-unreachable']],
    ]);
  });
  test('is explained by the internal answer for its name', () => {
    const inside = [
      sipMessage({ method: 'REGISTER', callId: 'r' }),
      dns('av.contoso.com', ['A 10.60.4.42']),
      deadAllocate({ interface: 1, client: `${TUNNEL}:50020`, server: '10.60.4.42:3478' }),
      deadTcp({ interface: 1, client: `${TUNNEL}:50208`, server: '10.60.4.42:443' }),
    ];
    expect(
      checkAll([rule, dnsRule], [...splitTunnel(), ...inside]).findings.map((f) => [f.rule, f.severity, f.cause]),
    ).toEqual([
      ['dns-internal-answer', 'error', []],
      ['edge-unreachable', 'error', ['dns-internal-answer']],
    ]);
  });
});
