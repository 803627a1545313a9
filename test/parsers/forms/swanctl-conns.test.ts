import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const TEXT_1 = `home: IKEv2, no reauthentication, rekeying every 14400s
  local:  192.168.1.34
  remote: 203.0.113.1
  remote: VPN.contoso.com
  local pre-shared key authentication:
    id: anna@contoso.com
  remote pre-shared key authentication:
    id: vpn.contoso.com
  net: TUNNEL, rekeying every 3600s
    local:  dynamic
    remote: 10.1.0.0/16 10.2.0.0/16[tcp/https]
  two: TRANSPORT, rekeying every 3600s
    local:  10.9.0.0/24
    remote: 0.0.0.0/0
lan: IKEv1/2, no reauthentication, rekeying every 14400s
  local:  %any
  remote: %any
  local unspecified authentication:
  remote unspecified authentication:
  lan: PASS, no rekeying
    local:  192.168.1.0/24
    remote: 192.168.1.0/24
old: IKEv1, reauthentication every 14400s
  local:  %any
  remote: %any
  local pre-shared key authentication:
  remote pre-shared key authentication:
  any: TUNNEL, rekeying every 3600s
    local:  10.0.0.0/8
    remote: dynamic`;

const EXPECTED_1 = [
  {
    kind: 'ipsec.connection',
    at: at(1),
    form: 'swanctl-conns',
    name: 'home',
    version: 2,
    localAddresses: ['192.168.1.34'],
    remoteAddresses: ['203.0.113.1', 'vpn.contoso.com'],
    children: [
      {
        name: 'net',
        line: 9,
        mode: 'tunnel',
        localTs: ['dynamic'],
        remoteTs: ['10.1.0.0/16', '10.2.0.0/16[tcp/https]'],
      },
      { name: 'two', line: 12, mode: 'transport', localTs: ['10.9.0.0/24'], remoteTs: ['0.0.0.0/0'] },
    ],
  },
  {
    kind: 'ipsec.connection',
    at: at(15),
    form: 'swanctl-conns',
    name: 'lan',
    localAddresses: ['%any'],
    remoteAddresses: ['%any'],
    children: [{ name: 'lan', line: 20, mode: 'pass', localTs: ['192.168.1.0/24'], remoteTs: ['192.168.1.0/24'] }],
  },
  {
    kind: 'ipsec.connection',
    at: at(23),
    form: 'swanctl-conns',
    name: 'old',
    version: 1,
    localAddresses: ['%any'],
    remoteAddresses: ['%any'],
    children: [{ name: 'any', line: 28, mode: 'tunnel', localTs: ['10.0.0.0/8'], remoteTs: ['dynamic'] }],
  },
];

test('swanctl --list-conns', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

const TEXT_2 = `home: IKEv2
  local:  %any
  remote: 203.0.113.1
  net: TUNNEL
    local:  dynamic
    remote: 0.0.0.0/0`;

const EXPECTED_2 = [
  {
    kind: 'ipsec.connection',
    at: at(1),
    form: 'swanctl-conns',
    name: 'home',
    version: 2,
    localAddresses: ['%any'],
    remoteAddresses: ['203.0.113.1'],
    children: [{ name: 'net', line: 4, mode: 'tunnel', localTs: ['dynamic'], remoteTs: ['0.0.0.0/0'] }],
  },
];

test('an older layout', () => {
  expect(facts(TEXT_2)).toEqual(EXPECTED_2);
});

test('identities are not kept', () => {
  expect(JSON.stringify(facts(TEXT_1))).not.toContain('anna');
});

test('a bad selector is damage, the connection stays', () => {
  const text = TEXT_2.replace('remote: 0.0.0.0/0', 'remote: 0.0.0.0/99');
  expect(damage(text)).toEqual([[at(6), 'swanctl: traffic selector could not be read']]);
  expect(good(text)).toEqual([{ ...EXPECTED_2[0], children: [{ ...EXPECTED_2[0]!.children[0], remoteTs: [] }] }]);
});

lawsOf('swanctl-conns 1', TEXT_1);
