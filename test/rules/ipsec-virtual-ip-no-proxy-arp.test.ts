import { describe, expect, test } from 'vitest';
import rule from '../../rules/ipsec-virtual-ip-no-proxy-arp.ts';
import type { Fact, IpsecPlugins } from '../../src/facts.ts';
import { adapter, check, clear, finding, found, skipped } from '../facts.ts';
import { child, firewallRule, ipsecSa, setting } from '../facts-network.ts';

const IN_LAN = '10.1.9.5';
const file = (name: string, line = 1) => ({ source: `gateway/${name}`, line });
const sa = (virtual = IN_LAN) =>
  ipsecSa({
    name: 'rw',
    at: file('sas.txt'),
    remoteVirtual: [virtual],
    children: [child({ localTs: ['10.1.0.0/16'], remoteTs: [`${virtual}/32`] })],
  });
const faces = [
  adapter({ form: 'ip-addr', source: 'gateway/ip.txt', name: 'eth0', own: '203.0.113.200/29', line: 3 }),
  adapter({ form: 'ip-addr', source: 'gateway/ip.txt', name: 'eth1', own: '10.1.0.1/16', line: 7 }),
];
const plugins = (...names: readonly string[]): IpsecPlugins => ({
  kind: 'ipsec.plugins',
  at: file('sas.txt', 20),
  form: 'ipsec-statusall',
  names,
});
const arp = (value: string, name = 'eth1') =>
  setting(`net.ipv4.conf.${name}.proxy_arp`, value, { at: file('sysctl.txt', 4) });
const nat = firewallRule({ at: file('iptables.txt'), source: '10.1.9.0/24', outInterface: 'eth1' });

describe('fires', () => {
  test('on plugins without farp and proxy ARP off', () => {
    expect(check(rule, [sa(), ...faces, plugins('aes', 'dhcp'), arp('0')])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'likely',
          message:
            '10.1.9.5 is out of the LAN of the gateway’s eth1 (10.1.0.1/16), and the farp plugin is not loaded; net.ipv4.conf.eth1.proxy_arp is 0: hosts there look for the client on their own wire and find nobody.',
          subject: IN_LAN,
          noticed: 'The VPN connects, but hosts of the office do not answer.',
          evidence: [
            { source: 'gateway/ip.txt', line: 7, excerpt: 'eth1 has 10.1.0.1/16' },
            { source: 'gateway/sas.txt', line: 1, excerpt: 'rw: 10.1.9.5 given to a client' },
            { source: 'gateway/sas.txt', line: 20, excerpt: 'plugins without farp' },
            { source: 'gateway/sysctl.txt', line: 4, excerpt: 'net.ipv4.conf.eth1.proxy_arp = 0' },
          ],
          fix: [
            'Load the farp plugin on the gateway (charon.plugins.farp.load = yes); for IPv6 proxy NDP instead.',
            'Or take the virtual addresses from a network of their own, and route it to the gateway.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test.each<readonly [string, Fact, string]>([
    [
      'plugins alone',
      plugins('aes'),
      '10.1.9.5 is out of the LAN of the gateway’s eth1 (10.1.0.1/16), and the farp plugin is not loaded: hosts there look for the client on their own wire and find nobody. sysctl proxy_arp of the gateway would settle it.',
    ],
    [
      'sysctl alone',
      arp('0', 'all'),
      '10.1.9.5 is out of the LAN of the gateway’s eth1 (10.1.0.1/16), and net.ipv4.conf.all.proxy_arp is 0: hosts there look for the client on their own wire and find nobody. The plugins of the gateway (ipsec statusall) would settle it.',
    ],
  ])('as a question by %s', (_, fact, message) => {
    expect(check(rule, [sa(), ...faces, fact]).findings.map((f) => [f.confidence, f.message])).toEqual([
      ['possible', message],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['a network of its own', [sa('10.20.30.5'), ...faces, plugins('aes'), arp('0')]],
    ['farp', [sa(), ...faces, plugins('farp'), arp('0')]],
    ['proxy ARP', [sa(), ...faces, plugins('aes'), arp('1')]],
    ['NAT', [sa(), ...faces, plugins('aes'), arp('0'), nat]],
  ])('%s', (_, facts) => {
    expect(check(rule, facts)).toEqual(clear(rule));
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  [
    'neither plugins nor sysctl',
    [sa(), ...faces],
    'the plugins of the gateway (ipsec statusall, swanctl --stats), or its sysctl proxy_arp',
  ],
  [
    'a client’s own text',
    [ipsecSa({ localVirtual: [IN_LAN] }), ...faces],
    'swanctl --list-sas of the gateway, with a client connected',
  ],
  ['no adapters', [sa(), plugins('aes')], 'ipconfig /all (or ip addr, ifconfig, Get-NetAdapter)'],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
