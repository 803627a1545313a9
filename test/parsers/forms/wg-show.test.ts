import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const TEXT_1 = `interface: wg0
  public key: aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gMTI=
  private key: (hidden)
  listening port: 51820

peer: cGVlciBrZXkgcGVlciBrZXkgcGVlciBrZXkgcGVlciE=
  preshared key: (hidden)
  endpoint: 203.0.113.1:51820
  allowed ips: 10.0.0.0/8, fd00::/8
  latest handshake: 1 minute, 3 seconds ago
  transfer: 1.21 KiB received, 3.40 KiB sent

peer: b3RoZXIga2V5IG90aGVyIGtleSBvdGhlciBrZXkgb3Q=
  endpoint: [2001:db8::1]:51820
  allowed ips: (none)
  latest handshake: 2 hours, 3 seconds ago`;

const EXPECTED_1 = [
  {
    kind: 'vpn.tunnel',
    at: at(6),
    form: 'wg-show',
    product: 'wireguard',
    name: 'wg0',
    gatewayAddress: '203.0.113.1',
    up: true,
    includeRoutes: ['10.0.0.0/8', 'fd00::/8'],
  },
  {
    kind: 'vpn.tunnel',
    at: at(13),
    form: 'wg-show',
    product: 'wireguard',
    name: 'wg0',
    gatewayAddress: '2001:db8::1',
    includeRoutes: [],
  },
];

test('peers; an old handshake may only be idle', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

test('keys are not kept', () => {
  expect(JSON.stringify(facts(TEXT_1))).not.toMatch(/aGVs|cGVl|b3Ro/);
});

test('a bad prefix is damage, the others stay', () => {
  const text = TEXT_1.replace('10.0.0.0/8, ', '10.0.0.0/88, ');
  expect(damage(text)).toEqual([[at(9), 'wg: allowed addresses could not be read']]);
  expect(good(text)).toEqual([{ ...EXPECTED_1[0], includeRoutes: ['fd00::/8'] }, EXPECTED_1[1]]);
});

lawsOf('wg-show 1', TEXT_1);
