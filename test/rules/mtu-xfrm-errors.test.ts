import { expect, test } from 'vitest';
import rule from '../../rules/mtu-xfrm-errors.ts';
import type { Fact } from '../../src/facts.ts';
import { check, clear, finding, found, skipped } from '../facts.ts';
import { child, ipsecSa, setting } from '../facts-network.ts';

const read = (value: string, line = 12) =>
  setting('XfrmOutStateModeError', value, { form: 'xfrm-stat', at: { source: 'xfrm_stat.txt', line } });

test('fires on a counter that grows', () => {
  expect(check(rule, [read('4'), read('91', 40)])).toEqual({
    findings: [
      finding(rule, {
        severity: 'warning',
        confidence: 'certain',
        message: 'XfrmOutStateModeError grew from 4 to 91: packets were too large once IPsec was around them.',
        subject: 'XfrmOutStateModeError',
        evidence: [
          { source: 'xfrm_stat.txt', line: 12, excerpt: 'XfrmOutStateModeError 4' },
          { source: 'xfrm_stat.txt', line: 40, excerpt: 'XfrmOutStateModeError 91' },
        ],
        fix: ['On the VPN gateway, clamp the MSS of TCP connections through the tunnel to 1360.'],
      }),
    ],
    outcome: found(rule),
  });
});

test('as a question on one reading, with the MSS of the suite', () => {
  const sa = ipsecSa({ children: [child({ suite: 'AES_CBC-256/HMAC_SHA1_96', udp: true })] });
  const { findings } = check(rule, [read('91'), sa]);
  expect(findings.map((f) => [f.severity, f.confidence, f.message, f.fix])).toEqual([
    [
      'note',
      'possible',
      'XfrmOutStateModeError is 91: since the start of the machine packets were too large once IPsec was around them. A second reading some minutes later tells whether that goes on.',
      [
        'On the gateway, clamp the MSS of connections through the tunnel to 1382: iptables -t mangle -A FORWARD -m policy --pol ipsec --dir in -p tcp -m tcp --tcp-flags SYN,RST SYN -m tcpmss --mss 1383:1536 -j TCPMSS --set-mss 1382, and the same with --dir out.',
      ],
    ],
  ]);
});

test.each<readonly [string, readonly Fact[]]>([
  ['zero', [read('0')]],
  ['it stays the same', [read('91'), read('91', 40)]],
])('stays silent: %s', (_, facts) => {
  expect(check(rule, facts)).toEqual(clear(rule));
});

test.each<readonly [string, readonly Fact[], string]>([
  ['another counter', [setting('XfrmInNoStates', '9')], '/proc/net/xfrm_stat of the gateway'],
  ['no settings', [], 'sysctl values or /proc/net/xfrm_stat of the gateway'],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
