import { describe, expect, test } from 'vitest';
import rule from '../../rules/vpn-class-route.ts';
import type { Fact } from '../../src/facts.ts';
import {
  adapter,
  check,
  clear,
  FRONT_END,
  finding,
  found,
  ROUTER,
  route,
  sipMessage,
  skipped,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

const VIRTUAL = '172.20.5.17';
const ppp = adapter({
  own: `${VIRTUAL}/32`,
  section: 'ppp',
  name: 'Contoso VPN',
  description: 'Contoso VPN',
  line: 10,
});
const pc = [adapter({ gateways: [ROUTER] }), ppp];
const connection = vpnTunnel({
  form: 'get-vpnconnection',
  product: 'windows',
  name: 'Contoso VPN',
  up: true,
  splitTunneling: true,
  source: 'vpn.txt',
});
const home = route(`0.0.0.0/0 ${ROUTER} ${WIFI} 35`, { line: 12 });
const own = route(`${VIRTUAL}/32 on-link ${VIRTUAL} 281`, { line: 17 });
const byClass = route(`172.20.0.0/16 on-link ${VIRTUAL} 26`, { line: 16 });
const register = sipMessage({
  method: 'REGISTER',
  line: 30,
  local: { address: WIFI, port: 50311 },
  remote: { address: FRONT_END, port: 5061 },
});
const all = [...pc, connection, home, own, byClass, register];

describe('fires', () => {
  test('on a registrar outside the class route', () => {
    expect(check(rule, all)).toEqual({
      findings: [
        finding(rule, {
          severity: 'warning',
          confidence: 'certain',
          message:
            'With split tunnelling Windows has only the class route 172.20.0.0/16 of 172.20.5.17 into the tunnel; 10.60.4.21 lies outside it, and what the client sends there leaves by 192.168.1.34.',
          subject: FRONT_END,
          noticed: 'Sign-in hangs: 10.60.4.21 cannot be reached over the VPN.',
          evidence: [
            {
              source: 'client.UccApilog',
              line: 30,
              time: '2026-03-02T09:20:00.000',
              excerpt: 'REGISTER sent to 10.60.4.21:5061',
            },
            {
              source: 'route-print.txt',
              line: 12,
              excerpt: '10.60.4.21: 0.0.0.0/0 by 192.168.1.1 on 192.168.1.34',
            },
            { source: 'route-print.txt', line: 16, excerpt: '172.20.0.0/16 into the tunnel (172.20.5.17)' },
          ],
          fix: [
            "If these servers are meant to be reached inside: Add-VpnConnectionRoute -ConnectionName 'Contoso VPN' -DestinationPrefix PREFIX, with the internal networks they are in (here 10.60.4.21/32); in a profile the same as Route.",
            'If SfB is meant to go beside the tunnel: on the DNS servers that VPN clients use, answer with the external addresses instead of 10.60.4.21.',
            'Or assign the VPN clients addresses of the internal network, so that the class route covers it.',
          ],
        }),
      ],
      outcome: found(rule),
    });
  });
  test('without Get-VpnConnection, by the PPP adapter', () => {
    expect(check(rule, [...pc, home, own, byClass, register]).findings.map((f) => f.subject)).toEqual([FRONT_END]);
  });
  test('as a question without a routing table', () => {
    expect(check(rule, [...pc, connection, register]).findings.map((f) => [f.confidence, f.message])).toEqual([
      [
        'possible',
        'Split tunnelling is on, and 10.60.4.21 lies outside 172.20.0.0/16, the class route of 172.20.5.17, which is all that Windows sends into the tunnel unless routes were added. route print with the VPN connected would settle it.',
      ],
    ]);
  });
  test.each([
    ['10.20.30.40', '10.0.0.0/8', '172.16.4.21'],
    ['192.168.77.5', '192.168.77.0/24', FRONT_END],
  ])('by class: %s has %s', (virtual, net, server) => {
    const facts = [
      adapter({ gateways: [ROUTER] }),
      adapter({ own: `${virtual}/32`, section: 'ppp', name: 'Contoso VPN', line: 10 }),
      connection,
      home,
      route(`${net} on-link ${virtual} 26`),
      sipMessage({ method: 'REGISTER', local: { address: WIFI, port: 1 }, remote: { address: server, port: 5061 } }),
    ];
    expect(check(rule, facts).findings.map((f) => [f.subject, f.confidence])).toEqual([[server, 'certain']]);
  });
});

describe('stays silent', () => {
  test.each<readonly [string, readonly Fact[]]>([
    ['a route that somebody added', [...all, route(`10.1.0.0/16 on-link ${VIRTUAL} 26`)]],
    [
      'a prefix that is not the class',
      [...pc, connection, home, own, route(`172.20.4.0/22 on-link ${VIRTUAL} 26`), register],
    ],
    ['no route into the tunnel at all', [...pc, connection, home, own, register]],
    [
      'the server answered',
      [
        ...all,
        sipMessage({
          method: 'REGISTER',
          status: 200,
          line: 60,
          local: { address: WIFI, port: 50311 },
          remote: { address: FRONT_END, port: 5061 },
        }),
      ],
    ],
    [
      'a server within the class route',
      [
        ...pc,
        connection,
        home,
        own,
        byClass,
        sipMessage({
          method: 'REGISTER',
          local: { address: WIFI, port: 1 },
          remote: { address: '172.20.4.21', port: 5061 },
        }),
      ],
    ],
    [
      'another maker’s VPN',
      [
        adapter({ gateways: [ROUTER] }),
        adapter({ own: `${VIRTUAL}/32`, description: 'PANGP Virtual Ethernet Adapter', line: 10 }),
        home,
        byClass,
        register,
      ],
    ],
  ])('%s', (_, facts) => {
    expect(check(rule, facts)).toEqual(clear(rule));
  });
});

describe('skipped', () => {
  test.each<readonly [string, readonly Fact[], string]>([
    ['no routing table, and nothing says that it is split', [...pc, register], 'route print of the PC'],
    [
      'no tunnel known',
      [adapter({ gateways: [ROUTER] }), home, register],
      'which address is the VPN tunnel (ipconfig /all, or --tunnel)',
    ],
    [
      'no internal server known',
      [...pc, connection, home, own, byClass],
      'an internal SfB or Exchange server that the client looked for (client log, or DNS)',
    ],
  ])('%s', (_, facts, what) => {
    expect(check(rule, facts)).toEqual(skipped(rule, what));
  });
});
