import { describe, expect, test } from 'vitest';
import rule from '../../rules/ipsec-nat-before-policy.ts';
import type { Fact, FirewallRule } from '../../src/facts.ts';
import { at, check, clear, deadTcp, endpoint, finding, flow, found, iface, inFrame, skipped } from '../facts.ts';
import { child, firewallRule, GATEWAY, ipsecSa, ROADWARRIOR, SAS } from '../facts-network.ts';

/** The outside of a site-to-site gateway: ESP to its peer, and what should have been in it. */
const outside = iface({ own: GATEWAY, hardware: undefined, name: 'eth0' });
const esp = flow({ protocol: 'esp', tunnel: 'esp', client: `${GATEWAY}:0`, server: `${ROADWARRIOR}:0`, frame: 2 });
const clearly = (more: Parameters<typeof deadTcp>[0] = {}) =>
  deadTcp({ client: `${GATEWAY}:40001`, server: '10.2.0.9:443', frame: 30, ...more });
const told = (facts: readonly Fact[]) => check(rule, [outside, esp, ...facts]).findings.map((f) => f.confidence);

describe('fires', () => {
  test('on unanswered packets for the remote selector with the gateway’s address', () => {
    expect(check(rule, [outside, esp, ipsecSa(), clearly()])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'likely',
          message:
            '3 packets for 10.2.0.9:443 left 203.0.113.200 in the clear, unanswered: net of site covers 10.2.0.0/16, but only from 10.1.0.0/16, and NAT had already made 203.0.113.200 their source.',
          subject: 'net',
          subjects: ['net', '10.2.0.9:443'],
          noticed: 'Servers behind the tunnel do not answer, although the tunnel is up.',
          evidence: [
            { source: SAS, line: 1, excerpt: 'net: 10.1.0.0/16 === 10.2.0.0/16' },
            inFrame(30, '09:20:00', 'TCP 203.0.113.200:40001 → 10.2.0.9:443 in the clear, 3 packets, 0 back'),
          ],
          fix: [
            'On the gateway, exempt what a policy covers before any SNAT or MASQUERADE: iptables -t nat -I POSTROUTING -m policy --pol ipsec --dir out -j ACCEPT.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('certainly with the rule that does it', () => {
    const { findings } = check(rule, [outside, esp, ipsecSa(), clearly(), firewallRule({ position: 2 })]);
    expect(findings.map((f) => [f.confidence, f.evidence.at(0)])).toEqual([
      [
        'certain',
        { source: 'iptables.txt', line: 10, excerpt: 'POSTROUTING 2: MASQUERADE, no exemption for IPsec before it' },
      ],
    ]);
  });

  test('on UDP as well', () => {
    const udp = flow({
      client: `${GATEWAY}:5004`,
      server: '10.2.0.9:5004',
      sent: 50,
      received: 0,
      last: { frame: 90, time: at('09:21:00') },
    });
    expect(told([ipsecSa(), udp])).toEqual(['likely']);
  });

  test('not for sure when the exemption stands before it', () => {
    const exempt = firewallRule({ position: 1, target: 'ACCEPT', policy: { direction: 'out', ipsec: true } });
    expect(told([ipsecSa(), clearly(), exempt, firewallRule({ position: 2 })])).toEqual(['likely']);
  });

  describe('by rules of other outputs', () => {
    const policy = { direction: 'out', ipsec: true } as const;
    const masquerade = (more: Partial<FirewallRule> = {}): FirewallRule => firewallRule({ position: 2, ...more });
    const ahead = (more: Partial<FirewallRule>): FirewallRule =>
      firewallRule({ position: 1, target: 'ACCEPT', ...more });
    test.each<readonly [string, readonly Fact[], string]>([
      ['nft’s own exemption', [ahead({ form: 'nft', policy }), masquerade({ form: 'nft' })], 'likely'],
      ['left by RETURN', [ahead({ target: 'RETURN', policy }), masquerade()], 'likely'],
      [
        'nft does not show what the match before it matches',
        [ahead({ form: 'nft', others: ['xt match policy'], hides: 'matches' }), masquerade({ form: 'nft' })],
        'likely',
      ],
      ['a rule before it could not be read', [ahead({ target: '', hides: 'matches' }), masquerade()], 'likely'],
      ['what NAT is limited to is not shown', [masquerade({ form: 'nft', hides: 'matches' })], 'likely'],
      [
        'an exemption may stand in a chain that is called before',
        [ahead({ target: 'own' }), ahead({ chain: 'own', policy }), masquerade()],
        'likely',
      ],
      [
        'the chain that is called before exempts nothing',
        [ahead({ target: 'own' }), ahead({ chain: 'own', target: 'LOG' }), masquerade()],
        'certain',
      ],
      ['interfaces alone are not shown', [masquerade({ form: 'iptables-list', hides: 'interfaces' })], 'certain'],
      ['what drops before is no exemption', [ahead({ target: 'DROP', hides: 'matches' }), masquerade()], 'certain'],
      ['an exemption of IPv6 alone', [ahead({ others: ['ipv6'], policy }), masquerade()], 'certain'],
    ])('%s', (_, rules, confidence) => {
      expect(told([ipsecSa(), clearly(), ...rules])).toEqual([confidence]);
    });
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['no policy covers the destination', [ipsecSa(), clearly({ server: '10.9.0.9:443' })]],
    ['a policy for another port', [ipsecSa({ children: [child({ remoteTs: ['10.2.0.0/16[tcp/25]'] })] }), clearly()]],
    [
      'a full tunnel’s 0.0.0.0/0',
      [ipsecSa({ children: [child({ remoteTs: ['0.0.0.0/0'] })] }), clearly({ server: '198.51.100.9:443' })],
    ],
    [
      'the source is covered: not rewritten',
      [ipsecSa({ children: [child({ localTs: [`${GATEWAY}/32`] })] }), clearly()],
    ],
    [
      'from somebody else',
      [
        ipsecSa(),
        clearly({ client: '203.0.113.7:40001' }),
        clearly({ client: `${GATEWAY}:2`, server: '192.0.2.9:80' }),
      ],
    ],
    ['it is answered: there is another way', [ipsecSa(), clearly({ serverPackets: 2 })]],
    [
      'a shunt lets it pass',
      [
        ipsecSa(),
        clearly(),
        {
          kind: 'ipsec.policy',
          at: { source: SAS, line: 9 },
          form: 'swanctl-list-pols',
          mode: 'pass',
          localTs: [],
          remoteTs: ['10.2.0.0/24'],
        },
      ],
    ],
    ['a shunt child', [ipsecSa({ children: [child({ mode: 'pass' })] }), clearly()]],
    ['two packets', [ipsecSa(), clearly({ syns: clearly().syns.slice(0, 2) })]],
  ])('%s', (_, facts) => {
    expect(check(rule, [outside, esp, ...facts])).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('when the capture ends within the time of an answer', () => {
    expect(check(rule, [{ ...outside, last: at('09:20:10') }, esp, ipsecSa(), clearly()])).toEqual(
      skipped(rule, 'a capture that goes on for 2 s after the last packet in the clear'),
    );
  });
  test('without the selectors', () => {
    expect(check(rule, [outside, esp, clearly()])).toEqual(
      skipped(rule, 'the traffic selectors of the tunnel (swanctl --list-sas or ipsec statusall)'),
    );
  });
  test('with a capture of another place', () => {
    const elsewhere = ipsecSa({ local: endpoint('198.51.100.99:500') });
    expect(check(rule, [outside, elsewhere, clearly()])).toEqual(
      skipped(rule, 'a capture of the gateway’s outside interface, the one that carries ESP'),
    );
  });
  test('without a capture', () => {
    expect(check(rule, [ipsecSa()])).toEqual(skipped(rule, 'a capture'));
  });
});
