import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const base = { kind: 'host.route', form: 'ip-route' };

const TEXT = `default via 192.168.1.1 dev eth0 proto dhcp src 192.168.1.34 metric 100
0.0.0.0/1 via 10.8.0.1 dev tun0
10.0.0.0/8 dev gpd0 scope link
169.254.0.0/16 dev eth0 scope link metric 1000
192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.34 metric 100
203.0.113.1 via 192.168.1.1 dev eth0
blackhole 172.16.0.0/12 proto static
unreachable 198.51.100.0/24 metric 4278198272`;

test('ip route', () => {
  expect(facts(TEXT)).toEqual([
    {
      ...base,
      at: at(1),
      destination: '0.0.0.0/0',
      gateway: '192.168.1.1',
      interfaceName: 'eth0',
      metric: 100,
      source: '192.168.1.34',
    },
    { ...base, at: at(2), destination: '0.0.0.0/1', gateway: '10.8.0.1', interfaceName: 'tun0' },
    { ...base, at: at(3), destination: '10.0.0.0/8', interfaceName: 'gpd0' },
    { ...base, at: at(4), destination: '169.254.0.0/16', interfaceName: 'eth0', metric: 1000 },
    {
      ...base,
      at: at(5),
      destination: '192.168.1.0/24',
      interfaceName: 'eth0',
      metric: 100,
      source: '192.168.1.34',
    },
    { ...base, at: at(6), destination: '203.0.113.1/32', gateway: '192.168.1.1', interfaceName: 'eth0' },
    { ...base, at: at(7), destination: '172.16.0.0/12', refuses: true },
    { ...base, at: at(8), destination: '198.51.100.0/24', metric: 4278198272, refuses: true },
  ]);
});

test('all tables: strongSwan’s 220 is kept, own addresses and broadcasts are not', () => {
  const text = `default dev ppp0 table 220 proto static src 10.20.30.40
10.1.0.0/16 via 192.168.1.1 dev eth0 table 220 proto static src 10.20.30.40
throw 192.168.1.0/24 table 220 proto static
default via 192.168.1.1 dev eth0
broadcast 192.168.1.255 dev eth0 table local proto kernel scope link src 192.168.1.34
local 192.168.1.34 dev eth0 table local proto kernel scope host src 192.168.1.34
::1 dev lo proto kernel metric 256 pref medium
fe80::/64 dev eth0 proto kernel metric 256 pref medium
default dev tun0 metric 1024 pref medium
default via fe80::1 dev eth0 proto ra metric 100 expires 1700sec pref medium
multicast ff00::/8 dev eth0 table local proto kernel metric 256 pref medium`;
  expect(facts(text)).toEqual([
    { ...base, at: at(1), destination: '0.0.0.0/0', interfaceName: 'ppp0', table: '220', source: '10.20.30.40' },
    {
      ...base,
      at: at(2),
      destination: '10.1.0.0/16',
      gateway: '192.168.1.1',
      interfaceName: 'eth0',
      table: '220',
      source: '10.20.30.40',
    },
    { ...base, at: at(3), destination: '192.168.1.0/24', table: '220', refuses: true },
    { ...base, at: at(4), destination: '0.0.0.0/0', gateway: '192.168.1.1', interfaceName: 'eth0' },
    { ...base, at: at(7), destination: '::1/128', interfaceName: 'lo', metric: 256 },
    { ...base, at: at(8), destination: 'fe80::/64', interfaceName: 'eth0', metric: 256 },
    { ...base, at: at(9), destination: '::/0', interfaceName: 'tun0', metric: 1024 },
    { ...base, at: at(10), destination: '::/0', gateway: 'fe80::1', interfaceName: 'eth0', metric: 100 },
  ]);
});

test('several next hops', () => {
  const text = `default proto static metric 20
\tnexthop via 192.168.1.1 dev eth0 weight 1
\tnexthop via inet6 fe80::1 dev eth1 weight 1
10.0.0.0/8 dev tun0 scope link`;
  expect(facts(text)).toEqual([
    { ...base, at: at(2), destination: '0.0.0.0/0', gateway: '192.168.1.1', interfaceName: 'eth0', metric: 20 },
    { ...base, at: at(3), destination: '0.0.0.0/0', gateway: 'fe80::1', interfaceName: 'eth1', metric: 20 },
    { ...base, at: at(4), destination: '10.0.0.0/8', interfaceName: 'tun0' },
  ]);
});

test('the answer of ip route get is no line of a table', () => {
  expect(facts('52.112.0.1 via 192.168.1.1 dev eth0 src 192.168.1.34 uid 1000\n    cache')).toEqual([]);
  expect(facts('10.1.2.3 dev tun0 src 10.8.0.6\n    cache')).toEqual([]);
});

test('a gateway that is none is damage', () => {
  const text = 'default via 192.168.1.256 dev eth0\n10.0.0.0/8 dev tun0';
  expect(damage(text)).toEqual([[at(1), 'ip route: gateway could not be read']]);
  expect(good(text)).toEqual([{ ...base, at: at(2), destination: '10.0.0.0/8', interfaceName: 'tun0' }]);
});

test('prose that begins with default or an address is no route', () => {
  expect(facts('default gateway is 192.168.1.1\n10.0.0.5 is the server\nunreachable')).toEqual([]);
});

lawsOf('ip route', TEXT);
