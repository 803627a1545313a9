import { describe, expect, test } from 'vitest';
import { adapter, type LineFact, pasted, read } from './kit.ts';
import { GET_NETIPCONFIGURATION, GET_NETIPCONFIGURATION_DETAILED } from './powershell-texts.ts';

const CASES: readonly (readonly [string, string, readonly LineFact[]])[] = [
  [
    'GET_NETIPCONFIGURATION',
    GET_NETIPCONFIGURATION,
    [
      adapter(3, 'get-netipconfiguration', {
        name: 'Ethernet 7',
        description: 'PANGP Virtual Ethernet Adapter Secure',
        ifIndex: 23,
        up: true,
        addresses: [{ address: '172.27.3.18' }],
        dnsServers: ['10.60.0.5', '10.60.0.6'],
      }),
      adapter(13, 'get-netipconfiguration', {
        name: 'Ethernet',
        description: 'Intel(R) Ethernet Connection I219-LM',
        ifIndex: 5,
        up: false,
      }),
    ],
  ],
  [
    'GET_NETIPCONFIGURATION_DETAILED',
    GET_NETIPCONFIGURATION_DETAILED,
    [
      adapter(1, 'get-netipconfiguration', {
        name: 'WLAN',
        description: 'Intel(R) Wi-Fi 6E AX211 160MHz',
        ifIndex: 11,
        mac: '00:00:5e:00:53:11',
        up: true,
        dhcp: true,
        addresses: [
          { address: '2001:db8:1::34' },
          { address: 'fe80::1c2d:3e4f:5a6b:7c8e' },
          { address: '192.168.1.34' },
        ],
        gateways: ['192.168.1.1', 'fe80::1'],
        dnsServers: ['192.168.1.1'],
        mtu: 1500,
      }),
    ],
  ],
];

describe.each(CASES)('%s', (_name, text, expected) => {
  test('gives these facts', () => expect(read(text)).toEqual(expected));
  test.each(pasted(text))('%s, the same', (_how, changed) => expect(read(changed)).toEqual(expected));
});
