import { expect, test } from 'vitest';
import { pasted } from './kit.ts';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const TEXT = `anna@pc:~$ nmcli dev show
GENERAL.DEVICE:                         wlp1s0
GENERAL.TYPE:                           wifi
GENERAL.HWADDR:                         00:00:5E:00:53:7D
GENERAL.MTU:                            1500
GENERAL.STATE:                          100 (connected)
GENERAL.CONNECTION:                     Home
GENERAL.CON-PATH:                       /org/freedesktop/NetworkManager/ActiveConnection/1
IP4.ADDRESS[1]:                         192.168.1.34/24
IP4.GATEWAY:                            192.168.1.1
IP4.ROUTE[1]:                           dst = 192.168.1.0/24, nh = 0.0.0.0, mt = 600
IP4.ROUTE[2]:                           dst = 0.0.0.0/0, nh = 192.168.1.1, mt = 600
IP4.DNS[1]:                             192.168.1.1
IP4.DOMAIN[1]:                          home.example.net
IP6.ADDRESS[1]:                         fe80::200:5eff:fe00:537d/64
IP6.GATEWAY:                            --
IP6.ROUTE[1]:                           dst = fe80::/64, nh = ::, mt = 600
IP6.ROUTE[2]:                           dst = ff00::/8, nh = ::, mt = 256, table=255

GENERAL.DEVICE:                         gpd0
GENERAL.TYPE:                           tun
GENERAL.HWADDR:                         (unknown)
GENERAL.MTU:                            1400
GENERAL.STATE:                          100 (connected (externally))
GENERAL.CONNECTION:                     gpd0
IP4.ADDRESS[1]:                         172.27.3.18/32
IP4.GATEWAY:                            --
IP4.ROUTE[1]:                           dst = 0.0.0.0/0, nh = 0.0.0.0, mt = 0
IP6.GATEWAY:                            --`;

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
