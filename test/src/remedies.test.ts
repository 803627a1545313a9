import { expect, test } from 'vitest';
import type { Fact } from '../../src/facts.ts';
import { incidentOf } from '../../src/incident.ts';
import { blockInside, dropProcessExclusion, excludeByAddress, serveExternalRecords } from '../../src/remedies.ts';
import { NO_SITE, type Site } from '../../src/site.ts';
import { FactStore } from '../../src/store.ts';
import {
  ACCESS_EDGE,
  AV_EDGE,
  adapter,
  allocate,
  FRONT_END,
  flow,
  ROUTER,
  route,
  sipMessage,
  splitTunnel,
  TUNNEL,
  vpnTunnel,
  WIFI,
} from '../facts.ts';

const register = (to: string) =>
  sipMessage({ method: 'REGISTER', local: { address: WIFI, port: 50311 }, remote: { address: to, port: 443 } });

function incident(facts: readonly Fact[], site: Site = NO_SITE) {
  const store = new FactStore();
  for (const f of facts) store.add(f);
  return incidentOf(store, site);
}

test.each([
  [
    'globalprotect',
    'Exclude 198.51.100.40 from the tunnel by address: Network > GlobalProtect > Gateways > Agent > Client Settings > Split Tunnel > Access Route > Exclude.',
  ],
  [
    'anyconnect',
    'Exclude 198.51.100.40 from the tunnel by address: in the group policy on the ASA split-tunnel-policy excludespecified, with these addresses in its network list.',
  ],
  [
    'strongswan',
    'Keep 198.51.100.40 out of the tunnel: narrow local_ts (leftsubnet) of the gateway to the networks inside, or let them pass on a strongSwan client (a child with mode = pass).',
  ],
  [
    'windows',
    'Keep 198.51.100.40 out of the tunnel: Set-VpnConnection -SplitTunneling $true with routes for the inside only; under a forced tunnel an exclusion route for each in the VPN profile (ProfileXML, ExclusionRoute).',
  ],
  [
    'fortigate',
    'Exclude 198.51.100.40 from the tunnel by address: in the SSL-VPN portal of the FortiGate split-tunneling-routing-negate, with a group of these addresses.',
  ],
  [
    'openvpn',
    'Exclude 198.51.100.40 from the tunnel by address: on the OpenVPN server push "route ADDRESS 255.255.255.255 net_gateway" for each.',
  ],
  [
    'wireguard',
    'Keep 198.51.100.40 out of the tunnel: list the networks inside in AllowedIPs instead of 0.0.0.0/0; WireGuard has no exclusion.',
  ],
  [
    'other',
    "Exclude 198.51.100.40 from the tunnel by address in the VPN's split-tunnel settings; an exclusion by domain or process does not move UDP media reliably.",
  ],
] as const)('excludes in the words of %s', (vpn, words) => {
  expect(excludeByAddress(incident([register(ACCESS_EDGE)], { ...NO_SITE, vpn }))).toBe(words);
});

test('excludes what the tunnel still carries, and of Microsoft’s cloud the ranges', () => {
  const tunnel = [
    adapter({ gateways: [ROUTER], section: 'wireless' }),
    adapter({ own: `${TUNNEL}/32`, description: 'PANGP Virtual Ethernet Adapter Secure' }),
    route(`0.0.0.0/0 on-link ${TUNNEL} 1`),
  ];
  const out = route(`${ACCESS_EDGE}/32 ${ROUTER} ${WIFI} 36`);
  const what = (...facts: Fact[]) =>
    /^Exclude (.*) from the tunnel by address/.exec(excludeByAddress(incident([...tunnel, ...facts])))?.[1];
  expect(what(register(ACCESS_EDGE))).toBe(ACCESS_EDGE);
  expect(what(register(ACCESS_EDGE), out, allocate())).toBe(AV_EDGE);
  expect(what(register(ACCESS_EDGE), out)).toBe(
    'the external SfB addresses that still take it (A/V Edge first; 198.51.100.40 does not)',
  );
  const dynamic = vpnTunnel({
    addresses: [TUNNEL],
    up: true,
    includeRoutes: ['0.0.0.0/0'],
    excludeDomains: ['contoso.com'],
  });
  expect(what(register(ACCESS_EDGE), out, allocate(), dynamic)).toBe(AV_EDGE);
  expect(what(register('52.112.64.15'), register('52.113.0.9'))).toBe('52.112.0.0/14');
});

test('a product that is but guessed has no words of its own', () => {
  // Port 4501 alone.
  const guess = incident([register(ACCESS_EDGE), flow({ server: '203.0.113.200:4501' })]);
  expect(guess.host.product?.confidence).toBe('possible');
  expect(excludeByAddress(guess)).toContain("in the VPN's split-tunnel settings");
  expect(dropProcessExclusion(guess)).toMatch(/^If the VPN excludes the client by process/);
});

test('lookups by hand are answers too', () => {
  const name: Fact = {
    kind: 'host.name',
    at: { source: 'nslookup.txt', line: 4 },
    form: 'nslookup',
    by: 'asked',
    name: 'sip.contoso.com',
    type: '',
    values: [FRONT_END],
    resolver: '10.60.0.5',
  };
  const told = incident([...splitTunnel(), sipMessage(), name]);
  expect(serveExternalRecords(told, ['sip.contoso.com'])).toEqual([
    'On the DNS servers that VPN clients use (this client asked 10.60.0.5), answer with the external address: sip.contoso.com → its external address. A DNS view or dedicated servers for the VPN pool keep the office unchanged.',
  ]);
  expect(blockInside(told)).toBe(
    'On the firewall, deny the VPN pool (this client: 172.27.3.18) to and from the internal SfB and Exchange servers (10.60.4.21).',
  );
});
