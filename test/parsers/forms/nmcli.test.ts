import { expect, test } from 'vitest';
import { pasted } from './kit.ts';
import { NMCLI as TEXT } from './network-texts.ts';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const EXPECTED = [
  {
    kind: 'host.adapter',
    at: at(2),
    form: 'nmcli',
    name: 'wlp1s0',
    addresses: [
      { address: '192.168.1.34', prefix: 24 },
      { address: 'fe80::200:5eff:fe00:537d', prefix: 64 },
    ],
    gateways: ['192.168.1.1'],
    dnsServers: ['192.168.1.1'],
    dnsSuffixes: ['home.example.net'],
    section: 'wireless',
    mac: '00:00:5e:00:53:7d',
    mtu: 1500,
    up: true,
  },
  {
    kind: 'host.adapter',
    at: at(20),
    form: 'nmcli',
    name: 'gpd0',
    addresses: [{ address: '172.27.3.18', prefix: 32 }],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    mtu: 1400,
    up: true,
  },
];

test('two devices', () => {
  expect(facts(TEXT)).toEqual(EXPECTED);
});

test.each(pasted(TEXT))('pasted: %s', (_, text) => {
  expect(good(text)).toEqual(EXPECTED);
});

test('a value that cannot be read', () => {
  const text = TEXT.replace('172.27.3.18/32', '172.27.3/32');
  expect(damage(text)).toEqual([[at(26), 'nmcli: value could not be read']]);
  expect(good(text)).toEqual([EXPECTED[0], { ...EXPECTED[1], addresses: [] }]);
});

lawsOf('nmcli', TEXT);
