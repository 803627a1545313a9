import { describe, expect, test } from 'vitest';
import rule from '../../rules/icmp-redirect.ts';
import { cidr } from '../../src/addresses.ts';
import type { Fact } from '../../src/facts.ts';
import { NO_SITE } from '../../src/site.ts';
import {
  check,
  clear,
  endpoint,
  FRONT_END,
  finding,
  found,
  iface,
  inFrame,
  skipped,
  splitTunnel,
  tcp,
} from '../facts.ts';
import { child, ipsecSa, redirect, setting, VIRTUAL, vpnTunnel } from '../facts-network.ts';

/** A LAN behind the gateway 10.1.0.1, whose default router is 10.1.0.254. */
const HOST = '10.1.0.20';
const lan = iface({ own: HOST, hardware: undefined });
const gateway = ipsecSa({
  name: 'rw',
  local: endpoint('10.1.0.1:4500'),
  remoteVirtual: [VIRTUAL],
  children: [child({ remoteTs: [`${VIRTUAL}/32`] })],
});
const toVirtual = (from: string, via: string) =>
  redirect(VIRTUAL, via, { from, to: HOST, client: `${HOST}:443`, frame: 9 });
const site = { ...NO_SITE, tunnel: [cidr('10.20.30.0/24')!] };

describe('fires', () => {
  test('when the VPN gateway sends LAN hosts to the default router', () => {
    const sysctl = setting('net.ipv4.conf.all.send_redirects', '1');
    expect(check(rule, [lan, gateway, sysctl, toVirtual('10.1.0.1', '10.1.0.254')])).toEqual({
      findings: [
        finding(rule, {
          severity: 'error',
          confidence: 'certain',
          message:
            '10.1.0.1 tells 10.1.0.20 to send packets for 10.20.30.5 to 10.1.0.254 instead; 10.20.30.5 belongs into the tunnel: a virtual address, the gateway gave it to a client (rw). They get lost there, or leave unencrypted.',
          subject: '10.1.0.1',
          subjects: ['10.1.0.1', VIRTUAL],
          noticed: 'Connections over the VPN break off or never come up, now and then.',
          evidence: [
            { source: 'sysctl.txt', line: 3, excerpt: 'net.ipv4.conf.all.send_redirects = 1' },
            inFrame(9, '09:20:00', 'ICMP redirect from 10.1.0.1 to 10.1.0.20: 10.20.30.5 via 10.1.0.254'),
          ],
          fix: [
            'On 10.1.0.1 (the VPN gateway, if it is one): net.ipv4.conf.all.send_redirects=0 and net.ipv4.conf.default.send_redirects=0, and net.ipv4.conf.IFACE.send_redirects=0 for interfaces that are already up.',
            'Give the LAN a route to the addresses behind the tunnel (10.20.30.5) by the VPN gateway: on the default gateway, or by DHCP option 121.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });

  test('on this PC for a route of the VPN, and for an internal server', () => {
    const routes = vpnTunnel({ includeRoutes: ['10.60.0.0/16'] });
    const told = (facts: readonly Fact[]) =>
      check(rule, [...splitTunnel(), ...facts]).findings.map((f) => [f.confidence, f.message]);
    expect(told([routes, redirect('10.60.8.8', '192.168.1.254')])).toEqual([
      [
        'likely',
        '192.168.1.1 tells 192.168.1.34 to send packets for 10.60.8.8 to 192.168.1.254 instead; 10.60.8.8 belongs into the tunnel: the VPN’s routes hold 10.60.0.0/16. They get lost there, or leave unencrypted.',
      ],
    ]);
    const named = tcp({ interface: 1, server: `${FRONT_END}:443`, serverName: 'sip.contoso.com' });
    expect(told([named, redirect(FRONT_END, '192.168.1.254')])[0]?.[0]).toBe('likely');
  });

  test('as a question where nothing tells which of the two routers is the VPN gateway', () => {
    expect(check(rule, [lan, toVirtual('10.1.0.1', '10.1.0.254')], { site }).findings.map((f) => f.confidence)).toEqual(
      ['possible'],
    );
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['redirects inside a LAN', [...splitTunnel(), redirect('192.168.1.77', '192.168.1.77')]],
    ['redirects to other networks nearby', [...splitTunnel(), redirect('192.168.7.9', '192.168.1.254')]],
    ['the default router points at the VPN gateway', [lan, gateway, toVirtual('10.1.0.254', '10.1.0.1')]],
    [
      'a full tunnel’s 0.0.0.0/0 names no destination',
      [...splitTunnel(), vpnTunnel({ includeRoutes: ['0.0.0.0/0'] }), redirect('8.8.8.8', '192.168.1.254')],
    ],
    ['no redirect at all', [...splitTunnel()]],
  ])('%s', (_, facts) => {
    expect(check(rule, facts)).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test('when nothing tells what is behind the tunnel', () => {
    expect(check(rule, [lan, redirect('10.60.8.8', '10.1.0.254', { to: HOST })])).toEqual(
      skipped(rule, 'which addresses are behind the tunnel (--tunnel, swanctl --list-sas, the VPN’s routes)'),
    );
  });
  test('when the redirects quote nothing', () => {
    expect(check(rule, [lan, gateway, { ...toVirtual('10.1.0.1', '10.1.0.254'), quoted: undefined }])).toEqual(
      skipped(rule, 'redirects with the packet that they quote'),
    );
  });
  test('without a capture', () => {
    expect(check(rule, [gateway])).toEqual(skipped(rule, 'a capture'));
  });
});
