import { describe, expect, test } from 'vitest';
import rule from '../../rules/server-unreachable.ts';
import type { Fact } from '../../src/facts.ts';
import {
  ACCESS_EDGE,
  AV_EDGE,
  allocate,
  at,
  check,
  clear,
  deadTcp,
  dns,
  endpoint,
  FRONT_END,
  finding,
  found,
  icmp,
  iface,
  inFrame,
  sipMessage,
  skipped,
  splitTunnel,
  TUNNEL,
  tcp,
  WIFI,
} from '../facts.ts';

const name = dns('sipexternal.contoso.com', [`A ${ACCESS_EDGE}`]);
const dead = deadTcp({ frame: 30, server: `${ACCESS_EDGE}:443` });
const told = (facts: readonly Fact[]) =>
  check(rule, facts).findings.map((f) => [f.severity, f.confidence, f.message, f.fix]);
const LET = 'Let 192.168.1.34 reach 198.51.100.40:443 over TCP: routing and firewall on the way';

describe('where the client signed in elsewhere', () => {
  const signIn = (clock: string) =>
    [undefined, 200].map((status, i) =>
      sipMessage({ method: 'REGISTER', callId: 'r', line: 10 + i, clock, remote: endpoint('10.60.2.2:8080'), status }),
    );
  const said = (clock: string) =>
    check(rule, [iface(), name, dead, ...signIn(clock)], { utcOffset: 60 }).findings.map((f) => [
      f.severity,
      f.message,
    ]);

  test('at once, as through a proxy: a note', () => {
    expect(said('10:20:06')).toEqual([
      [
        'note',
        '198.51.100.40:443 (sipexternal.contoso.com) cannot be reached from 192.168.1.34: 3 SYNs, no answer; the client signed in at 10.60.2.2:8080 at once.',
      ],
    ]);
  });
  test('after a wait, or before: an error', () => {
    expect(said('10:20:41').map(([severity]) => severity)).toEqual(['error']);
    expect(said('10:19:00').map(([severity]) => severity)).toEqual(['error']);
  });
});

describe('fires', () => {
  test('on silence', () => {
    expect(check(rule, [iface(), name, dead])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'likely',
          message:
            '198.51.100.40:443 (sipexternal.contoso.com) cannot be reached from 192.168.1.34: 3 SYNs, no answer.',
          subject: '198.51.100.40:443',
          noticed: 'The client cannot connect to 198.51.100.40:443.',
          evidence: [
            inFrame(30, '09:20:00', 'SYN 192.168.1.34:50208 → 198.51.100.40:443'),
            inFrame(31, '09:20:03', 'SYN 192.168.1.34:50208 → 198.51.100.40:443, repeat 1'),
            inFrame(32, '09:20:09', 'SYN 192.168.1.34:50208 → 198.51.100.40:443, repeat 2'),
          ],
          fix: [`${LET}.`],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('on a reset, and on a router’s refusal', () => {
    const reset = deadTcp({
      server: `${ACCESS_EDGE}:443`,
      syns: [{ frame: 1, time: at('09:20:00') }],
      reset: { by: 'server', frame: 2, time: at('09:20:00') },
    });
    expect(told([iface(), name, reset])).toEqual([
      [
        'error',
        'certain',
        '198.51.100.40:443 (sipexternal.contoso.com) cannot be reached from 192.168.1.34: refused (RST).',
        ['Check that the service on 198.51.100.40:443 runs, and that no firewall resets the connection.'],
      ],
    ]);
    expect(told([iface(), name, dead, icmp({ server: `${ACCESS_EDGE}:443` })])).toEqual([
      [
        'error',
        'certain',
        '198.51.100.40:443 (sipexternal.contoso.com) cannot be reached from 192.168.1.34: rejected by 192.168.1.1 (ICMP 3/13).',
        [`${LET} (the ICMP error names the router that refused).`],
      ],
    ]);
  });

  test('as a warning when another server of that name took its place', () => {
    const two = dns('sipexternal.contoso.com', [`A ${ACCESS_EDGE}`, 'A 198.51.100.41']);
    expect(told([iface(), two, dead, tcp({ server: '198.51.100.41:443' })]).map(([severity]) => severity)).toEqual([
      'warning',
    ]);
  });

  test('on the inside port of SIP inside, though the web service there answers', () => {
    const inside = [dns('sip.contoso.com', [`A ${FRONT_END}`]), tcp({ server: `${FRONT_END}:443` }), deadTcp()];
    expect(told([iface(), ...inside]).map(([severity]) => severity)).toEqual(['error']);
  });
});

describe('a connection that is reset at the first words', () => {
  const cut = tcp({
    frame: 30,
    serverBytes: 0,
    clientBytes: 517,
    opening: 'tls',
    reset: { by: 'server', frame: 34, time: at('09:20:01') },
  });
  test('fires: a box on the way reads the hello', () => {
    expect(check(rule, [iface(), name, cut]).findings).toEqual([
      finding(rule, {
        severity: 'error',
        confidence: 'likely',
        message:
          "198.51.100.40:443 (sipexternal.contoso.com) cannot be reached from 192.168.1.34: the connection came up and was reset at the client's first words (tls).",
        subject: '198.51.100.40:443',
        noticed: 'The client cannot connect to 198.51.100.40:443.',
        evidence: [
          inFrame(30, '09:20:00', '198.51.100.40:443 answers the SYN'),
          inFrame(34, '09:20:01', 'RST from 198.51.100.40:443'),
        ],
        fix: [
          'Look for a firewall or proxy between 192.168.1.34 and 198.51.100.40:443 that reads TLS hellos and resets the connection; exempt 198.51.100.40:443 from it. If there is none, the service on 198.51.100.40:443 itself does.',
        ],
      }),
    ]);
  });
  test.each<readonly [string, readonly Fact[]]>([
    ['another try worked', [cut, tcp({ frame: 40, client: `${WIFI}:50209` })]],
    ['the server said something first', [{ ...cut, serverBytes: 90 }]],
    ['the client gave up', [{ ...cut, reset: { by: 'client', frame: 34, time: at('09:20:01') } }]],
    ['nothing was asked', [{ ...cut, clientBytes: 0, opening: undefined }]],
  ])('stays silent when %s', (_, facts) => {
    expect(check(rule, [iface(), name, ...facts])).toEqual(clear(rule));
  });
});

describe('stays silent', () => {
  const six = dns('sipexternal.contoso.com', ['AAAA 2001:db8::40', `A ${ACCESS_EDGE}`]);
  test.each<readonly [string, readonly Fact[]]>([
    ['another try came up', [name, dead, tcp({ client: `${WIFI}:50209` })]],
    ['5061 of an Access Edge that is used on 443', [name, tcp(), deadTcp({ server: `${ACCESS_EDGE}:5061` })]],
    ['plain HTTP where HTTPS answers', [name, tcp(), deadTcp({ server: `${ACCESS_EDGE}:80` })]],
    [
      'IPv6 that is not routed where IPv4 is used',
      [six, tcp(), deadTcp({ client: '2001:db8:1::34:50208', server: '2001:db8::40:443' })],
    ],
    ['servers that are not SfB’s', [name, tcp(), deadTcp({ server: '203.0.113.9:443' })]],
    ['the A/V Edge, which has rules of its own', [name, tcp(), allocate(), deadTcp({ server: `${AV_EDGE}:443` })]],
  ])('%s', (_, facts) => {
    expect(check(rule, [iface(), ...facts])).toEqual(clear(rule));
  });
  test('on what leaves outside the tunnel: leak-internal-address tells of it', () => {
    expect(check(rule, [...splitTunnel(), dns('sip.contoso.com', [`A ${FRONT_END}`]), deadTcp()])).toEqual(clear(rule));
    const through = deadTcp({ interface: 1, client: `${TUNNEL}:50208` });
    expect(told([...splitTunnel(), dns('sip.contoso.com', [`A ${FRONT_END}`]), through]).length).toBe(1);
  });
});

describe('skipped', () => {
  const LONGER = 'a capture that goes on long enough after the last attempt to connect';
  test('when the capture ends within the time-out, or after one SYN', () => {
    expect(check(rule, [iface({ last: at('09:20:10') }), name, dead])).toEqual(skipped(rule, LONGER));
    const once = deadTcp({ server: `${ACCESS_EDGE}:443`, syns: [{ frame: 1, time: at('09:20:00') }] });
    expect(check(rule, [iface(), name, once])).toEqual(skipped(rule, LONGER));
  });
  test('without a connection to a server of SfB', () => {
    expect(check(rule, [iface(), tcp({ server: '203.0.113.9:443' })])).toEqual(
      skipped(rule, 'a TCP connection to an SfB or Exchange server'),
    );
    expect(check(rule, [iface()])).toEqual(skipped(rule, 'a capture with TCP connections'));
  });
});
