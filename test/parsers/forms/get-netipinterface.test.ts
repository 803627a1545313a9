import { describe, expect, test } from 'vitest';
import { adapter, type LineFact, pasted, read } from './kit.ts';
import { GET_NETIPINTERFACE } from './powershell-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'GET_NETIPINTERFACE',
    GET_NETIPINTERFACE,
    [
      adapter(6, 'get-netipinterface', {
        name: 'Ethernet 7',
        ifIndex: 23,
        up: true,
        dhcp: false,
        mtu: 1400,
        metric: 1,
      }),
      adapter(7, 'get-netipinterface', {
        name: 'Loopback Pseudo-Interface 1',
        ifIndex: 1,
        up: true,
        dhcp: false,
        metric: 75,
      }),
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
