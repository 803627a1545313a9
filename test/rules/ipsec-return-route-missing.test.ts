import { describe, expect, test } from 'vitest';
import rule from '../../rules/ipsec-return-route-missing.ts';
import type { Fact, IpsecChild } from '../../src/facts.ts';
import { check, clear, finding, found, skipped } from '../facts.ts';
import { child, ipsecSa, SAS, VIRTUAL } from '../facts-network.ts';

const gateway = (counters: Partial<IpsecChild>) =>
  ipsecSa({ name: 'rw', remoteVirtual: [VIRTUAL], children: [child({ remoteTs: [`${VIRTUAL}/32`], ...counters })] });
const client = (counters: Partial<IpsecChild>) =>
  ipsecSa({ name: 'home', localVirtual: [VIRTUAL], children: [child({ localTs: [`${VIRTUAL}/32`], ...counters })] });

describe('fires', () => {
  test('as a question on a gateway that sends nothing back', () => {
    expect(check(rule, [gateway({ packetsIn: 221, packetsOut: 0 })])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'possible',
          message:
            'net of rw (10.20.30.5): 221 packets of the client came in, none went out to it. Hosts behind the gateway may not know the way back to the virtual addresses, or a firewall drops it; a capture on the gateway’s inside would settle it.',
          subject: 'rw net',
          evidence: [{ source: SAS, line: 5, excerpt: 'net: 221 packets in, 0 packets out' }],
          fix: [
            'Where the gateway is not the default gateway of the LAN, route the virtual network to it: on the default gateway, or on the hosts (DHCP option 121).',
            'Or translate the virtual addresses to the gateway’s inner address (MASQUERADE on the inner interface).',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('and on the PC', () => {
    expect(check(rule, [client({ packetsIn: 0, packetsOut: 50 })]).findings.map((f) => f.subject)).toEqual([
      'home net',
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, Fact]>([
    ['both ways', gateway({ packetsIn: 221, packetsOut: 60 })],
    ['few packets', gateway({ packetsIn: 19, packetsOut: 0 })],
    ['the other direction: nobody sends', gateway({ packetsIn: 0, packetsOut: 60 })],
    ['an old child', gateway({ packetsIn: 221, packetsOut: 0, state: 'DELETING' })],
  ])('%s', (_, fact) => {
    expect(check(rule, [fact])).toEqual(clear(rule));
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  ['no counters', [gateway({})], 'the packet counters of the tunnel (swanctl --list-sas, ipsec statusall)'],
  [
    'between sites: nothing tells which end it is',
    [ipsecSa({ children: [child({ packetsIn: 221, packetsOut: 0 })] })],
    'the packet counters of the tunnel (swanctl --list-sas, ipsec statusall)',
  ],
  ['no associations', [], 'swanctl --list-sas or ipsec statusall'],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
