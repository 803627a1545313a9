import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const TEXT_1 = `Kernel IP routing table
Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface
0.0.0.0         192.168.1.1     0.0.0.0         UG        0 0          0 eth0
10.0.0.0        0.0.0.0         255.0.0.0       U         0 0          0 tun0
172.16.0.0      -               255.240.0.0     !         0 -          0 -`;

const EXPECTED_1 = [
  {
    kind: 'host.route',
    at: at(3),
    form: 'netstat',
    destination: '0.0.0.0/0',
    gateway: '192.168.1.1',
    interfaceName: 'eth0',
  },
  { kind: 'host.route', at: at(4), form: 'netstat', destination: '10.0.0.0/8', interfaceName: 'tun0' },
  { kind: 'host.route', at: at(5), form: 'netstat', destination: '172.16.0.0/12', interfaceName: 'lo', refuses: true },
];

test('netstat -rn of Linux', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

const TEXT_2 = `Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
default         192.168.1.1     0.0.0.0         UG    100    0        0 eth0
10.1.0.0        *               255.255.0.0     U     50     0        0 tun0
10.2.0.0        gw.contoso.com  255.255.0.0     UG    50     0        0 tun0`;

const EXPECTED_2 = [
  {
    kind: 'host.route',
    at: at(3),
    form: 'netstat',
    destination: '0.0.0.0/0',
    gateway: '192.168.1.1',
    interfaceName: 'eth0',
    metric: 100,
  },
  { kind: 'host.route', at: at(4), form: 'netstat', destination: '10.1.0.0/16', interfaceName: 'tun0', metric: 50 },
  { kind: 'input.malformed', at: at(5), reason: 'bad-syntax', detail: 'netstat: route could not be read' },
];

test('route -n of Linux, with names: a gateway by name is damage', () => {
  expect(facts(TEXT_2)).toEqual(EXPECTED_2);
});

const TEXT_3 = `Kernel IPv6 routing table
Destination                    Next Hop                   Flag Met Ref Use If
::1/128                        [::]                       U    256 2     0 lo
fe80::/64                      [::]                       U    256 1     0 eth0
[::]/0                         fe80::1                    UGDAe 1024 1     0 eth0
::1/128                        [::]                       Un   0   5     0 lo
ff00::/8                       [::]                       U    256 2     0 eth0
[::]/0                         [::]                       !n   -1  1     0 lo`;

const EXPECTED_3 = [
  { kind: 'host.route', at: at(3), form: 'netstat', destination: '::1/128', interfaceName: 'lo', metric: 256 },
  { kind: 'host.route', at: at(4), form: 'netstat', destination: 'fe80::/64', interfaceName: 'eth0', metric: 256 },
  {
    kind: 'host.route',
    at: at(5),
    form: 'netstat',
    destination: '::/0',
    gateway: 'fe80::1',
    interfaceName: 'eth0',
    metric: 1024,
  },
  { kind: 'host.route', at: at(8), form: 'netstat', destination: '::/0', interfaceName: 'lo', refuses: true },
];

test('netstat -6rn of Linux', () => {
  expect(facts(TEXT_3)).toEqual(EXPECTED_3);
});

const TEXT_4 = `Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            192.168.1.1        UGScg                 en0
default            link#22            UCSIg               utun4
0/1                10.20.30.1         UGSc                utun4
10                 link#22            UCS                 utun4
10.1/16            10.20.30.40        UGSc                utun4
10.20.30.40        10.20.30.40        UH                  utun4
127                127.0.0.1          UCS                   lo0
127.0.0.1          127.0.0.1          UH                    lo0
192.168.1          link#6             UCS                   en0      !
192.168.1.1/32     link#6             UCS                   en0      !
192.168.1.1        0:0:5e:0:53:1      UHLWIir               en0   1180
224.0.0/4          link#6             UmCS                  en0      !

Internet6:
Destination                             Gateway                         Flags               Netif Expire
default                                 fe80::%utun0                    UGcIg               utun0
default                                 fe80::1%en0                     UGcg                  en0
fd00:1234::/32                          link#22                         UCS                 utun4
fe80::1%lo0                             link#1                          UHLI                  lo0`;

const EXPECTED_4 = [
  {
    kind: 'host.route',
    at: at(5),
    form: 'netstat',
    destination: '0.0.0.0/0',
    gateway: '192.168.1.1',
    interfaceName: 'en0',
  },
  {
    kind: 'host.route',
    at: at(7),
    form: 'netstat',
    destination: '0.0.0.0/1',
    gateway: '10.20.30.1',
    interfaceName: 'utun4',
  },
  { kind: 'host.route', at: at(8), form: 'netstat', destination: '10.0.0.0/8', interfaceName: 'utun4' },
  {
    kind: 'host.route',
    at: at(9),
    form: 'netstat',
    destination: '10.1.0.0/16',
    gateway: '10.20.30.40',
    interfaceName: 'utun4',
  },
  { kind: 'host.route', at: at(10), form: 'netstat', destination: '10.20.30.40/32', interfaceName: 'utun4' },
  { kind: 'host.route', at: at(11), form: 'netstat', destination: '127.0.0.0/8', interfaceName: 'lo0' },
  { kind: 'host.route', at: at(12), form: 'netstat', destination: '127.0.0.1/32', interfaceName: 'lo0' },
  { kind: 'host.route', at: at(13), form: 'netstat', destination: '192.168.1.0/24', interfaceName: 'en0' },
  { kind: 'host.route', at: at(14), form: 'netstat', destination: '192.168.1.1/32', interfaceName: 'en0' },
  { kind: 'host.route', at: at(16), form: 'netstat', destination: '224.0.0.0/4', interfaceName: 'en0' },
  { kind: 'host.route', at: at(21), form: 'netstat', destination: '::/0', gateway: 'fe80::1', interfaceName: 'en0' },
  { kind: 'host.route', at: at(22), form: 'netstat', destination: 'fd00:1234::/32', interfaceName: 'utun4' },
];

test('netstat -rn of macOS: neighbours and routes bound to an interface are left out', () => {
  expect(facts(TEXT_4)).toEqual(EXPECTED_4);
});

const TEXT_5 = `Routing tables

Internet:
Destination        Gateway            Flags        Refs      Use   Netif Expire
default            10.20.30.1         UGSc           47        0   utun4
172.16/12          10.20.30.1         UGSc            0        0   utun4`;

const EXPECTED_5 = [
  {
    kind: 'host.route',
    at: at(5),
    form: 'netstat',
    destination: '0.0.0.0/0',
    gateway: '10.20.30.1',
    interfaceName: 'utun4',
  },
  {
    kind: 'host.route',
    at: at(6),
    form: 'netstat',
    destination: '172.16.0.0/12',
    gateway: '10.20.30.1',
    interfaceName: 'utun4',
  },
];

test('netstat -rn of an older macOS', () => {
  expect(facts(TEXT_5)).toEqual(EXPECTED_5);
});

test('a line that is none among routes is damage, the others stay', () => {
  const text = TEXT_5.replace('172.16/12          10', '?? ###\n172.16/12          10');
  expect(damage(text)).toEqual([[at(6), 'netstat: line could not be read']]);
  expect(good(text)).toEqual([EXPECTED_5[0], { ...EXPECTED_5[1], at: at(7) }]);
});

lawsOf('netstat 1', TEXT_1);

lawsOf('netstat 4', TEXT_4);
