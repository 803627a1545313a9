import { expect, test } from 'vitest';
import { at, damage, facts, kinds, lawsOf } from './unix-run.ts';

const TEXT_1 = `config setup
    charondebug="ike 2, knl 2"
    uniqueids=no

conn %default
    keyexchange=ikev2
    auto=add

conn base
    left=203.0.113.1
    leftid=@vpn.contoso.com
    leftcert=gw.pem
    auto=ignore

conn rw
    also=base
    leftsubnet=10.0.0.0/8,172.16.0.0/12
    right=%any
    rightid=anna@contoso.com
    rightsourceip=10.20.30.0/24,%dhcp
    keyexchange=ikev1   # old phones
    auto=add

# LAN stays beside
conn lan
    type=passthrough
    left=127.0.0.1
    leftsubnet=192.168.1.0/24
    rightsubnet=192.168.1.0/24
    authby=never
    auto=route`;

const EXPECTED_1 = [
  {
    kind: 'ipsec.connection',
    at: at(15),
    form: 'ipsec-conf',
    name: 'rw',
    version: 1,
    localAddresses: ['203.0.113.1'],
    remoteAddresses: ['%any'],
    children: [
      { name: 'rw', line: 15, mode: 'tunnel', localTs: ['10.0.0.0/8', '172.16.0.0/12'], remoteTs: ['dynamic'] },
    ],
    pools: ['10.20.30.0/24', '%dhcp'],
  },
  {
    kind: 'ipsec.connection',
    at: at(25),
    form: 'ipsec-conf',
    name: 'lan',
    version: 2,
    localAddresses: ['127.0.0.1'],
    remoteAddresses: [],
    children: [{ name: 'lan', line: 25, mode: 'pass', localTs: ['192.168.1.0/24'], remoteTs: ['192.168.1.0/24'] }],
  },
];

test('defaults, also=, a shunt; what is not loaded is left out', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

test('identities are not kept', () => {
  expect(JSON.stringify(facts(TEXT_1))).not.toMatch(/anna|@vpn|pem/);
});

test('sections that name each other end', () => {
  expect(facts('conn a\n also=b\n auto=add\nconn b\n also=a\n auto=ignore')).toEqual([
    {
      kind: 'ipsec.connection',
      at: at(1),
      form: 'ipsec-conf',
      name: 'a',
      localAddresses: [],
      remoteAddresses: [],
      children: [{ name: 'a', line: 1, mode: 'tunnel', localTs: ['dynamic'], remoteTs: ['dynamic'] }],
    },
  ]);
});

test('a bad subnet is damage, the connection stays', () => {
  const text = 'conn a\n  leftsubnet=10.0.0.0/8,10.300.0.0/16\n  auto=add';
  expect(damage(text)).toEqual([[at(1), 'ipsec.conf: subnet could not be read']]);
  expect(kinds(text)).toEqual({ 'input.malformed': 1, 'ipsec.connection': 1 });
});

lawsOf('ipsec-conf 1', TEXT_1);
