import { expect, test } from 'vitest';
import { at, damage, facts, lawsOf } from './unix-run.ts';

const TEXT_1 = `Status of IKE charon daemon (strongSwan 5.9.8, Linux 6.1.0, x86_64):
  uptime: 3 seconds, since Nov 22 05:39:10 2026
  malloc: sbrk 2297856, mmap 0, used 379776, free 1918080
  worker threads: 10 of 16 idle, 6/0/0/0 working, job queue: 0/0/0/0, scheduled: 1
  loaded plugins: charon aes sha1 kernel-netlink farp dhcp vici stroke updown
Virtual IP pools (size/online/offline):
  10.20.30.0/24: 254/1/0
  rw: 254/0/0
Listening IP addresses:
  192.168.1.34
  fd00:1234::1
Connections:
        home:  192.168.1.34...203.0.113.1, vpn.contoso.com  IKEv2, dpddelay=30s
        home:   local:  [anna@contoso.com] uses pre-shared key authentication
        home:   remote: [vpn.contoso.com] uses EAP authentication with EAP identity 'anna'
         net:   child:  dynamic === 10.1.0.0/16 10.2.0.0/16[tcp/https] TUNNEL, dpdaction=clear
         two:   child:  10.9.0.0/24 === 0.0.0.0/0 TRANSPORT
         lan:  %any...%any  IKEv1/2
         lan:   local:  uses any authentication
         lan:   remote: uses any authentication
         lan:   child:  192.168.1.0/24 === 192.168.1.0/24 PASS
         old:  %any...%any  IKEv1 Aggressive
         any:   child:  10.0.0.0/8 === dynamic TUNNEL
Shunted Connections:
         lan:  192.168.1.0/24 === 192.168.1.0/24 PASS
Bypass LAN fe80::/64:  fe80::/64 === fe80::/64 PASS
Routed Connections:
         net{1}:  ROUTED, TUNNEL, reqid 1
         net{1}:   192.168.1.34/32 === 10.1.0.0/16 10.2.0.0/16[tcp/https]
Security Associations (1 up, 1 connecting):
        home[2]: ESTABLISHED 5 minutes ago, 192.168.1.34[anna@contoso.com]...203.0.113.1[vpn.contoso.com]
        home[2]: Remote EAP identity: anna
        home[2]: IKEv2 SPIs: 056c60f1a918687a_i* 00000000000000ff_r, rekeying in 2 hours
        home[2]: IKE proposal: AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/CURVE_25519
         net{1}:  INSTALLED, TUNNEL, reqid 1, ESP in UDP SPIs: c0ffee01_i c0ffee02_o
         net{1}:  AES_GCM_16_128, 84 bytes_i (1 pkt, 0s ago), 252 bytes_o (3 pkts, 0s ago), rekeying in 43 minutes
         net{1}:   10.20.30.40/32 === 10.1.0.0/16 10.2.0.0/16[tcp/https]
         two{2}:  REKEYED, TUNNEL, reqid 2, expires in 16 minutes
         two{2}:   10.20.30.40/32 === 0.0.0.0/0
         two{3}:  INSTALLED, TUNNEL, reqid 2, ESP SPIs: c0ffee03_i c0ffee04_o
         two{3}:  AES_CBC_256/HMAC_SHA2_256_128, 0 bytes_i, 84 bytes_o (1 pkt, 2s ago), rekeying disabled
         two{3}:   10.20.30.40/32 === 0.0.0.0/0
        home[3]: CONNECTING, 192.168.1.34[%any]...203.0.113.1[%any]
        home[3]: IKEv1 SPIs: 056c60f1a918687a_i 0000000000000000_r*
        home[3]: Tasks active: IKE_VENDOR IKE_INIT`;

const EXPECTED_1 = [
  {
    kind: 'ipsec.plugins',
    at: at(5),
    form: 'ipsec-statusall',
    names: ['charon', 'aes', 'sha1', 'kernel-netlink', 'farp', 'dhcp', 'vici', 'stroke', 'updown'],
  },
  { kind: 'host.setting', at: at(7), form: 'ipsec-statusall', name: 'virtual-ip-pool', value: '10.20.30.0/24' },
  {
    kind: 'ipsec.connection',
    at: at(13),
    form: 'ipsec-statusall',
    name: 'home',
    version: 2,
    localAddresses: ['192.168.1.34'],
    remoteAddresses: ['203.0.113.1', 'vpn.contoso.com'],
    children: [
      {
        name: 'net',
        line: 16,
        mode: 'tunnel',
        localTs: ['dynamic'],
        remoteTs: ['10.1.0.0/16', '10.2.0.0/16[tcp/https]'],
      },
      { name: 'two', line: 17, mode: 'transport', localTs: ['10.9.0.0/24'], remoteTs: ['0.0.0.0/0'] },
    ],
  },
  {
    kind: 'ipsec.connection',
    at: at(18),
    form: 'ipsec-statusall',
    name: 'lan',
    localAddresses: ['%any'],
    remoteAddresses: ['%any'],
    children: [{ name: 'lan', line: 21, mode: 'pass', localTs: ['192.168.1.0/24'], remoteTs: ['192.168.1.0/24'] }],
  },
  {
    kind: 'ipsec.connection',
    at: at(22),
    form: 'ipsec-statusall',
    name: 'old',
    version: 1,
    localAddresses: ['%any'],
    remoteAddresses: ['%any'],
    children: [{ name: 'any', line: 23, mode: 'tunnel', localTs: ['10.0.0.0/8'], remoteTs: ['dynamic'] }],
  },
  {
    kind: 'ipsec.policy',
    at: at(25),
    form: 'ipsec-statusall',
    name: 'lan',
    mode: 'pass',
    localTs: ['192.168.1.0/24'],
    remoteTs: ['192.168.1.0/24'],
  },
  {
    kind: 'ipsec.policy',
    at: at(26),
    form: 'ipsec-statusall',
    name: 'Bypass LAN fe80::/64',
    mode: 'pass',
    localTs: ['fe80::/64'],
    remoteTs: ['fe80::/64'],
  },
  {
    kind: 'ipsec.policy',
    at: at(29),
    form: 'ipsec-statusall',
    name: 'net',
    mode: 'tunnel',
    localTs: ['192.168.1.34/32'],
    remoteTs: ['10.1.0.0/16', '10.2.0.0/16[tcp/https]'],
  },
  {
    kind: 'ipsec.sa',
    at: at(31),
    form: 'ipsec-statusall',
    name: 'home',
    id: 2,
    version: 2,
    state: 'ESTABLISHED',
    local: { address: '192.168.1.34', port: 0 },
    remote: { address: '203.0.113.1', port: 0 },
    localVirtual: [],
    remoteVirtual: [],
    initiator: true,
    children: [
      {
        name: 'net',
        line: 35,
        state: 'INSTALLED',
        mode: 'tunnel',
        udp: true,
        localTs: ['10.20.30.40/32'],
        remoteTs: ['10.1.0.0/16', '10.2.0.0/16[tcp/https]'],
        suite: 'AES_GCM_16_128',
        bytesIn: 84,
        packetsIn: 1,
        bytesOut: 252,
        packetsOut: 3,
      },
      {
        name: 'two',
        line: 38,
        state: 'REKEYED',
        mode: 'tunnel',
        udp: false,
        localTs: ['10.20.30.40/32'],
        remoteTs: ['0.0.0.0/0'],
      },
      {
        name: 'two',
        line: 40,
        state: 'INSTALLED',
        mode: 'tunnel',
        udp: false,
        localTs: ['10.20.30.40/32'],
        remoteTs: ['0.0.0.0/0'],
        suite: 'AES_CBC_256/HMAC_SHA2_256_128',
        bytesIn: 0,
        packetsIn: 0,
        bytesOut: 84,
        packetsOut: 1,
      },
    ],
  },
  {
    kind: 'ipsec.sa',
    at: at(43),
    form: 'ipsec-statusall',
    name: 'home',
    id: 3,
    version: 1,
    state: 'CONNECTING',
    local: { address: '192.168.1.34', port: 0 },
    remote: { address: '203.0.113.1', port: 0 },
    localVirtual: [],
    remoteVirtual: [],
    initiator: false,
    children: [],
  },
];

test('ipsec statusall', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

const TEXT_2 = `Shunted Connections:
         lan:  192.168.1.0/24 === 192.168.1.0/24 PASS
Security Associations (0 up, 0 connecting):
  none`;

const EXPECTED_2 = [
  {
    kind: 'ipsec.policy',
    at: at(2),
    form: 'ipsec-statusall',
    name: 'lan',
    mode: 'pass',
    localTs: ['192.168.1.0/24'],
    remoteTs: ['192.168.1.0/24'],
  },
];

test('ipsec status', () => {
  expect(facts(TEXT_2)).toEqual(EXPECTED_2);
});

test('identities are not kept', () => {
  expect(JSON.stringify(facts(TEXT_1))).not.toContain('anna');
});

test('damage within a section', () => {
  const text = TEXT_1.replace('10.20.30.40/32 === 10.1.0.0/16 ', '10.20.30.40/32 === 10.1.0.0 /16 ').replace(
    'lan:  %any...%any  IKEv1/2',
    'lan:  %any..%any',
  );
  expect(damage(text)).toEqual([
    [at(18), 'ipsec status: connection could not be read'],
    [at(37), 'ipsec status: traffic selector could not be read'],
  ]);
});

lawsOf('ipsec-statusall 1', TEXT_1);
