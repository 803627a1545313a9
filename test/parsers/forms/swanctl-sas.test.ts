import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const TEXT_1 = `home: #1, ESTABLISHED, IKEv2, 0123456789abcdef_i* fedcba9876543210_r
  local  'anna@contoso.com' @ 192.168.1.34[4500] [10.20.30.40 fd00:1234::40]
  remote 'vpn.contoso.com' @ 203.0.113.1[4500]
  AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/CURVE_25519
  established 1s ago, rekeying in 14043s
  net: #1, reqid 1, INSTALLED, TUNNEL-in-UDP, ESP:AES_GCM_16-128
    installed 1s ago, rekeying in 3397s, expires in 3959s
    in  c0ffee01,     84 bytes,     1 packets,     0s ago
    out c0ffee02,    252 bytes,     3 packets,     0s ago
    local  10.20.30.40/32
    remote 10.1.0.0/16 10.2.0.0/16[tcp/https]
  two: #2, reqid 2, REKEYED, TUNNEL-in-UDP, ESP:AES_CBC-256/HMAC_SHA2_256_128/ESN
    installed 60s ago, rekeying in 3397s, expires in 3959s
    in  c0ffee03 (0x0000002a/0xffffffff),      0 bytes,     0 packets
    out c0ffee04/1234,      0 bytes,     0 packets
    local  10.20.30.40/32
    remote 0.0.0.0/0
rw: #7, ESTABLISHED, IKEv1, 0123456789abcdef_i fedcba9876543210_r*
  local  'vpn.contoso.com' @ 203.0.113.1[4500]
  remote 'CN=a, O=b' @ 198.51.100.9[61234] XAuth: 'it's [1] @ home' [10.20.30.41]
  established 1s ago, reauth in 14043s`;

const EXPECTED_1 = [
  {
    kind: 'ipsec.sa',
    at: at(1),
    form: 'swanctl-sas',
    name: 'home',
    id: 1,
    version: 2,
    state: 'ESTABLISHED',
    local: { address: '192.168.1.34', port: 4500 },
    remote: { address: '203.0.113.1', port: 4500 },
    localVirtual: ['10.20.30.40', 'fd00:1234::40'],
    remoteVirtual: [],
    initiator: true,
    children: [
      {
        name: 'net',
        line: 6,
        state: 'INSTALLED',
        mode: 'tunnel',
        udp: true,
        suite: 'AES_GCM_16-128',
        localTs: ['10.20.30.40/32'],
        remoteTs: ['10.1.0.0/16', '10.2.0.0/16[tcp/https]'],
        bytesIn: 84,
        packetsIn: 1,
        bytesOut: 252,
        packetsOut: 3,
      },
      {
        name: 'two',
        line: 12,
        state: 'REKEYED',
        mode: 'tunnel',
        udp: true,
        suite: 'AES_CBC-256/HMAC_SHA2_256_128/ESN',
        localTs: ['10.20.30.40/32'],
        remoteTs: ['0.0.0.0/0'],
        bytesIn: 0,
        packetsIn: 0,
        bytesOut: 0,
        packetsOut: 0,
      },
    ],
  },
  {
    kind: 'ipsec.sa',
    at: at(18),
    form: 'swanctl-sas',
    name: 'rw',
    id: 7,
    version: 1,
    state: 'ESTABLISHED',
    local: { address: '203.0.113.1', port: 4500 },
    remote: { address: '198.51.100.9', port: 61234 },
    localVirtual: [],
    remoteVirtual: ['10.20.30.41'],
    initiator: false,
    children: [],
  },
];

test('client and gateway side', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

const TEXT_2 = `home: #3, CONNECTING, IKEv2, 056c60f1a918687a:0000000000000000
  local  '%any' @ 192.168.1.34
  remote '%any' @ 203.0.113.1
  active:  IKE_VENDOR IKE_INIT IKE_NATD
old: #2, ESTABLISHED, IKEv2, 056c60f1a918687a:00000000000000ff
  local  'gw' @ 192.168.1.34
  remote 'peer' @ 203.0.113.1
  AES_CBC-128/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_2048
  established 100s ago
  net: #1, INSTALLED, TUNNEL, ESP:AES_CBC-128/HMAC_SHA1_96
    installed 1s ago
    in  c0ffee01,     84 bytes,     1 packets,     0s ago
    out c0ffee02,    252 bytes,     3 packets,     0s ago
    local  10.0.0.0/24
    remote 10.1.0.0/16`;

const EXPECTED_2 = [
  {
    kind: 'ipsec.sa',
    at: at(1),
    form: 'swanctl-sas',
    name: 'home',
    id: 3,
    version: 2,
    state: 'CONNECTING',
    local: { address: '192.168.1.34', port: 0 },
    remote: { address: '203.0.113.1', port: 0 },
    localVirtual: [],
    remoteVirtual: [],
    children: [],
  },
  {
    kind: 'ipsec.sa',
    at: at(5),
    form: 'swanctl-sas',
    name: 'old',
    id: 2,
    version: 2,
    state: 'ESTABLISHED',
    local: { address: '192.168.1.34', port: 0 },
    remote: { address: '203.0.113.1', port: 0 },
    localVirtual: [],
    remoteVirtual: [],
    children: [
      {
        name: 'net',
        line: 10,
        state: 'INSTALLED',
        mode: 'tunnel',
        udp: false,
        suite: 'AES_CBC-128/HMAC_SHA1_96',
        localTs: ['10.0.0.0/24'],
        remoteTs: ['10.1.0.0/16'],
        bytesIn: 84,
        packetsIn: 1,
        bytesOut: 252,
        packetsOut: 3,
      },
    ],
  },
];

test('an older layout, without ports, request ids and own side', () => {
  expect(facts(TEXT_2)).toEqual(EXPECTED_2);
});

const CHILD_2 = EXPECTED_2[1]!.children[0]!;
test('identities are not kept', () => {
  expect(JSON.stringify(facts(TEXT_1))).not.toMatch(/anna|CN=|home'/);
});

test('without both endpoints there is no association', () => {
  const text = TEXT_2.replace("  remote '%any' @ 203.0.113.1\n", '');
  expect(damage(text)).toEqual([[at(1), 'swanctl: security association without both endpoints']]);
  expect(good(text)).toEqual([{ ...EXPECTED_2[1], at: at(4), children: [{ ...CHILD_2, line: 9 }] }]);
});

test('a bad selector is damage, the others stay', () => {
  const text = TEXT_2.replace('remote 10.1.0.0/16', 'remote 10.1.0.0/16 10.2.0.0/160');
  expect(damage(text)).toEqual([[at(15), 'swanctl: traffic selector could not be read']]);
  expect(good(text)).toEqual(EXPECTED_2);
});

lawsOf('swanctl-sas 1', TEXT_1);

lawsOf('swanctl-sas 2', TEXT_2);
