import { describe, expect, test } from 'vitest';
import { adapter, type LineFact, pasted, read } from './kit.ts';
import { GET_DNSCLIENTSERVERADDRESS } from './powershell-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'GET_DNSCLIENTSERVERADDRESS',
    GET_DNSCLIENTSERVERADDRESS,
    [
      adapter(6, 'get-dnsclientserveraddress', {
        name: 'Ethernet 7',
        ifIndex: 23,
        dnsServers: ['10.60.0.5', '10.60.0.6'],
      }),
      adapter(8, 'get-dnsclientserveraddress', { name: 'Wi-Fi', ifIndex: 11, dnsServers: ['192.168.1.1'] }),
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
