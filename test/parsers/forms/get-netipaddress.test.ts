import { describe, expect, test } from 'vitest';
import { adapter, type LineFact, pasted, read } from './kit.ts';

const LIST = `PS C:\\Users\\anna> Get-NetIPAddress -AddressFamily IPv4

IPAddress         : 172.27.3.18
InterfaceIndex    : 23
InterfaceAlias    : Ethernet 3
AddressFamily     : IPv4
Type              : Unicast
PrefixLength      : 32
PrefixOrigin      : Manual
SuffixOrigin      : Manual
AddressState      : Preferred
ValidLifetime     : Infinite ([TimeSpan]::MaxValue)
PreferredLifetime : Infinite ([TimeSpan]::MaxValue)
SkipAsSource      : False
PolicyStore       : ActiveStore

IPAddress         : 192.168.1.34
InterfaceIndex    : 12
InterfaceAlias    : Wi-Fi
AddressFamily     : IPv4
Type              : Unicast
PrefixLength      : 24
PrefixOrigin      : Dhcp
SuffixOrigin      : Dhcp
AddressState      : Preferred
ValidLifetime     : 23:11:05
PreferredLifetime : 23:11:05
SkipAsSource      : False
PolicyStore       : ActiveStore

IPAddress         : 169.254.11.12
InterfaceIndex    : 18
InterfaceAlias    : Local Area Connection* 1
AddressFamily     : IPv4
Type              : Unicast
PrefixLength      : 16
PrefixOrigin      : WellKnown
SuffixOrigin      : Link
AddressState      : Tentative
PolicyStore       : ActiveStore`;

const TABLE = `PS C:\\> Get-NetIPAddress | Format-Table

ifIndex IPAddress                                       PrefixLength PrefixOrigin SuffixOrigin AddressState PolicyStore
------- ---------                                       ------------ ------------ ------------ ------------ -----------
23      fe80::61ad:1b1c:9f5d:7b1a%23                              64 WellKnown    Link         Preferred    ActiveStore
23      172.27.3.18                                               32 Manual       Manual       Preferred    ActiveStore
1       127.0.0.1                                                  8 WellKnown    WellKnown    Preferred    ActiveStore`;

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'as a list; addresses of adapters that are not connected are left out',
    LIST,
    [
      adapter(3, 'get-netipaddress', {
        name: 'Ethernet 3',
        ifIndex: 23,
        addresses: [{ address: '172.27.3.18', prefix: 32 }],
      }),
      adapter(17, 'get-netipaddress', {
        name: 'Wi-Fi',
        ifIndex: 12,
        addresses: [{ address: '192.168.1.34', prefix: 24 }],
      }),
    ],
  ],
  [
    'as a table, which has no names',
    TABLE,
    [
      adapter(5, 'get-netipaddress', {
        ifIndex: 23,
        addresses: [
          { address: 'fe80::61ad:1b1c:9f5d:7b1a', prefix: 64 },
          { address: '172.27.3.18', prefix: 32 },
        ],
      }),
      adapter(7, 'get-netipaddress', { ifIndex: 1, addresses: [{ address: '127.0.0.1', prefix: 8 }] }),
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});

test('an address that cannot be read', () => {
  expect(read(LIST.replace('192.168.1.34', '192.168.1'))).toEqual([
    {
      line: 17,
      kind: 'input.malformed',
      reason: 'bad-syntax',
      detail: 'address that cannot be read in Get-NetIPAddress',
    },
    CASES[0]![2][0],
  ]);
});
