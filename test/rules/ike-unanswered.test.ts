import { describe, expect, test } from 'vitest';
import rule from '../../rules/ike-unanswered.ts';
import type { Fact } from '../../src/facts.ts';
import { at, check, clear, finding, flow, found, icmp, iface, inFrame, skipped, WIFI } from '../facts.ts';
import { GATEWAY, ike } from '../facts-network.ts';

const OPEN = skipped(rule, 'an IKE request with its repeats, both directions captured, and 5 s more');
const auth = (more: Parameters<typeof ike>[0] = {}) =>
  ike({
    frame: 20,
    clock: '09:20:01',
    exchange: 'AUTH',
    messageId: 1,
    client: `${WIFI}:4500`,
    server: `${GATEWAY}:4500`,
    ...more,
  });
const told = (facts: readonly Fact[]) => check(rule, facts).findings.map((f) => [f.confidence, f.message, f.noticed]);

describe('fires', () => {
  test('when nothing answers on 500', () => {
    expect(check(rule, [iface(), ike()])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'likely',
          message: '203.0.113.200:500 did not answer 3 IKE requests (SA_INIT) from 192.168.1.34.',
          subject: GATEWAY,
          noticed: 'The VPN does not connect.',
          evidence: [inFrame(1, '09:20:00', 'IKE SA_INIT 192.168.1.34:500 → 203.0.113.200:500, sent 3 ×, no answer')],
          fix: [
            'Open UDP 500 and UDP 4500 (and ESP, IP protocol 50) between 192.168.1.34 and 203.0.113.200 on the firewalls on the way; check that the gateway’s IKE service runs and knows this client.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('when 500 answers and 4500 does not', () => {
    const { findings } = check(rule, [iface(), ike({ answered: true }), auth({ fragments: 3 })]);
    expect(findings.map((f) => [f.message, f.evidence, f.fix.length])).toEqual([
      [
        'IKE with 203.0.113.200 began (203.0.113.200:500 answered), but 203.0.113.200:4500 did not answer 3 × AUTH. It went in 3 fragments, and a box that drops fragments drops it.',
        [
          inFrame(1, '09:20:00', 'IKE SA_INIT 192.168.1.34:500 → 203.0.113.200:500: answered'),
          inFrame(20, '09:20:01', 'IKE AUTH 192.168.1.34:4500 → 203.0.113.200:4500, sent 3 ×, no answer'),
        ],
        2,
      ],
    ]);
  });

  test('when a tunnel that was up goes dead', () => {
    const dpd = auth({ exchange: 'INFORMATIONAL', messageId: 7, clock: '09:25:00' });
    expect(told([iface(), ike({ answered: true }), auth({ answered: true }), dpd])).toEqual([
      [
        'likely',
        '203.0.113.200:4500 no longer answers IKE: 3 × INFORMATIONAL from 192.168.1.34 without an answer. The tunnel is dead until it is set up anew.',
        'The VPN says it is connected, but nothing goes through.',
      ],
    ]);
  });

  test('at once when a router rejects it', () => {
    const no = icmp({ client: `${WIFI}:500`, server: `${GATEWAY}:500`, frame: 2 });
    const facts = [
      iface(),
      ike({ seconds: [0] }),
      {
        ...no,
        quoted: { protocol: 'udp', client: { address: WIFI, port: 500 }, server: { address: GATEWAY, port: 500 } },
      } as const,
    ];
    expect(told(facts)[0]).toEqual([
      'certain',
      '203.0.113.200:500 did not answer 1 IKE requests (SA_INIT) from 192.168.1.34; 192.168.1.1 rejected them (ICMP 3/13).',
      'The VPN does not connect.',
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['answered', [ike({ answered: true }), auth({ answered: true })]],
    [
      '500 is closed, 4500 answers',
      [ike(), ike({ frame: 30, clock: '09:20:20', client: `${WIFI}:4500`, server: `${GATEWAY}:4500`, answered: true })],
    ],
    ['an answered rekey', [auth({ exchange: 'CREATE_CHILD_SA', messageId: 4, answered: true })]],
    ['liveness checks are answered', [auth({ exchange: 'INFORMATIONAL', messageId: 5, answered: true })]],
    [
      'one liveness check was lost, the next is answered',
      [
        auth({ exchange: 'INFORMATIONAL', messageId: 5 }),
        auth({ exchange: 'INFORMATIONAL', messageId: 6, clock: '09:21:00', answered: true }),
      ],
    ],
    [
      'the gateway still sends',
      [auth({ exchange: 'INFORMATIONAL', messageId: 5 }), flow({ server: `${GATEWAY}:4500`, tunnel: 'esp-in-udp' })],
    ],
    [
      'a gateway asks a PC that is gone',
      [auth({ exchange: 'INFORMATIONAL', client: `${GATEWAY}:4500`, server: `${WIFI}:4500` })],
    ],
    [
      'IKEv1 answers no informational message',
      [ike({ version: 1, exchange: 'informational' }), ike({ version: 1, exchange: 'quick', seconds: [0] })],
    ],
    ['strangers ask this PC', [ike({ client: '192.0.2.99:500', server: `${WIFI}:500` })]],
    [
      'IKEv1: the other side’s next message is the answer',
      [
        ike({ version: 1, exchange: 'main', seconds: [0] }),
        ike({
          version: 1,
          exchange: 'main',
          seconds: [0],
          clock: '09:20:01',
          client: `${GATEWAY}:500`,
          server: `${WIFI}:500`,
          answered: true,
        }),
      ],
    ],
  ])('%s', (_, facts) => {
    expect(check(rule, [iface(), ...facts])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('when the capture ends soon', () => {
    expect(check(rule, [iface({ last: at('09:20:15') }), ike()])).toEqual(OPEN);
  });
  test('after two tries', () => {
    expect(check(rule, [iface(), ike({ seconds: [0, 4] })])).toEqual(OPEN);
  });
  test('when only one side was captured', () => {
    expect(check(rule, [iface({ addresses: [{ address: WIFI, sent: 300, received: 0 }] }), ike()])).toEqual(OPEN);
  });
  test('without IKE', () => {
    expect(check(rule, [iface()])).toEqual(skipped(rule, 'a capture with IKE'));
  });
});
