import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const NONE = { gateways: [], dnsServers: [], dnsSuffixes: [] };
const base = { kind: 'host.adapter', form: 'ip-addr', ...NONE };

const TEXT = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host
       valid_lft forever preferred_lft forever
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    link/ether 00:00:5e:00:53:11 brd ff:ff:ff:ff:ff:ff
    altname enp0s31f6
    inet 192.168.1.34/24 brd 192.168.1.255 scope global dynamic noprefixroute eth0
       valid_lft 85893sec preferred_lft 85893sec
    inet 10.20.30.40/32 scope global eth0
       valid_lft forever preferred_lft forever
    inet6 fe80::200:5eff:fe00:5311/64 scope link
       valid_lft forever preferred_lft forever
3: wlan0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN group default qlen 1000
    link/ether 00:00:5e:00:53:12 brd ff:ff:ff:ff:ff:ff
5: tun0: <POINTOPOINT,MULTICAST,NOARP,UP,LOWER_UP> mtu 1400 qdisc fq_codel state UNKNOWN group default qlen 500
    link/none
    inet 10.8.0.6 peer 10.8.0.5/32 scope global tun0
       valid_lft forever preferred_lft forever
7: veth1@if6: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master docker0 state UP group default
    link/ether 00:00:5e:00:53:13 brd ff:ff:ff:ff:ff:ff link-netnsid 0`;

const EXPECTED = [
  {
    ...base,
    at: at(1),
    name: 'lo',
    ifIndex: 1,
    section: 'loopback',
    up: true,
    mtu: 65536,
    addresses: [
      { address: '127.0.0.1', prefix: 8 },
      { address: '::1', prefix: 128 },
    ],
  },
  {
    ...base,
    at: at(7),
    name: 'eth0',
    ifIndex: 2,
    section: 'ethernet',
    mac: '00:00:5e:00:53:11',
    up: true,
    dhcp: true,
    mtu: 1500,
    addresses: [
      { address: '192.168.1.34', prefix: 24 },
      { address: '10.20.30.40', prefix: 32 },
      { address: 'fe80::200:5eff:fe00:5311', prefix: 64 },
    ],
  },
  {
    ...base,
    at: at(16),
    name: 'wlan0',
    ifIndex: 3,
    section: 'ethernet',
    mac: '00:00:5e:00:53:12',
    up: false,
    mtu: 1500,
    addresses: [],
  },
  {
    ...base,
    at: at(18),
    name: 'tun0',
    ifIndex: 5,
    up: true,
    mtu: 1400,
    addresses: [{ address: '10.8.0.6', prefix: 32, peer: '10.8.0.5' }],
  },
  {
    ...base,
    at: at(22),
    name: 'veth1',
    ifIndex: 7,
    section: 'ethernet',
    mac: '00:00:5e:00:53:13',
    up: true,
    mtu: 1500,
    addresses: [],
  },
];

test('ip addr', () => {
  expect(facts(TEXT)).toEqual(EXPECTED);
});

test('ip link of an older iproute2, without group and state', () => {
  const text = `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast qlen 1000
    link/ether 00:00:5e:00:53:11 brd ff:ff:ff:ff:ff:ff
4: ppp0: <POINTOPOINT,MULTICAST,NOARP> mtu 1396 qdisc noop qlen 3
    link/ppp`;
  expect(facts(text)).toEqual([
    {
      ...base,
      at: at(1),
      name: 'eth0',
      ifIndex: 2,
      section: 'ethernet',
      mac: '00:00:5e:00:53:11',
      up: true,
      mtu: 1500,
      addresses: [],
    },
    { ...base, at: at(3), name: 'ppp0', ifIndex: 4, section: 'ppp', up: false, mtu: 1396, addresses: [] },
  ]);
});

test('ip -br addr and ip -br link', () => {
  const addr = `lo               UNKNOWN        127.0.0.1/8 ::1/128
eth0             UP             192.168.1.34/24 fe80::200:5eff:fe00:5311/64
docker0          DOWN           172.17.0.1/16
wlan0            DOWN
tun0             UNKNOWN        10.8.0.6 peer 10.8.0.5/32`;
  expect(facts(addr)).toEqual([
    {
      ...base,
      at: at(1),
      name: 'lo',
      addresses: [
        { address: '127.0.0.1', prefix: 8 },
        { address: '::1', prefix: 128 },
      ],
    },
    {
      ...base,
      at: at(2),
      name: 'eth0',
      up: true,
      addresses: [
        { address: '192.168.1.34', prefix: 24 },
        { address: 'fe80::200:5eff:fe00:5311', prefix: 64 },
      ],
    },
    { ...base, at: at(3), name: 'docker0', up: false, addresses: [{ address: '172.17.0.1', prefix: 16 }] },
    { ...base, at: at(4), name: 'wlan0', up: false, addresses: [] },
    { ...base, at: at(5), name: 'tun0', addresses: [{ address: '10.8.0.6', prefix: 32, peer: '10.8.0.5' }] },
  ]);
  expect(facts('eth0@if5 UP 00:00:5e:00:53:11 <BROADCAST,MULTICAST,UP,LOWER_UP>')).toEqual([
    { ...base, at: at(1), name: 'eth0', mac: '00:00:5e:00:53:11', up: true, addresses: [] },
  ]);
});

test('ip -o addr', () => {
  expect(
    facts(
      '2: eth0    inet 192.168.1.34/24 brd 192.168.1.255 scope global eth0\\       valid_lft forever preferred_lft forever',
    ),
  ).toEqual([{ ...base, at: at(1), name: 'eth0', ifIndex: 2, addresses: [{ address: '192.168.1.34', prefix: 24 }] }]);
});

test('a bad address is damage, the others stay', () => {
  const text = TEXT.replace('10.20.30.40/32', '10.20.300.40/32').replace('    altname enp0s31f6', '  ### cut ###');
  expect(damage(text)).toEqual([
    [at(9), 'ip addr: line could not be read'],
    [at(12), 'ip addr: address could not be read'],
  ]);
  expect(good(text)).toEqual(
    EXPECTED.map((f) =>
      f.name === 'eth0' ? { ...f, addresses: f.addresses.filter((a) => a.address !== '10.20.30.40') } : f,
    ),
  );
});

lawsOf('ip addr', TEXT);
