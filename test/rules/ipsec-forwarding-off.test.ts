import { describe, expect, test } from 'vitest';
import rule from '../../rules/ipsec-forwarding-off.ts';
import type { Fact } from '../../src/facts.ts';
import { check, clear, finding, found, skipped } from '../facts.ts';
import { child, ipsecSa, setting, VIRTUAL } from '../facts-network.ts';

const gateway = ipsecSa({
  name: 'rw',
  at: { source: 'gateway/sas.txt', line: 1 },
  remoteVirtual: [VIRTUAL],
  children: [child({ localTs: ['0.0.0.0/0'], remoteTs: [`${VIRTUAL}/32`] })],
});
const sysctl = (name: string, value: string) => setting(name, value, { at: { source: 'gateway/sysctl.txt', line: 3 } });
const off = sysctl('net.ipv4.ip_forward', '0');

describe('fires', () => {
  test('on a gateway with clients', () => {
    expect(check(rule, [gateway, off])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            'net.ipv4.ip_forward is 0 on the gateway: it drops what its VPN clients (10.20.30.5) send to hosts behind it, and to the Internet.',
          subject: 'net.ipv4.ip_forward',
          noticed: 'The VPN connects, but nothing behind it answers.',
          evidence: [
            { source: 'gateway/sas.txt', line: 1, excerpt: 'rw: 10.20.30.5 given to a client' },
            { source: 'gateway/sysctl.txt', line: 3, excerpt: 'net.ipv4.ip_forward = 0' },
          ],
          fix: ['On the gateway: sysctl -w net.ipv4.ip_forward=1; for good in /etc/sysctl.conf.'],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('on IPv6 where clients have it', () => {
    const six = ipsecSa({ ...gateway, remoteVirtual: ['fd00:1::5'] });
    expect(
      check(rule, [six, off, sysctl('net.ipv6.conf.all.forwarding', '0')]).findings.map((f) => f.subjects),
    ).toEqual([['net.ipv6.conf.all.forwarding']]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['it forwards', [sysctl('net.ipv4.ip_forward', '1')]],
    [
      'it was turned on behind that',
      [off, setting('net.ipv4.ip_forward', '1', { at: { source: 'gateway/sysctl.txt', line: 9 } })],
    ],
    ['IPv6 is off and nobody has it', [sysctl('net.ipv6.conf.all.forwarding', '0')]],
  ])('%s', (_, facts) => {
    expect(check(rule, [gateway, ...facts])).toEqual(clear(rule));
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  [
    'a machine that is not known to be the gateway',
    [setting('net.ipv4.ip_forward', '0'), gateway],
    'sysctl net.ipv4.ip_forward of the gateway',
  ],
  ['another setting', [sysctl('net.ipv4.ip_no_pmtu_disc', '0'), gateway], 'sysctl net.ipv4.ip_forward of the gateway'],
  ['no settings', [gateway], 'sysctl values or /proc/net/xfrm_stat of the gateway'],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
