import { describe, expect, test } from 'vitest';
import { type LineFact, pasted, read } from './kit.ts';
import { GET_VPNCONNECTION, GET_VPNCONNECTION_TWO } from './powershell-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'GET_VPNCONNECTION',
    GET_VPNCONNECTION,
    [
      {
        line: 3,
        kind: 'vpn.tunnel',
        form: 'get-vpnconnection',
        product: 'windows',
        name: 'Contoso VPN',
        gateway: 'vpn.contoso.com',
        up: true,
        transport: 'ikev2',
        dnsSuffixes: ['contoso.com'],
        splitTunneling: false,
      },
      {
        line: 21,
        kind: 'vpn.tunnel',
        form: 'get-vpnconnection',
        product: 'windows',
        name: 'Contoso VPN',
        includeRoutes: ['10.0.0.0/8', '172.16.0.0/12'],
      },
    ],
  ],
  [
    'GET_VPNCONNECTION_TWO',
    GET_VPNCONNECTION_TWO,
    [
      {
        line: 1,
        kind: 'vpn.tunnel',
        form: 'get-vpnconnection',
        product: 'windows',
        name: 'Fabrikam',
        gateway: '203.0.113.80',
        gatewayAddress: '203.0.113.80',
        up: false,
        transport: 'sstp',
        dnsSuffixes: [],
        splitTunneling: true,
      },
      {
        line: 10,
        kind: 'vpn.tunnel',
        form: 'get-vpnconnection',
        product: 'windows',
        name: 'Store app',
        gateway: 'vpn.fabrikam.com',
        transport: 'automatic',
      },
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
