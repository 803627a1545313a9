import { describe, expect, test } from 'vitest';
import rule from '../../rules/vpn-dns-takeover.ts';
import type { Fact } from '../../src/facts.ts';
import {
  adapter,
  check,
  clear,
  dns,
  finding,
  found,
  iface,
  ROUTER,
  skipped,
  TUNNEL,
  VPN_DNS,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

const wifi = (dnsServers: readonly string[], more: Parameters<typeof adapter>[0] = {}) =>
  adapter({ name: 'Wi-Fi', description: 'Intel(R) Wi-Fi 6E AX211 160MHz', gateways: [ROUTER], dnsServers, ...more });
const tunnel = (dnsServers: readonly string[] = [VPN_DNS]) =>
  adapter({
    own: `${TUNNEL}/32`,
    name: 'Ethernet 5',
    description: 'Fortinet SSL VPN Virtual Ethernet Adapter',
    line: 10,
    dnsServers,
  });

describe('fires', () => {
  test('on FortiClient’s servers on Wi-Fi', () => {
    expect(check(rule, [wifi([VPN_DNS, ROUTER]), tunnel()])).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'likely',
          message:
            '10.60.0.5, a resolver of the tunnel, is on the physical adapter Wi-Fi as well: every program, also one that is kept out of the tunnel, gets the answers of the inside.',
          subject: VPN_DNS,
          evidence: [
            { source: 'ipconfig.txt', line: 1, excerpt: 'Wi-Fi: DNS 10.60.0.5' },
            { source: 'ipconfig.txt', line: 10, excerpt: 'Ethernet 5: DNS 10.60.0.5' },
          ],
          fix: [
            'In FortiClient EMS (or the XML configuration) turn "Prefer SSL VPN DNS" off, so that the tunnel’s servers stay on its own adapter.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('as a note while its answers for SfB are the external ones', () => {
    const facts = [wifi([VPN_DNS, ROUTER]), tunnel(), iface(), dns('sip.contoso.com', ['A 198.51.100.40'])];
    expect(check(rule, facts).findings.map((f) => [f.severity, f.message])).toEqual([
      [
        'note',
        '10.60.0.5, a resolver of the tunnel, is on the physical adapter Wi-Fi as well: every program, also one that is kept out of the tunnel, gets its answers; those for SfB names in this capture are public addresses.',
      ],
    ]);
    const inside = dns('lyncdiscover.contoso.com', ['A 10.60.4.25'], { frame: 20 });
    expect(check(rule, [...facts, inside]).findings.map((f) => f.severity)).toEqual(['warning']);
  });
  test('on servers that a VPN’s text names', () => {
    const facts = [wifi([VPN_DNS]), tunnel([]), vpnTunnel({ product: 'openvpn', up: true, dnsServers: [VPN_DNS] })];
    expect(check(rule, facts).findings.map((f) => f.fix)).toEqual([
      [
        'In the VPN’s settings keep its DNS servers on its own adapter (split DNS), and serve VPN clients the external records of SfB and Exchange.',
      ],
    ]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['its own servers', [wifi([ROUTER]), tunnel()]],
    ['public ones on both', [wifi(['192.0.2.53']), tunnel(['192.0.2.53'])]],
    ['a server of its own network', [wifi(['192.168.1.53']), tunnel(['192.168.1.53'])]],
    [
      'an office: the server answers beside the tunnel',
      [wifi([VPN_DNS]), tunnel(), iface(), dns('sip.contoso.com', ['A 10.60.4.21'], { client: WIFI, interface: 0 })],
    ],
  ])('%s', (_, facts) => {
    expect(check(rule, facts)).toEqual(clear(rule));
  });
});

test.each<readonly [string, readonly Fact[], string]>([
  ['no tunnel', [wifi([ROUTER])], 'the DNS servers of the tunnel (ipconfig /all with the VPN connected)'],
  ['no servers of Wi-Fi', [wifi([]), tunnel()], 'the DNS servers of the physical adapter (ipconfig /all)'],
])('skipped: %s', (_, facts, what) => {
  expect(check(rule, facts)).toEqual(skipped(rule, what));
});
