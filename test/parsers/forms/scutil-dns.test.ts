import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const TEXT_1 = `DNS configuration

resolver #1
  search domain[0] : contoso.com
  nameserver[0] : 10.10.0.20
  nameserver[1] : 10.10.1.20
  if_index : 22 (utun4)
  flags    : Request A records
  reach    : 0x00000003 (Reachable,Transient Connection)
  order    : 102400

resolver #2
  domain   : contoso.com
  nameserver[0] : 10.10.0.20
  flags    : Supplemental, Request A records
  reach    : 0x00000003 (Reachable,Transient Connection)
  order    : 102401

resolver #3
  domain   : local
  options  : mdns
  timeout  : 5
  flags    : Request A records
  reach    : 0x00000000 (Not Reachable)
  order    : 300000

DNS configuration (for scoped queries)

resolver #1
  search domain[0] : home.example.net
  nameserver[0] : 192.168.1.1
  if_index : 6 (en0)
  flags    : Scoped, Request A records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)`;

const EXPECTED_1 = [
  {
    kind: 'host.resolver',
    at: at(3),
    form: 'scutil-dns',
    domains: [],
    servers: ['10.10.0.20', '10.10.1.20'],
    interfaceName: 'utun4',
    ifIndex: 22,
  },
  {
    kind: 'host.resolver',
    at: at(12),
    form: 'scutil-dns',
    domains: ['contoso.com'],
    servers: ['10.10.0.20'],
    supplemental: true,
  },
  {
    kind: 'host.adapter',
    at: at(29),
    form: 'scutil-dns',
    addresses: [],
    gateways: [],
    dnsServers: ['192.168.1.1'],
    dnsSuffixes: ['home.example.net'],
    name: 'en0',
    ifIndex: 6,
  },
];

test('scutil --dns: scoped resolvers tell the interface’s servers, mDNS is left out', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

test('a bad server is damage, the others stay', () => {
  const text = TEXT_1.replace('nameserver[1] : 10.10.1.20', 'nameserver[1] : 10.10.1');
  expect(damage(text)).toEqual([[at(6), 'scutil: name server could not be read']]);
  expect(good(text)).toEqual([{ ...EXPECTED_1[0], servers: ['10.10.0.20'] }, ...EXPECTED_1.slice(1)]);
});

lawsOf('scutil-dns 1', TEXT_1);
