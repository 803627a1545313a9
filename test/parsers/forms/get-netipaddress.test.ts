import { describe, expect, test } from 'vitest';
import { adapter, type LineFact, pasted, read } from './kit.ts';
import { GET_NETIPADDRESS as LIST, GET_NETIPADDRESS_TABLE as TABLE } from './network-texts.ts';

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
