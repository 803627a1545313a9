import { expect, test } from 'vitest';
import { at, facts, lawsOf } from './unix-run.ts';

const TEXT_1 = `2026-11-22 05:27:44 PUSH: Received control message: 'PUSH_REPLY,redirect-gateway def1,route 10.0.0.0 255.0.0.0,route 52.112.0.0 255.252.0.0 net_gateway,route-ipv6 fd00::/8,dhcp-option DNS 10.10.0.20,dhcp-option DOMAIN contoso.com,route-gateway 10.8.0.1,topology subnet,ping 10,ifconfig 10.8.0.6 255.255.255.0,ifconfig-ipv6 fd00:8::6/64 fd00:8::1,tun-mtu 1400,block-outside-dns,peer-id 0,auth-token SESS_ID_AT_secret,cipher AES-256-GCM'
Sun Nov 22 05:27:44 2026 PUSH: Received control message: 'PUSH_REPLY,route 10.0.0.0 255.0.0.0,route 172.16.0.0 255.255.0.255,route 192.16`;

const EXPECTED_1 = [
  {
    kind: 'vpn.tunnel',
    at: at(1),
    form: 'openvpn-push',
    product: 'openvpn',
    addresses: ['10.8.0.6', 'fd00:8::6'],
    dnsServers: ['10.10.0.20'],
    dnsSuffixes: ['contoso.com'],
    includeRoutes: ['0.0.0.0/0', '10.0.0.0/8', 'fd00::/8'],
    excludeRoutes: ['52.112.0.0/14'],
    mtu: 1400,
    tunnelAllDns: true,
  },
  { kind: 'input.malformed', at: at(2), reason: 'bad-syntax', detail: 'openvpn: pushed route could not be read' },
  { kind: 'input.malformed', at: at(2), reason: 'bad-syntax', detail: 'openvpn: pushed options broken off' },
  {
    kind: 'vpn.tunnel',
    at: at(2),
    form: 'openvpn-push',
    product: 'openvpn',
    addresses: [],
    dnsServers: [],
    dnsSuffixes: [],
    includeRoutes: ['10.0.0.0/8'],
    excludeRoutes: [],
    truncated: true,
  },
];

test('what was pushed, whole and broken off', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

test('the token is not kept', () => {
  expect(JSON.stringify(facts(TEXT_1))).not.toContain('SESS_ID');
});

lawsOf('openvpn-push 1', TEXT_1);
