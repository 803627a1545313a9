import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const TEXT_1 = `eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 192.168.1.34  netmask 255.255.255.0  broadcast 192.168.1.255
        inet6 fe80::200:5eff:fe00:5311  prefixlen 64  scopeid 0x20<link>
        ether 00:00:5e:00:53:11  txqueuelen 1000  (Ethernet)
        RX packets 1280  bytes 134217 (131.0 KiB)
        RX errors 0  dropped 0  overruns 0  frame 0
        TX packets 901  bytes 90112 (88.0 KiB)
        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0

lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536
        inet 127.0.0.1  netmask 255.0.0.0
        inet6 ::1  prefixlen 128  scopeid 0x10<host>
        loop  txqueuelen 1000  (Local Loopback)

tun0: flags=4305<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST>  mtu 1400
        inet 10.8.0.6  netmask 255.255.255.255  destination 10.8.0.5
        unspec 00-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00  txqueuelen 500  (UNSPEC)

eth1: flags=4099<UP,BROADCAST,MULTICAST>  mtu 1500
        ether 00:00:5e:00:53:12  txqueuelen 1000  (Ethernet)`;

const EXPECTED_1 = [
  {
    kind: 'host.adapter',
    at: at(1),
    form: 'ifconfig',
    addresses: [
      { address: '192.168.1.34', prefix: 24 },
      { address: 'fe80::200:5eff:fe00:5311', prefix: 64 },
    ],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    mac: '00:00:5e:00:53:11',
    up: true,
    mtu: 1500,
    section: 'ethernet',
    name: 'eth0',
  },
  {
    kind: 'host.adapter',
    at: at(10),
    form: 'ifconfig',
    addresses: [
      { address: '127.0.0.1', prefix: 8 },
      { address: '::1', prefix: 128 },
    ],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    up: true,
    mtu: 65536,
    section: 'loopback',
    name: 'lo',
  },
  {
    kind: 'host.adapter',
    at: at(15),
    form: 'ifconfig',
    addresses: [{ address: '10.8.0.6', prefix: 32, peer: '10.8.0.5' }],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    up: true,
    mtu: 1400,
    name: 'tun0',
  },
  {
    kind: 'host.adapter',
    at: at(19),
    form: 'ifconfig',
    addresses: [],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    mac: '00:00:5e:00:53:12',
    up: false,
    mtu: 1500,
    section: 'ethernet',
    name: 'eth1',
  },
];

test('Linux', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

const TEXT_2 = `eth0      Link encap:Ethernet  HWaddr 00:00:5E:00:53:11
          inet addr:192.168.1.34  Bcast:192.168.1.255  Mask:255.255.255.0
          inet6 addr: fe80::200:5eff:fe00:5311/64 Scope:Link
          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1
          RX packets:1280 errors:0 dropped:0 overruns:0 frame:0
          collisions:0 txqueuelen:1000
          RX bytes:134217 (131.0 KiB)  TX bytes:90112 (88.0 KiB)

tun0      Link encap:UNSPEC  HWaddr 00-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00
          inet addr:10.8.0.6  P-t-P:10.8.0.5  Mask:255.255.255.255
          UP POINTOPOINT RUNNING NOARP MULTICAST  MTU:1500  Metric:1

ppp0      Link encap:Point-to-Point Protocol
          POINTOPOINT NOARP MULTICAST  MTU:1396  Metric:1`;

const EXPECTED_2 = [
  {
    kind: 'host.adapter',
    at: at(1),
    form: 'ifconfig',
    addresses: [
      { address: '192.168.1.34', prefix: 24 },
      { address: 'fe80::200:5eff:fe00:5311', prefix: 64 },
    ],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    mac: '00:00:5e:00:53:11',
    up: true,
    mtu: 1500,
    section: 'ethernet',
    name: 'eth0',
  },
  {
    kind: 'host.adapter',
    at: at(9),
    form: 'ifconfig',
    addresses: [{ address: '10.8.0.6', prefix: 32, peer: '10.8.0.5' }],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    up: true,
    mtu: 1500,
    name: 'tun0',
  },
  {
    kind: 'host.adapter',
    at: at(13),
    form: 'ifconfig',
    addresses: [],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    up: false,
    mtu: 1396,
    section: 'ppp',
    name: 'ppp0',
  },
];

test('Linux before net-tools 1.60-2', () => {
  expect(facts(TEXT_2)).toEqual(EXPECTED_2);
});

const TEXT_3 = `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
	options=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>
	inet 127.0.0.1 netmask 0xff000000
	inet6 ::1 prefixlen 128
	inet6 fe80::1%lo0 prefixlen 64 scopeid 0x1
	nd6 options=201<PERFORMNUD,DAD>
en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
	options=6463<RXCSUM,TXCSUM,TSO4,TSO6,CHANNEL_IO,PARTIAL_CSUM,ZEROINVERT_CSUM>
	ether 00:00:5e:00:53:11
	inet6 fe80::1c2b:aff:fe00:5311%en0 prefixlen 64 secured scopeid 0x6
	inet 192.168.1.34 netmask 0xffffff00 broadcast 192.168.1.255
	nd6 options=201<PERFORMNUD,DAD>
	media: autoselect
	status: active
en5: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
	ether 00:00:5e:00:53:12
	media: autoselect
	status: inactive
utun4: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1400
	inet 10.20.30.40 --> 10.20.30.40 netmask 0xffffffff`;

const EXPECTED_3 = [
  {
    kind: 'host.adapter',
    at: at(1),
    form: 'ifconfig',
    addresses: [
      { address: '127.0.0.1', prefix: 8 },
      { address: '::1', prefix: 128 },
      { address: 'fe80::1', prefix: 64 },
    ],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    up: true,
    mtu: 16384,
    section: 'loopback',
    name: 'lo0',
  },
  {
    kind: 'host.adapter',
    at: at(7),
    form: 'ifconfig',
    addresses: [
      { address: 'fe80::1c2b:aff:fe00:5311', prefix: 64 },
      { address: '192.168.1.34', prefix: 24 },
    ],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    mac: '00:00:5e:00:53:11',
    up: true,
    mtu: 1500,
    name: 'en0',
  },
  {
    kind: 'host.adapter',
    at: at(15),
    form: 'ifconfig',
    addresses: [],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    mac: '00:00:5e:00:53:12',
    up: false,
    mtu: 1500,
    name: 'en5',
  },
  {
    kind: 'host.adapter',
    at: at(19),
    form: 'ifconfig',
    addresses: [{ address: '10.20.30.40', prefix: 32, peer: '10.20.30.40' }],
    gateways: [],
    dnsServers: [],
    dnsSuffixes: [],
    up: true,
    mtu: 1400,
    name: 'utun4',
  },
];

test('macOS', () => {
  expect(facts(TEXT_3)).toEqual(EXPECTED_3);
});

test('a bad address is damage, the adapter stays', () => {
  const text = TEXT_3.replace('inet 10.20.30.40', 'inet 10.20.30.400');
  expect(damage(text)).toEqual([[at(20), 'ifconfig: address could not be read']]);
  expect(good(text)).toEqual([...EXPECTED_3.slice(0, 3), { ...EXPECTED_3[3], addresses: [] }]);
});

lawsOf('ifconfig 1', TEXT_1);

lawsOf('ifconfig 2', TEXT_2);

lawsOf('ifconfig 3', TEXT_3);
